/**
 * The file functions of MQL5 on two folders: the terminal's own `MQL5/Files`, and the one common to all
 * terminals. Text is UTF-8: `FileWrite`, `FileWriteString` and `FileReadString` know no other encoding.
 * Invariants: 1. no name leaves its folder; 2. a failure sets `_LastError` and never throws; 3. what was
 * written was handed to the system at once: it outlives the terminal's process, not a power cut.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { binaryFileFunctions } from './files-binary.ts';
import type { LibraryFunction } from './host.ts';
import { append, type OpenFile, type UseFile } from './open-file.ts';

const FLAG = { read: 1, write: 2, rewrite: 512, common: 4096 };
const ERROR = {
  name: 5002,
  open: 5004,
  remove: 5006,
  handle: 5007,
  exists: 5019,
  rewrite: 5020,
  tooMany: 5001,
};
const MAX_OPEN = 64;
const INVALID_HANDLE = -1;

export interface FileFolders {
  readonly own: string;
  readonly common: string;
  /** Sets `_LastError`. */
  readonly fail: (code: number) => void;
}

export function fileFunctions(folders: FileFolders): Record<string, LibraryFunction> {
  const files = new Map<number, OpenFile>();
  const failed = <T>(code: number, answer: T): T => {
    folders.fail(code);
    return answer;
  };
  const pathOf = (name: string, flags: number): string | null => {
    const clean = normalize(name.replaceAll('\\', '/')).replaceAll('\\', '/');
    if (clean.startsWith('..') || clean.startsWith('/') || clean.includes(':'))
      return failed(ERROR.name, null);
    return join(flags & FLAG.common ? folders.common : folders.own, clean);
  };
  const use: UseFile = (handle, otherwise, act) => {
    const file = files.get(handle);
    if (file === undefined) return failed(ERROR.handle, otherwise);
    try {
      return act(file);
    } catch {
      // A disk that is full or gone: the program asks GetLastError, as on a terminal.
      return failed(ERROR.open, otherwise);
    }
  };
  return {
    FileOpen: (name: string, flags: number, delimiter: number | string): number => {
      const path = pathOf(name, flags);
      if (path === null) return INVALID_HANDLE;
      if (files.size >= MAX_OPEN) return failed(ERROR.tooMany, INVALID_HANDLE);
      const writes = (flags & FLAG.write) !== 0;
      if (!writes && !existsSync(path)) return failed(ERROR.exists, INVALID_HANDLE);
      try {
        if (writes) mkdirSync(dirname(path), { recursive: true });
        const keeps = (flags & FLAG.read) !== 0 && existsSync(path);
        const descriptor = openSync(path, writes ? (keeps ? 'r+' : 'w+') : 'r');
        let handle = 1;
        while (files.has(handle)) handle++;
        files.set(handle, { descriptor, position: 0, delimiter: delimiterText(delimiter) });
        return handle;
      } catch {
        return failed(ERROR.open, INVALID_HANDLE);
      }
    },
    FileClose: (handle: number): void => {
      use(handle, undefined, ({ descriptor }) => closeSync(descriptor));
      files.delete(handle);
    },
    // Nothing is held back here that could be flushed: only a wrong handle can be told.
    FileFlush: (handle: number): void => use(handle, undefined, () => undefined),
    FileIsExist: (name: string, flags: number): boolean => {
      const path = pathOf(name, flags);
      return path !== null && existsSync(path);
    },
    FileDelete: (name: string, flags: number): boolean => {
      const path = pathOf(name, flags);
      if (path === null || !existsSync(path)) return failed(ERROR.exists, false);
      return attempt(() => rmSync(path)) || failed(ERROR.remove, false);
    },
    FileMove: (from: string, fromFlags: number, to: string, toFlags: number): boolean => {
      const [source, target] = [pathOf(from, fromFlags), pathOf(to, toFlags)];
      if (source === null || target === null) return false;
      if (!existsSync(source)) return failed(ERROR.exists, false);
      if (existsSync(target) && !(toFlags & FLAG.rewrite)) return failed(ERROR.rewrite, false);
      return attempt(() => renameSync(source, target)) || failed(ERROR.open, false);
    },
    FileSize: (handle: number): bigint =>
      use(handle, 0n, ({ descriptor }) => BigInt(fstatSync(descriptor).size)),
    FileTell: (handle: number): bigint => use(handle, 0n, ({ position }) => BigInt(position)),
    FileIsEnding: (handle: number): boolean =>
      use(handle, true, ({ descriptor, position }) => position >= fstatSync(descriptor).size),
    FileSeek: (handle: number, offset: bigint, origin: number): boolean =>
      use(handle, false, (file) => {
        const base = [0, file.position, fstatSync(file.descriptor).size][origin] ?? 0;
        file.position = Math.max(0, base + Number(offset));
        return true;
      }),
    ...binaryFileFunctions(use),
    FileWrite: (handle: number, ...values: string[]): number =>
      use(handle, 0, (file) =>
        append(file, Buffer.from(`${values.join(file.delimiter)}\r\n`, 'utf8')),
      ),
    FileWriteString: (handle: number, text: string, length: number): number =>
      use(handle, 0, (file) =>
        append(file, Buffer.from(length < 0 ? text : text.slice(0, length), 'utf8')),
      ),
    FileReadString: (handle: number, length: number): string =>
      use(handle, '', (file) => {
        const bytes = Buffer.alloc(fstatSync(file.descriptor).size - file.position);
        readSync(file.descriptor, bytes, 0, bytes.length, file.position);
        const text = bytes.toString('utf8');
        const line = length < 0 ? (/^[^\n]*\n?/.exec(text)?.[0] ?? '') : text.slice(0, length);
        file.position += Buffer.byteLength(line);
        return length < 0 ? line.replace(/\r?\n$/, '') : line;
      }),
  };
}

function delimiterText(delimiter: number | string): string {
  return typeof delimiter === 'string' ? delimiter : String.fromCharCode(delimiter);
}

function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    // The caller reports it through `_LastError`.
    return false;
  }
}

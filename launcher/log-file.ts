/**
 * The launcher's log on disk: JSON lines in `lockstep.log`, renamed to `lockstep.1.log` and so on
 * when it has grown large or old. A disk that cannot take it stops nobody: that is told once.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** A file is renamed when it is larger. */
export const LOG_FILE_BYTES = 10_000_000;
/** A file is renamed when its first line is older. */
export const LOG_FILE_AGE_MS = 24 * 3_600_000;
/** So many old files are kept: 30 days, or 300 MB. */
export const OLD_LOG_FILES = 30;
/** So long until the next attempt to rename a file (which grows on), or to open one. */
const RETRY_MS = 60_000;
/** The first line's time stands within so many bytes. */
const HEAD_BYTES = 200;

/** When a file is renamed, and whose clock says so. */
export interface LogRotation {
  readonly maxBytes?: number;
  readonly maxAgeMs?: number;
  readonly now?: () => number;
}

/** Where the launcher writes now. */
export function currentLog(folder: string): string {
  return path.join(folder, 'lockstep.log');
}

/** See file header. Closed files ignore writes. */
export class LogFile {
  readonly path: string;
  readonly #tell: (text: string) => void;
  readonly #rotation: Required<LogRotation>;
  #descriptor: number | null = null;
  #bytes = 0;
  #begunAtMs = 0;
  #notBeforeMs = 0;
  /** A file that could not be opened is not tried before. */
  #openAtMs = 0;
  #isClosed = false;
  #isFaulty = false;

  /** @param tell called once when the disk does not take the log. */
  constructor(folder: string, tell: (text: string) => void, rotation: LogRotation = {}) {
    this.path = currentLog(folder);
    this.#tell = tell;
    const { maxBytes = LOG_FILE_BYTES, maxAgeMs = LOG_FILE_AGE_MS, now = Date.now } = rotation;
    this.#rotation = { maxBytes, maxAgeMs, now };
    this.#guard(() => this.#open());
  }

  /** Writes a line, which ends with a line feed. */
  write(line: string): void {
    const isOpen = this.#descriptor !== null || this.#rotation.now() >= this.#openAtMs;
    if (this.#isClosed || !isOpen) return;
    this.#guard(() => {
      if (this.#descriptor === null) this.#open();
      if (this.#isDue()) this.#rotate();
      if (this.#descriptor !== null) this.#bytes += writeSync(this.#descriptor, line);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#leave();
  }

  #leave(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #isDue(): boolean {
    const { maxAgeMs, maxBytes, now } = this.#rotation;
    if (this.#bytes === 0 || now() < this.#notBeforeMs) return false;
    return this.#bytes >= maxBytes || now() - this.#begunAtMs >= maxAgeMs;
  }

  #open(): void {
    this.#openAtMs = this.#rotation.now() + RETRY_MS;
    mkdirSync(path.dirname(this.path), { recursive: true, mode: 0o700 });
    // Read as well: a launcher that goes on in an old file has to know how old it is.
    const descriptor = openSync(this.path, 'a+', 0o600);
    this.#descriptor = descriptor;
    this.#bytes = fstatSync(descriptor).size;
    this.#begunAtMs = firstTime(descriptor) ?? this.#rotation.now();
  }

  #rotate(): void {
    this.#leave();
    this.#notBeforeMs = this.#rotation.now() + RETRY_MS;
    try {
      rmSync(this.#old(OLD_LOG_FILES), { force: true });
      for (let number = OLD_LOG_FILES - 1; number >= 0; number -= 1) {
        renameIfThere(this.#old(number), this.#old(number + 1));
      }
      this.#notBeforeMs = 0;
    } finally {
      // Not renamed: better too long a file than none.
      this.#open();
    }
  }

  #old(number: number): string {
    return number === 0 ? this.path : this.path.replace(/\.log$/, `.${String(number)}.log`);
  }

  #guard(write: () => void): void {
    try {
      write();
      this.#isFaulty = false;
    } catch (error) {
      if (this.#isFaulty) return;
      this.#isFaulty = true;
      const why = error instanceof Error ? error.message : String(error);
      this.#tell(`the log file ${this.path} cannot be written (${why}); everything else goes on`);
    }
  }
}

/** When the file's first line was written, epoch ms; null for an empty or strange one. */
function firstTime(descriptor: number): number | null {
  const head = Buffer.alloc(HEAD_BYTES);
  const length = readSync(descriptor, head, 0, HEAD_BYTES, 0);
  const [, text] = /"time":"([^"]+)"/.exec(head.toString('utf8', 0, length)) ?? [];
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // There are not yet so many old files.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** What libsql throws → what the rest of the program understands. */
import { CopierError, StoreUnavailableError } from '../../domain/errors.ts';
import { UnreadableStoreError } from '../unreadable-store.ts';

/**
 * @returns errors of ours unchanged; failures of the file or the disk as `StoreUnavailableError` that
 *   names the file and the way out (`UnreadableStoreError` when it is damaged); anything else, a bug, unchanged.
 */
export function sqliteError(error: unknown, file: string): Error {
  if (error instanceof CopierError) return error;
  if (!(error instanceof Error)) return new Error(String(error), { cause: error });
  if (isDamage(error)) {
    const reason = `${file} is damaged (${error.message}): restore it from a backup or move it away; Lockstep never overwrites it`;
    return new UnreadableStoreError(reason, { cause: error });
  }
  const reason = reasonOf(error, file);
  return reason === null ? error : new StoreUnavailableError(reason, { cause: error });
}

function isDamage(error: Error): boolean {
  const code = codeOf(error);
  return code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT');
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function reasonOf(error: Error, file: string): string | null {
  const code = codeOf(error);
  switch (code.split('_').slice(0, 2).join('_')) {
    case 'SQLITE_FULL':
      return `${file} cannot be written: the disk is full`;
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return `${file} is locked by another program for too long`;
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_IOERR':
    case 'SQLITE_PERM':
    case 'SQLITE_NOLFS':
      return `${file} cannot be read or written (${error.message})`;
  }
  // libsql reports a file that cannot be opened without a code.
  if (error.message.startsWith('ConnectionFailed')) return `${file} cannot be opened`;
  if (['ENOTDIR', 'EEXIST', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOENT'].includes(code)) {
    return `the folder of ${file} cannot be created (${error.message})`;
  }
  return null;
}

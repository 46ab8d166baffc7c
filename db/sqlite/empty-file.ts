/**
 * Tells a database file that is being made from one that has lost what it held: both are empty, and SQLite
 * takes either for a new one.
 *
 * Invariants:
 * 1. A mark stands beside a file from before it is made until it has its tables. A process that ends in between
 *    leaves the mark, and the next one goes on.
 * 2. Without the mark nothing empty is opened: SQLite would delete the write-ahead log beside it, which may be all
 *    that is left.
 */
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { UnreadableStoreError } from '../unreadable-store.ts';

/**
 * To be called before SQLite opens the file; sets the mark where there is no file yet.
 * @throws UnreadableStoreError when the file, or all of it but its write-ahead log, is gone.
 */
export function beforeOpening(file: string): void {
  beforeReading(file);
  if (sizeOf(file) === null && !isBeingMade(file)) mark(file);
}

/** To be called before SQLite opens the file for reading alone. @throws UnreadableStoreError as above. */
export function beforeReading(file: string): void {
  if ((sizeOf(file) ?? 0) > 0 || isBeingMade(file)) return;
  // Whoever made it may have taken the mark away since: then it has its tables.
  const size = sizeOf(file);
  if (size === 0) throw lost(file, 'is empty (0 bytes)');
  const isLogAlone = size === null && (sizeOf(walOf(file)) ?? 0) > 0;
  // Once more, as it may have been made in between.
  if (isLogAlone && sizeOf(file) === null) {
    throw lost(file, `is gone, while ${walOf(file)} is there`);
  }
}

/** To be called within the transaction that finds no tables. @throws UnreadableStoreError as above. */
export function requireBeingMade(file: string): void {
  if (!isBeingMade(file)) throw lost(file, 'has no tables');
}

/** To be called when the file is known to have its tables. */
export function made(file: string): void {
  if (isBeingMade(file)) rmSync(markOf(file), { force: true });
}

function isBeingMade(file: string): boolean {
  return existsSync(markOf(file));
}

/** Durable before the file is: a power cut leaves no file without it. */
function mark(file: string): void {
  const handle = openSync(markOf(file), 'w');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function markOf(file: string): string {
  return `${file}.new`;
}

function walOf(file: string): string {
  return `${file}-wal`;
}

/** Bytes; null when there is no such file. */
function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

function lost(file: string, what: string): UnreadableStoreError {
  return new UnreadableStoreError(
    `${file} ${what}: what it held is not in it. Restore it from a backup; or, if nothing was ever kept in it, move it and ${walOf(file)} away, and a new one is made. Lockstep never overwrites it`,
  );
}

/** An open file of an MQL5 program: its descriptor and where it is read and written next. */
import { readSync, writeSync } from 'node:fs';

export interface OpenFile {
  readonly descriptor: number;
  position: number;
  /** Between the values of `FileWrite`. */
  readonly delimiter: string;
}

/** Runs `act` on an open file; `otherwise` when the handle is wrong or the disk fails. */
export type UseFile = <T>(handle: number, otherwise: T, act: (file: OpenFile) => T) => T;

/** Writes at the file's position. @returns bytes written */
export function append(file: OpenFile, bytes: Uint8Array): number {
  const written = writeSync(file.descriptor, bytes, 0, bytes.length, file.position);
  file.position += written;
  return written;
}

/** The next bytes, at most `count`. */
export function take(file: OpenFile, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  const read = readSync(file.descriptor, bytes, 0, count, file.position);
  file.position += read;
  return bytes.subarray(0, read);
}

/** What a running program appends to a file of lines. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 65_536;

/** See file header. */
export class LineTail {
  readonly #path: string;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #file: number | null = null;
  #at = 0;
  #line = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** The lines since the last time. */
  read(): readonly string[] {
    if (this.#file === null && !existsSync(this.#path)) return [];
    this.#file ??= openSync(this.#path, 'r');
    const read: string[] = [];
    for (;;) {
      const length = readSync(this.#file, this.#chunk, 0, CHUNK_BYTES, this.#at);
      if (length === 0) return read;
      this.#at += length;
      // Latin letters and digits alone: no character is cut in two.
      const lines = (this.#line + this.#chunk.toString('latin1', 0, length)).split('\n');
      this.#line = lines.pop() ?? '';
      read.push(...lines);
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

/** What a running broker appends to an account's deal list. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { deal, type Deal } from '../simulator/broker/deal.ts';

const CHUNK_BYTES = 65_536;

/** See file header. */
export class DealTail {
  readonly #path: string;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #file: number | null = null;
  #at = 0;
  #line = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** The deals since the last time. */
  read(): readonly Deal[] {
    if (this.#file === null && !existsSync(this.#path)) return [];
    this.#file ??= openSync(this.#path, 'r');
    const deals: Deal[] = [];
    for (;;) {
      const length = readSync(this.#file, this.#chunk, 0, CHUNK_BYTES, this.#at);
      if (length === 0) return deals;
      this.#at += length;
      // Latin letters and digits alone: no character is cut in two.
      const lines = (this.#line + this.#chunk.toString('latin1', 0, length)).split('\n');
      this.#line = lines.pop() ?? '';
      deals.push(...lines.map((line) => deal.parse(JSON.parse(line))));
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

/**
 * Cuts a byte stream into lines.
 *
 * Invariants: 1. no line is longer than the limit; 2. a character that is split between two parts of the
 * stream arrives whole.
 */
import { ProtocolError } from '../../domain/errors.ts';

const LINE_FEED = 10;

/** See the file's head. */
export class LineSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @param maxBytes of one line, without its line feed. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that this part completes. @throws ProtocolError when one is too long. */
  push(part: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const end = part.indexOf(LINE_FEED, from);
      const rest = part.subarray(from, end < 0 ? undefined : end);
      this.#bytes += rest.length;
      if (this.#bytes > this.#maxBytes) {
        throw new ProtocolError(`a line has more than ${String(this.#maxBytes)} bytes`);
      }
      if (rest.length > 0) this.#parts.push(rest);
      if (end < 0) return lines;
      lines.push(Buffer.concat(this.#parts).toString('utf8'));
      this.#parts = [];
      this.#bytes = 0;
      from = end + 1;
    }
  }
}

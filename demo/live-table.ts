/** The demo's live view: a table that is drawn over itself on a terminal, plain lines elsewhere. */

const PLAIN_EVERY = 10;

/** See file header. */
export class LiveTable {
  readonly #output: NodeJS.WriteStream;
  readonly #isLive: boolean;
  #drawn = 0;
  #shown = 0;

  /** @param isPlain lines even on a terminal. */
  constructor(output: NodeJS.WriteStream, isPlain: boolean) {
    this.#output = output;
    this.#isLive = output.isTTY && !isPlain;
  }

  /** Draws the table anew; without a terminal only its numbers, every tenth time. */
  show(lines: readonly string[]): void {
    this.#shown += 1;
    if (this.#isLive) {
      this.#erase();
      this.#output.write(`${lines.join('\n')}\n`);
      this.#drawn = lines.length;
    } else if (this.#shown % PLAIN_EVERY === 0) {
      this.#output.write(`${lines.join('\n')}\n\n`);
    }
  }

  /** A line that stays, above the table. */
  note(line: string): void {
    this.#erase();
    this.#output.write(line.endsWith('\n') ? line : `${line}\n`);
  }

  /** The last table is not needed any more. */
  end(): void {
    this.#erase();
  }

  #erase(): void {
    if (this.#drawn > 0) this.#output.write(`[${String(this.#drawn)}A[J`);
    this.#drawn = 0;
  }
}

/** The text of the emitted program, and which line of it came from where. */
import type { Position } from '../position.ts';

export class Output {
  readonly #lines: string[] = [];
  readonly places: (Position | null)[] = [];

  line(text: string, at: Position | null = null): void {
    this.#lines.push(text);
    this.places.push(at);
  }

  block(open: string, close: string, at: Position | null, inside: () => void): void {
    this.line(open, at);
    inside();
    this.line(close, at);
  }

  /** Puts a line before one that was written already. */
  insert(index: number, text: string): void {
    this.#lines.splice(index, 0, text);
    this.places.splice(index, 0, null);
  }

  get length(): number {
    return this.#lines.length;
  }

  get text(): string {
    return this.#lines.join('\n');
  }
}

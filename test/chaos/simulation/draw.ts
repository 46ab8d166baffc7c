/** Draws out of a seed; the same seed always gives the same ones. */
import { seededRandom } from '../../../simulator/seeded-random.ts';

/** See file header. */
export class Draw {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** In [0, 1). */
  share(): number {
    return this.#random();
  }

  /** From `from` to `to`, both possible. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  chance(of: number): boolean {
    return this.#random() < of;
  }

  one<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }
}

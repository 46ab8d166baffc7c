/**
 * One run of a process. When it ends, its ports never answer again: what it was doing stops where it
 * was, as with SIGKILL.
 *
 * Invariant: every call of a port crosses the border twice, before its effect and after it; the process
 * can be made to die at any of these crossings, which are all the awaits that anybody outside can tell
 * apart.
 */

/** See file header. */
export class Life {
  readonly #died: () => void;
  #isAlive = true;
  #crossingsLeft = Infinity;

  /** @param died called once, when it ends. */
  constructor(died: () => void) {
    this.#died = died;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** It will die at the crossing of this number, from 1. */
  dieAtCrossing(number: number): void {
    this.#crossingsLeft = number;
  }

  die(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#died();
  }

  /** A port's answer; it never comes when the process is dead by then. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#cross()) return never();
    let result: T;
    try {
      result = await work();
    } catch (error) {
      if (!this.#cross()) return never();
      throw error;
    }
    return this.#cross() ? result : never();
  }

  #cross(): boolean {
    if (!this.#isAlive) return false;
    this.#crossingsLeft -= 1;
    if (this.#crossingsLeft <= 0) this.die();
    return this.#isAlive;
  }
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

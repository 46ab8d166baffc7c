/** Whose terminals have no connection to the broker at the moment. */
import type { HeldFault } from '../faults/held-fault.ts';

interface CutOff {
  /** Null: everybody. */
  readonly login: string | null;
  /** On performance.now(). */
  readonly untilMs: number;
}

/** See the file's head. */
export class CutOffs {
  readonly #cuts = new Set<CutOff>();

  /** @param forMs null: until it is taken back. */
  add(login: string | null, forMs: number | null): HeldFault {
    const cut = { login, untilMs: forMs === null ? Infinity : performance.now() + forMs };
    this.#cuts.add(cut);
    const isOver = (): boolean => !this.#cuts.has(cut) || cut.untilMs <= performance.now();
    return { isOver, end: () => void this.#cuts.delete(cut) };
  }

  has(login: string): boolean {
    for (const cut of this.#cuts) {
      if (cut.untilMs <= performance.now()) this.#cuts.delete(cut);
      else if ((cut.login ?? login) === login) return true;
    }
    return false;
  }
}

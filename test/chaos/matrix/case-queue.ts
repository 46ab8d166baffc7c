/**
 * The cases that are still to be run. Invariants: 1. a stage gets cases of one kind, which it was set for;
 * 2. a case is given back for a second try once at most.
 */
import type { ChaosCase } from './cases.ts';

/** What a stage is set for: it cannot be changed while it runs. */
export type Kind = Pick<ChaosCase, 'database' | 'windows'>;

/** See file header. */
export class CaseQueue {
  readonly #waiting: ChaosCase[];
  readonly #again = new Set<string>();

  constructor(cases: readonly ChaosCase[]) {
    this.#waiting = [...cases];
  }

  /** The kind of the next case; null: there is none. */
  get nextKind(): Kind | null {
    return this.#waiting[0] ?? null;
  }

  /** The next case of this kind; null: there is none. */
  take({ database, windows }: Kind): ChaosCase | null {
    const at = this.#waiting.findIndex(
      (one) => one.database === database && one.windows === windows,
    );
    return at < 0 ? null : (this.#waiting.splice(at, 1)[0] ?? null);
  }

  /** @returns false: this was its second try. */
  tryAgain(chosen: ChaosCase): boolean {
    if (this.#again.has(chosen.name)) return false;
    this.#again.add(chosen.name);
    this.#waiting.push(chosen);
    return true;
  }
}

/**
 * The blocks on opens that a terminal raises: by the EA's own report, or by a retcode.
 *
 * Invariants:
 * 1. While the EA reports a reason its block stands, whatever else happens.
 * 2. A `permissions` that only a retcode raised ends when the number of positions changes or after
 *    30 s: nobody says when its reason is gone, and the next open finds out.
 * 3. `kill` and `journal` stand exactly as long as the EA reports them.
 */
import type { Block } from '../domain/plan-input.ts';

const FORGIVE_MS = 30_000;

/** Reasons of the EA that are blocks of their own; every other one is `permissions`. */
const BLOCKS: ReadonlyMap<string, Block> = new Map([
  ['kill', 'kill'],
  ['journal', 'journal'],
  ['state', 'journal'],
]);

/** See file header. */
export class Permissions {
  readonly #blocks: Set<Block>;
  #isReported = false;
  #raisedAtMs: number | null = null;

  constructor(blocks: Set<Block>) {
    this.#blocks = blocks;
  }

  /** Why the EA would refuse opens, as its newest book says. */
  reported(reasons: readonly string[]): void {
    const reported = new Set(reasons.map((reason) => BLOCKS.get(reason) ?? 'permissions'));
    for (const block of BLOCKS.values()) {
      if (reported.has(block)) this.#blocks.add(block);
      else this.#blocks.delete(block);
    }
    const isForbidden = reported.has('permissions');
    if (isForbidden) this.#blocks.add('permissions');
    else if (this.#isReported) this.#blocks.delete('permissions');
    this.#isReported = isForbidden;
  }

  /** The account holds another number of positions: what a broker's limit may have waited for. */
  changed(): void {
    if (!this.#isReported) this.#blocks.delete('permissions');
  }

  /** To be called with every plan. */
  passed(nowMs: number): void {
    if (this.#isReported || !this.#blocks.has('permissions')) {
      this.#raisedAtMs = null;
      return;
    }
    this.#raisedAtMs ??= nowMs;
    // A clock that was set back holds nothing up.
    if (Math.abs(nowMs - this.#raisedAtMs) >= FORGIVE_MS) this.#blocks.delete('permissions');
  }
}

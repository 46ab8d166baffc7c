/**
 * The block on opens that permissions and counts raise: by the EA's own report, or by a retcode.
 *
 * Invariants:
 * 1. While the EA reports a reason the block stands, whatever else happens.
 * 2. A block that only a retcode raised ends when the number of positions changes or after 30 s:
 *    nobody says when its reason is gone, and the next open finds out.
 */
import type { Block } from '../domain/plan-input.ts';

const FORGIVE_MS = 30_000;

/** See file header. */
export class Permissions {
  readonly #blocks: Set<Block>;
  #isReported = false;
  #raisedAtMs: number | null = null;

  constructor(blocks: Set<Block>) {
    this.#blocks = blocks;
  }

  /** What the EA's newest book says. */
  reported(isForbidden: boolean): void {
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
    if (nowMs - this.#raisedAtMs >= FORGIVE_MS) this.#blocks.delete('permissions');
  }
}

/** The slave's document in the accounts: what it says now, and what it said since a moment. */
import type { SlaveAccount } from '../../../domain/account.ts';
import type { Settings } from './history.ts';
import { slaveAccount } from './slave-account.ts';
import type { Timeline } from './timeline.ts';

/** See file header. */
export class SlaveDocuments {
  readonly #timeline: Timeline;
  readonly #first: SlaveAccount;
  readonly #edits: { readonly atMs: number; readonly account: SlaveAccount }[] = [];

  constructor(timeline: Timeline, settings: Settings) {
    this.#timeline = timeline;
    this.#first = slaveAccount(settings);
  }

  get now(): SlaveAccount {
    return this.#edits.at(-1)?.account ?? this.#first;
  }

  /**
   * From this moment of our clock until now; the whole history once the clock was set. What was edited within
   * the same millisecond may have come after it.
   */
  since(ms: number): readonly SlaveAccount[] {
    const { isSteady, passedMs } = this.#timeline;
    const fromMs = isSteady ? passedMs - (this.#timeline.nowMs() - ms) : -Infinity;
    const before = this.#edits.findLast(({ atMs }) => atMs < fromMs)?.account ?? this.#first;
    const later = this.#edits.filter(({ atMs }) => atMs >= fromMs);
    return [before, ...later.map(({ account }) => account)];
  }

  /** Somebody edits it: what is not named is as in the beginning. */
  edit(fields: Partial<SlaveAccount>): void {
    const account = { ...this.#first, ...fields };
    this.#edits.push({ atMs: this.#timeline.passedMs, account });
  }
}

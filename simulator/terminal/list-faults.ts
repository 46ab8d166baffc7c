/** Lists that are not what the account is: empty, partial, or with a position that is closed already. */
import type { PositionRecord } from '../broker/records.ts';
import type { TerminalFault } from '../faults/terminal-fault.ts';
import { Counter } from './counter.ts';

type Fault<T extends TerminalFault['type']> = Extract<TerminalFault, { readonly type: T }>;

/** See the file's head. Times are those of the clock that is handed in, ms. */
export class ListFaults {
  readonly #now: () => number;
  #emptyUntil = 0;
  #partialUntil = 0;
  #partial: Fault<'partial-positions'> | null = null;
  readonly #lingering: { readonly position: PositionRecord; readonly untilMs: number }[] = [];
  readonly #closes: { readonly fault: Fault<'visible-after-close'>; readonly counter: Counter }[] =
    [];

  constructor(now: () => number) {
    this.#now = now;
  }

  add(fault: TerminalFault): void {
    if (fault.type === 'empty-lists') this.#emptyUntil = this.#now() + fault.forMs;
    if (fault.type === 'partial-positions') {
      this.#partial = fault;
      this.#partialUntil = this.#now() + fault.forMs;
    }
    if (fault.type === 'visible-after-close')
      this.#closes.push({ fault, counter: new Counter(fault) });
  }

  get areListsEmpty(): boolean {
    return this.#now() < this.#emptyUntil;
  }

  /** A position was closed: it may stay visible. */
  closed(position: PositionRecord): void {
    const { fault } = this.#closes.find(({ counter }) => counter.hits()) ?? {};
    if (fault === undefined) return;
    this.#lingering.push({ position, untilMs: this.#now() + fault.forMs });
  }

  positions(real: readonly PositionRecord[]): readonly PositionRecord[] {
    if (this.areListsEmpty) return [];
    const now = this.#now();
    while (this.#lingering[0] !== undefined && this.#lingering[0].untilMs <= now)
      this.#lingering.shift();
    const shown =
      this.#lingering.length === 0
        ? real
        : [...real, ...this.#lingering.map(({ position }) => position)];
    if (this.#partial === null || now >= this.#partialUntil) return shown;
    const { keep, from } = this.#partial;
    return from === 'first' ? shown.slice(0, keep) : shown.slice(Math.max(0, shown.length - keep));
  }
}

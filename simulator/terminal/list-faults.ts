/** Lists that are not what the account is: empty, partial, or with a position that is closed already. */
import type { PositionRecord } from '../broker/records.ts';
import type { TerminalFault } from '../faults/terminal-fault.ts';
import { Counter } from './counter.ts';

type Fault<T extends TerminalFault['type']> = Extract<TerminalFault, { readonly type: T }>;
/** What lists can show. */
export type ListFault = Fault<'empty-lists' | 'partial-positions' | 'visible-after-close'>;
interface Until<T> {
  readonly fault: T;
  readonly untilMs: number;
}
type Timed<T extends TerminalFault['type']> = Until<Fault<T>>;

/** See the file's head. Times are those of the clock that is handed in, ms. */
export class ListFaults {
  readonly #now: () => number;
  readonly #empty = new Set<Timed<'empty-lists'>>();
  readonly #partial = new Set<Timed<'partial-positions'>>();
  readonly #lingering: { readonly position: PositionRecord; readonly untilMs: number }[] = [];
  readonly #closes = new Set<{
    readonly fault: Fault<'visible-after-close'>;
    readonly counter: Counter;
  }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns takes it back; a position that stayed visible goes too */
  add(fault: ListFault): () => void {
    if (fault.type === 'empty-lists') return added(this.#empty, this.#timed(fault));
    if (fault.type === 'partial-positions') return added(this.#partial, this.#timed(fault));
    const end = added(this.#closes, { fault, counter: new Counter(fault) });
    return () => {
      end();
      this.#lingering.length = 0;
    };
  }

  get areListsEmpty(): boolean {
    return this.#newest(this.#empty) !== null;
  }

  /** A position was closed: it may stay visible. */
  closed(position: PositionRecord): void {
    const { fault } = [...this.#closes].find(({ counter }) => counter.hits()) ?? {};
    if (fault === undefined) return;
    this.#lingering.push({ position, untilMs: this.#now() + fault.forMs });
  }

  positions(real: readonly PositionRecord[]): readonly PositionRecord[] {
    if (this.#empty.size + this.#partial.size + this.#lingering.length === 0) return real;
    if (this.areListsEmpty) return [];
    const now = this.#now();
    while (this.#lingering[0] !== undefined && this.#lingering[0].untilMs <= now)
      this.#lingering.shift();
    const shown =
      this.#lingering.length === 0
        ? real
        : [...real, ...this.#lingering.map(({ position }) => position)];
    const partial = this.#newest(this.#partial);
    if (partial === null) return shown;
    const { keep, from } = partial.fault;
    return from === 'first' ? shown.slice(0, keep) : shown.slice(Math.max(0, shown.length - keep));
  }

  #timed<T extends Fault<'empty-lists' | 'partial-positions'>>(fault: T): Until<T> {
    return { fault, untilMs: this.#now() + fault.forMs };
  }

  /** Those whose time is over are forgotten. */
  #newest<T>(all: Set<Until<T>>): Until<T> | null {
    if (all.size === 0) return null;
    const now = this.#now();
    for (const one of all) if (one.untilMs <= now) all.delete(one);
    return [...all].at(-1) ?? null;
  }
}

function added<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => void all.delete(one);
}

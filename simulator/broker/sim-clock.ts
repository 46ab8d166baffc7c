/**
 * The broker's time, handed in: the real-time clock belongs to the broker's process, the virtual one here
 * makes a simulation repeatable.
 *
 * Invariants of {@link VirtualClock}: 1. events run in the order of their time, then of their insertion;
 * 2. an event sees its own time; 3. time never goes back.
 */

/** Server time and what is to happen later. */
export interface SimClock {
  /** Server time, epoch ms. */
  nowMs(): number;
  /** Runs it once, `ms` (0 or more) from now, never within this call. */
  after(ms: number, run: () => void): void;
}

interface Planned {
  readonly atMs: number;
  readonly number: number;
  readonly run: () => void;
}

/** See the file's head. */
export class VirtualClock implements SimClock {
  #nowMs: number;
  #number = 0;
  /** A binary heap: the next event is its first. */
  readonly #planned: Planned[] = [];

  /** @param startMs server time, epoch ms. */
  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => void): void {
    this.#number += 1;
    const planned = { atMs: this.#nowMs + Math.max(0, ms), number: this.#number, run };
    const heap = this.#planned;
    let index = heap.push(planned) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, planned)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = planned;
  }

  /** When the next event is due; null without any. */
  get nextMs(): number | null {
    return this.#planned[0]?.atMs ?? null;
  }

  /** Runs everything that is due until then, what that plans included, and stops there. */
  advanceTo(ms: number): void {
    while ((this.nextMs ?? Infinity) <= ms) this.runNext();
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  /** Goes to the next event and runs it alone; false without any. */
  runNext(): boolean {
    const next = this.#planned[0];
    if (next === undefined) return false;
    this.#removeFirst();
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.run();
    return true;
  }

  #removeFirst(): void {
    const heap = this.#planned;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (isBefore(last, child)) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = last;
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number);
}

/** The one market of a simulation, and what each broker makes of it. */
import type { Broker } from '../../../simulator/broker/broker.ts';
import type { Timeline } from './timeline.ts';

const SPREAD = 10;

/** A symbol that follows the market at its broker, so many points away. */
export interface Quoted {
  readonly broker: Broker;
  readonly symbol: string;
  readonly awayPoints: number;
}

/** It walks, and jumps when told. */
export class SimMarket {
  readonly #quoted: readonly Quoted[];
  readonly #timeline: Timeline;
  readonly #random: () => number;
  #points = 110_000;

  constructor(quoted: readonly Quoted[], timeline: Timeline, random: () => number) {
    this.#quoted = quoted;
    this.#timeline = timeline;
    this.#random = random;
  }

  get points(): number {
    return this.#points;
  }

  /** The next tick. */
  move(jump = 0): void {
    this.#points += jump + Math.floor((this.#random() - 0.5) * 5);
    const timeMsc = this.#timeline.clock.nowMs();
    for (const { broker, symbol, awayPoints } of this.#quoted) {
      const points = this.#points + awayPoints;
      broker.tick({ symbol, bid: price(points), ask: price(points + SPREAD), timeMsc });
    }
  }
}

/** Points as a price. */
export function price(points: number): string {
  return (points / 100_000).toFixed(5);
}

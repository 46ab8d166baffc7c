/**
 * The steps of a trader who replays a recorded account, and a variant that does more than the record
 * says: partial closes, SL and TP, pending orders.
 *
 * Invariants: 1. the same seed gives the same steps; 2. opens and closes of the record stay as and when
 * they were; 3. a position's additions lie between its open and its close, a partial close leaves at
 * least the smallest volume.
 */
import { Big } from 'big.js';
import { seededRandom } from '../seeded-random.ts';
import type { Step } from './history.ts';
import type { TraderStep } from './trader-step.ts';

/** How often the variant adds something: shares of the positions, 0 to 1. */
export interface Variant {
  readonly seed: number;
  readonly partialCloses: number;
  readonly modifications: number;
  readonly pendings: number;
}

/** The volumes of a symbol, in lots. */
export interface Volumes {
  readonly volumeMin: string;
  readonly volumeStep: string;
}

/** SL and TP lie so far away, points. */
const STOPS_FROM_POINTS = 300;
const STOPS_UNTIL_POINTS = 1_500;
/** Pending orders lie far enough to stay for a while, and near enough to be filled now and then. */
const PENDING_FROM_POINTS = 20;
const PENDING_UNTIL_POINTS = 200;
const ORDERS = ['BUY_LIMIT', 'SELL_LIMIT', 'BUY_STOP', 'SELL_STOP'] as const;

/** The record's steps as a trader's. */
export function historySteps(steps: readonly Step[]): readonly TraderStep[] {
  return steps.map(({ atMs, position, symbol, type }): TraderStep => {
    const { id: key, side, volume } = position;
    return type === 'open' ? { type, atMs, key, symbol, side, volume } : { type, atMs, key };
  });
}

/** Adds what the variant says; `volumes` by symbol. */
export function variantSteps(
  steps: readonly TraderStep[],
  variant: Variant,
  volumes: ReadonlyMap<string, Volumes>,
): readonly TraderStep[] {
  const random = seededRandom(variant.seed);
  const between = (from: number, until: number): number =>
    Math.floor(from + random() * (until - from));
  const closes = new Map<string, number>();
  for (const step of steps) if (step.type === 'close') closes.set(step.key, step.atMs);
  const lastMs = steps.at(-1)?.atMs ?? 0;
  const added: TraderStep[] = [];
  for (const open of steps) {
    if (open.type !== 'open') continue;
    const { atMs, key, symbol } = open;
    const untilMs = closes.get(key) ?? lastMs;
    const moment = (): number => between(atMs + 1, untilMs);
    const hasRoom = untilMs - atMs > 2;
    // Drawn in any case: whether one is possible must not move the others.
    const [modifies, closesPart, places] = [random(), random(), random()];
    if (hasRoom && modifies < variant.modifications) {
      const [slPoints, tpPoints] = [
        between(STOPS_FROM_POINTS, STOPS_UNTIL_POINTS),
        between(STOPS_FROM_POINTS, STOPS_UNTIL_POINTS),
      ];
      added.push({ type: 'modify', atMs: moment(), key, slPoints, tpPoints });
    }
    const volume = partOf(open.volume, volumes.get(symbol));
    if (hasRoom && volume !== null && closesPart < variant.partialCloses) {
      added.push({ type: 'close', atMs: moment(), key, volume });
    }
    if (hasRoom && places < variant.pendings) {
      const order = ORDERS[between(0, ORDERS.length)] ?? 'BUY_LIMIT';
      const distancePoints = between(PENDING_FROM_POINTS, PENDING_UNTIL_POINTS);
      const pending = { key: `${key}-pending`, symbol, order, volume: open.volume, distancePoints };
      const placeMs = moment();
      added.push(
        { type: 'place', atMs: placeMs, ...pending },
        { type: 'remove', atMs: between(placeMs + 1, untilMs + 1), key: pending.key },
      );
    }
  }
  return [...steps, ...added].toSorted((a, b) => a.atMs - b.atMs);
}

/** Half of it on the step; null when that leaves too little. */
function partOf(volume: string, volumes: Volumes | undefined): string | null {
  if (volumes === undefined) return null;
  const { volumeMin, volumeStep } = volumes;
  const half = new Big(volume).div(2).div(volumeStep).round(0, Big.roundDown).times(volumeStep);
  return half.lt(volumeMin) ? null : half.toFixed();
}

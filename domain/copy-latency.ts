/**
 * The steps that a copy's open, or its close, goes through, and when each of them was done.
 *
 * Invariants:
 * 1. All times are epoch ms of one computer's clock, with fractions; those of an EA are mapped.
 * 2. A step that nobody timed is missing; the next one then counts from the last step before it.
 * 3. Reading gives what was written, to the microsecond; text that is no latency reads as none.
 */

/** In the order in which they happen. */
export const LATENCY_STEPS = [
  /** The master's EA was told of the deal. */
  'eaSaw',
  /** The master's node had the book that says so. */
  'nodeGot',
  'published',
  /** The slave's node had that book. */
  'slaveGot',
  'intentDurable',
  'sent',
  /** The slave's EA had the order. */
  'eaGot',
  /** The slave's EA had the result. */
  'brokerAnswered',
  'outcomeDurable',
] as const;
/** See {@link LATENCY_STEPS}. */
export type LatencyStep = (typeof LATENCY_STEPS)[number];

/** When the steps of one order were done, epoch ms. */
export type Stamps = { readonly [Step in LatencyStep]?: number | undefined };

/** A copy's two orders that are timed. */
export type TimedOperation = 'open' | 'close';

/** What a copy's ledger entry knows of its times. */
export interface CopyLatency {
  readonly open: Stamps | null;
  readonly close: Stamps | null;
}

/** How long the steps took, ms. */
export interface LatencyParts {
  /** By step: since the step before it that was timed. */
  readonly steps: ReadonlyMap<LatencyStep, number>;
  /** From the master's EA to the order at the slave's EA; null when either end is missing. */
  readonly toOrderMs: number | null;
  /** From the first step to the last one. */
  readonly totalMs: number;
}

/** Null when fewer than two steps were timed. */
export function latencyParts(stamps: Stamps): LatencyParts | null {
  const timed = timedSteps(stamps);
  const [first, last] = [timed[0], timed.at(-1)];
  if (first === undefined || last === undefined || timed.length < 2) return null;
  const steps = new Map(
    timed.slice(1).map(([step, at], index) => [step, at - (timed[index]?.[1] ?? at)]),
  );
  const { eaSaw, sent, eaGot = sent } = stamps;
  const toOrderMs = eaSaw === undefined || eaGot === undefined ? null : eaGot - eaSaw;
  return { steps, toOrderMs, totalMs: last[1] - first[1] };
}

/** As a store keeps it: the first time, then what each step adds to it, null for a missing one. */
export function latencyText(stamps: Stamps): string {
  const [first] = timedSteps(stamps);
  if (first === undefined) return '[]';
  const base = round(first[1]);
  const after = LATENCY_STEPS.map((step) => {
    const at = stamps[step];
    return at === undefined ? null : round(at - base);
  });
  return JSON.stringify([base, ...after]);
}

/** Null for what {@link latencyText} did not write: a time is never worth an error. */
export function parseLatency(text: unknown): Stamps | null {
  if (typeof text !== 'string' || text.length > 1_024) return null;
  const [base, ...after] = numbers(text);
  if (typeof base !== 'number' || after.length !== LATENCY_STEPS.length) return null;
  return Object.fromEntries(
    LATENCY_STEPS.flatMap((step, index) => {
      const ms = after[index];
      return typeof ms === 'number' ? [[step, round(base + ms)]] : [];
    }),
  );
}

function timedSteps(stamps: Stamps): readonly (readonly [LatencyStep, number])[] {
  return LATENCY_STEPS.flatMap((step) => {
    const at = stamps[step];
    return at === undefined ? [] : [[step, at] as const];
  });
}

function numbers(text: string): readonly unknown[] {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? json : [];
  } catch {
    // Written by hand or damaged: the copy itself is what matters.
    return [];
  }
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

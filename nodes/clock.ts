/** Time as nodes act by it; a manual clock and waits of virtual time stand in for it in tests. */
import { setTimeout as delay } from 'node:timers/promises';

/** What the time is. */
export interface Clock {
  /** Epoch ms: compared with other processes' times. */
  nowMs(): number;
}

/** This computer's clock. */
export const systemClock: Clock = { nowMs: () => Date.now() };

/** How time passes for whoever waits. */
export interface Waits {
  /** Resolves after `ms`, or as soon as `signal` is aborted; never rejects. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves after one turn of the event loop. */
  turn(): Promise<void>;
}

/** Waits of this process. */
export const systemWaits: Waits = {
  // An aborted wait is over, which is all that its caller has to know.
  delay: (ms, signal) =>
    delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

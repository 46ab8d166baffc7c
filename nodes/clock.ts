/** Time as nodes act by it; a manual clock and waits of virtual time stand in for it in tests. */

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
  delay: (ms, signal) =>
    new Promise((resolve) => {
      // Not the one of node:timers/promises: a wait that is cut short would cost an error with its stack,
      // and nearly every write of the ledger has one.
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      if (signal?.aborted === true) end();
      else signal?.addEventListener('abort', end);
    }),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};

/** The clock that nodes act by; a manual one stands in for it in tests. */
export interface Clock {
  /** Epoch ms: compared with other processes' times. */
  nowMs(): number;
}

/** This computer's clock. */
export const systemClock: Clock = { nowMs: () => Date.now() };

/** Regular work that ends with a signal. */
import { setTimeout as delay } from 'node:timers/promises';

/** Does `work` every `ms` until `signal` is aborted; resolves then, rejects when `work` throws. */
export async function every(ms: number, signal: AbortSignal, work: () => void): Promise<void> {
  let dueAtMs = performance.now();
  while (!signal.aborted) {
    work();
    // From the due time, not from now, so that the rhythm does not drift; missed beats are skipped.
    dueAtMs = Math.max(dueAtMs + ms, performance.now());
    // Aborted while waiting: the loop's condition ends it.
    await delay(dueAtMs - performance.now(), undefined, { signal }).catch(() => undefined);
  }
}

/** Waits for the outcomes of what is under way, so that the next start need not look for them. */
import { setTimeout as delay } from 'node:timers/promises';
import { isOrderly } from './service.ts';

/** How long an orderly stop waits for outcomes. */
const SETTLE_MS = 2_000;

/**
 * Resolves when nothing is under way, or after two seconds. At once when the launcher died: its nodes
 * have to be gone before the next ones start.
 * @param stop what the node's process was stopped by.
 */
export async function settle(inFlight: ReadonlySet<unknown>, stop: AbortSignal): Promise<void> {
  if (stop.aborted && !isOrderly(stop)) return;
  const deadlineMs = performance.now() + SETTLE_MS;
  while (inFlight.size > 0 && performance.now() < deadlineMs) {
    await delay(10);
  }
}

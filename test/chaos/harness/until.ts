/** Waiting for what the processes of a stage do. */
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/**
 * Resolves when the condition is true.
 * @param also said with the error: the last lines of a log, for instance.
 * @throws Error naming it when it does not come true in time.
 */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs: number,
  also: () => string = () => '',
): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) {
      throw new Error(`not in ${String(withinMs)} ms: ${what}${also()}`);
    }
    await delay(LOOK_EVERY_MS);
  }
}

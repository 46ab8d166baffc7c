/** Waits until the database answers: at login it may come up after the launcher. */
import pRetry, { type RetryContext } from 'p-retry';
import type { Logger } from '../config/logger.ts';
import type { Stores } from '../db/stores.ts';
import { StoreUnavailableError } from '../domain/errors.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** One line a minute says that it still waits. */
const REPORT_EVERY_MS = 60_000;

/**
 * Resolves when the database has answered.
 * @param waits called at each try that failed.
 * @throws what `signal` was aborted with; every failure but `StoreUnavailableError`, at once.
 */
export async function waitForStores(
  stores: Stores,
  log: Logger,
  signal: AbortSignal,
  waits: (failure: StoreUnavailableError) => void = () => undefined,
): Promise<void> {
  let reportedAtMs = Number.NEGATIVE_INFINITY;
  const report = ({ error }: RetryContext): void => {
    const nowMs = performance.now();
    if (nowMs - reportedAtMs < REPORT_EVERY_MS) return;
    reportedAtMs = nowMs;
    log.warn(`waiting for the database ${stores.address}: ${error.message}`);
  };
  await pRetry(async () => await stores.accounts.raw(), {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: FIRST_PAUSE_MS,
    maxTimeout: LONGEST_PAUSE_MS,
    factor: 2,
    randomize: false,
    shouldRetry: ({ error }) => error instanceof StoreUnavailableError,
    onFailedAttempt: (context) => {
      if (!(context.error instanceof StoreUnavailableError)) return;
      waits(context.error);
      report(context);
    },
    signal,
  });
}

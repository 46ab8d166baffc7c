/** Turns a store that can be listed into one that can be watched. */
import { isDeepStrictEqual } from 'node:util';
import { StoreUnavailableError } from '../domain/errors.ts';
import { parseAccounts } from './account-checks.ts';
import type { AccountListing, RawDocument } from './account-store.ts';

/**
 * Yields the listing at once and whenever the documents have changed.
 * @param raw reads the documents.
 * @param pause resolves when it is worth reading again, or when `signal` is aborted; never rejects.
 */
export async function* watchAccounts(
  raw: () => Promise<readonly RawDocument[]>,
  pause: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<AccountListing> {
  let last: readonly RawDocument[] | null = null;
  while (!signal.aborted) {
    const documents = await readUnlessDown(raw);
    if (documents !== null && !isDeepStrictEqual(documents, last)) {
      last = documents;
      yield parseAccounts(documents);
    }
    // The consumer may have aborted while it held the listing.
    if (!signal.aborted) await pause(signal);
  }
}

/** An outage is waited out here; whoever writes or lists meets and reports it. */
async function readUnlessDown(
  raw: () => Promise<readonly RawDocument[]>,
): Promise<readonly RawDocument[] | null> {
  try {
    return await raw();
  } catch (error) {
    if (error instanceof StoreUnavailableError) return null;
    throw error;
  }
}

/** Resolves after `ms`, or when `signal` is aborted. */
export function sleepOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** Opens the database that an address names; only that adapter is loaded (memory per process). */
import { ConfigurationError } from '../domain/errors.ts';
import type { Stores } from './stores.ts';

/** How to open it; all but the address has a default. */
export interface OpenStoresOptions {
  /** `mongodb://…`, `mongodb+srv://…` or the path of a folder. */
  readonly url: string;
  /** Of MongoDB: `prop_copy_trader`, as the Python copier's. */
  readonly databaseName?: string | undefined;
  /** How often `watch` looks for changes where the database cannot tell: 2000. */
  readonly watchIntervalMs?: number | undefined;
  /** How long MongoDB may stay unreachable before a call fails: 2000. */
  readonly serverSelectionTimeoutMs?: number | undefined;
  /** How long a call may take, or another process's lock may be waited for: 5000. */
  readonly operationTimeoutMs?: number | undefined;
}

/** The Python copier's `DATABASE_NAME`. */
export const DEFAULT_DATABASE_NAME = 'prop_copy_trader';

/** Whether an address is one of MongoDB, not a folder. */
export function isMongoUrl(url: string): boolean {
  return /^mongodb(\+srv)?:\/\//i.test(url);
}

/**
 * Opens nothing yet: the first call does, so that a database that is down is met where it is handled.
 * @throws ConfigurationError when the address is none.
 */
export async function openStores(options: OpenStoresOptions): Promise<Stores> {
  const { url, watchIntervalMs = 2000, operationTimeoutMs = 5000 } = options;
  if (isMongoUrl(url)) {
    const { mongoStores } = await import('./mongo/mongo-stores.ts');
    return mongoStores(url, {
      databaseName: options.databaseName ?? DEFAULT_DATABASE_NAME,
      watchIntervalMs,
      operationTimeoutMs,
      serverSelectionTimeoutMs: options.serverSelectionTimeoutMs ?? 2000,
    });
  }
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(url)?.[1];
  if (url.trim() === '' || scheme !== undefined) {
    throw new ConfigurationError(
      `the database address ${scheme === undefined ? 'is empty' : `starts with "${scheme}://"`}: it must be mongodb://…, mongodb+srv://… or the path of a folder`,
    );
  }
  const { sqliteStores } = await import('./sqlite/sqlite-stores.ts');
  return sqliteStores(url, { watchIntervalMs, lockDeadlineMs: operationTimeoutMs });
}

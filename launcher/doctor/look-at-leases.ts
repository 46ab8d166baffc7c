/** Sees each lease twice, so that a holder who lives is told from one who does not. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LeaseStore } from '../../db/lease-store.ts';
import type { SeenLease } from './database-checks.ts';

/** A living holder beats once a second. */
const WATCH_MS = 3_000;

/** @param watchMs shorter in tests. @throws StoreUnavailableError when the database does not answer. */
export async function seenLeases(
  store: Pick<LeaseStore, 'list'>,
  hostId: string | null,
  watchMs = WATCH_MS,
): Promise<readonly SeenLease[]> {
  const before = new Map((await store.list()).map((lease) => [lease.key, lease]));
  const isWatched = [...before.values()].some(({ released }) => !released);
  if (isWatched) await delay(watchMs);
  return (isWatched ? await store.list() : [...before.values()]).map((lease) => {
    const old = before.get(lease.key);
    const lives = old === undefined || old.beat !== lease.beat || old.number !== lease.number;
    return { lease, lives, isOfThisHost: lease.holder.hostId === hostId };
  });
}

/**
 * The database is chosen once: who has a MongoDB on this machine when the first command runs gets
 * it, everybody else the embedded folder. The choice is stored and never guessed again, so that a
 * MongoDB that happens to be down is never silently replaced by an empty database.
 */
import path from 'node:path';
import { storeSetting } from './settings-file.ts';
import type { Settings } from './settings.ts';

/** Where a MongoDB is looked for. */
export const LOCAL_MONGODB = 'mongodb://localhost:27017';
/** How long it may take to answer. */
export const PROBE_TIMEOUT_MS = 1_000;

/** Which database is used, and whether this call chose it. */
export interface DatabaseChoice {
  readonly url: string;
  readonly isNew: boolean;
}

/**
 * @param probe resolves to whether a MongoDB answers at the address within the time; never rejects.
 * @throws ConfigurationError when the choice cannot be stored.
 */
export async function chooseDatabase(
  settings: Settings,
  probe: (url: string, timeoutMs: number) => Promise<boolean>,
): Promise<DatabaseChoice> {
  const { db, home } = settings.values;
  if (db !== null) return { url: db, isNew: false };
  const answers = await probe(LOCAL_MONGODB, PROBE_TIMEOUT_MS);
  const url = answers ? LOCAL_MONGODB : path.join(home, 'db');
  await storeSetting(home, 'db', url);
  return { url, isNew: true };
}

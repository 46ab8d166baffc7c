/** A folder of its own for a test, removed after it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { openStores } from '../../../db/open-stores.ts';
import type { Stores } from '../../../db/stores.ts';

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** A new folder, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-db-'));
  cleanUps.push(() => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      // libsql gives a file back at garbage collection; Windows deletes no file that is open.
      if (process.platform !== 'win32') throw error;
    }
    return Promise.resolve();
  });
  return folder;
}

/** The embedded store in `folder`, closed after the test. */
export async function folderStores(folder = temporaryFolder()): Promise<Stores> {
  const stores = await openStores({ url: folder, watchIntervalMs: 20, operationTimeoutMs: 2000 });
  cleanUps.push(() => stores.close());
  return stores;
}

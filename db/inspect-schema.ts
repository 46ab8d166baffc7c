/** Looks whether a database answers, how durable it is and what of its schema is missing; makes nothing. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { isMongoUrl } from './open-stores.ts';
import type { SchemaReport } from './schema-report.ts';

/** Never rejects for what is wrong with the database. */
export async function inspectSchema(url: string, databaseName: string): Promise<SchemaReport> {
  if (isMongoUrl(url)) {
    const { inspectMongo } = await import('./mongo/mongo-inspect.ts');
    return await inspectMongo(url, databaseName);
  }
  const file = path.join(url, 'accounts.db');
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  const durability = 'embedded';
  if (!isThere) return { problem: null, durability, missing: [`${file} (the whole database)`] };
  const { missingTables } = await import('./sqlite/sqlite-inspect.ts');
  try {
    return { problem: null, durability, missing: missingTables(file) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { problem, durability, missing: [] };
  }
}

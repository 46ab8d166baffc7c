/** Which tables a file of accounts lacks; opened for reading alone. */
import Database from 'libsql';
import { beforeReading } from './empty-file.ts';

const TABLES = ['accounts', 'leases'] as const;

/** @throws Error when the file is no database, is empty or cannot be read. */
export function missingTables(file: string): readonly string[] {
  beforeReading(file);
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const rows = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as {
      readonly name: string;
    }[];
    const found = new Set(rows.map(({ name }) => name));
    return TABLES.filter((name) => !found.has(name));
  } finally {
    db.close();
  }
}

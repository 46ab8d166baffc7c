/** Files that exist once per data folder and are made by whichever process needs them first. */
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';

/**
 * The content of `file`; when there is none, it is created with `make()`, readable by the owner alone.
 * Of several processes at once all get the content of the one that was first, and none a part of it.
 */
export async function createdOnce(file: string, make: () => string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, make(), { mode: 0o600, flag: 'wx', flush: true });
    // A link fails when the name exists: unlike a rename it cannot replace what another one made.
    await link(fresh, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    // Not there when it could not be made; half of it when the disk was full.
    await rm(fresh, { force: true });
  }
  return readFile(file, 'utf8');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

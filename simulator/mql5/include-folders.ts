/** Where `#include <x>` looks when nobody says: the folder Include of the tree the file stands in. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The `Include` folders beside the file's own folder or above it, nearest first. */
export function defaultIncludeFolders(file: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    const include = join(folder, 'Include');
    if (existsSync(include)) folders.push(include.replaceAll('\\', '/'));
    if (dirname(folder) === folder) return folders;
  }
}

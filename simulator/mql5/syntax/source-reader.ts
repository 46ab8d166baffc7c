/**
 * Where sources come from: `#include <x>` from the folder Include, `#include "x"` from beside the
 * including file first, then from beside the main file. Both kinds of slashes separate folders.
 */

/** Reads a file by path; `null` when there is none. Paths use `/`. */
export type ReadSource = (path: string) => Uint8Array | null;

export interface IncludeRequest {
  readonly name: string;
  /** True for `<x>`. */
  readonly system: boolean;
  readonly from: string;
  readonly main: string;
  /** Folders that stand for `MQL5/Include`, the first that has the file counts. */
  readonly includeFolders: readonly string[];
}

/** The paths to try, in order. */
export function includeCandidates(request: IncludeRequest): string[] {
  const name = request.name.replaceAll('\\', '/');
  if (request.system)
    return request.includeFolders.map((folder) => normalizePath(`${folder}/${name}`));
  const folders = [folderOf(request.from), folderOf(request.main)];
  return [...new Set(folders.map((folder) => normalizePath(`${folder}/${name}`)))];
}

/** `a/./b/../c` → `a/c`. */
export function normalizePath(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return (absolute ? '/' : '') + parts.join('/');
}

function folderOf(path: string): string {
  const end = path.replaceAll('\\', '/').lastIndexOf('/');
  return end < 0 ? '.' : path.slice(0, end);
}

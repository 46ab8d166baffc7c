/** Gives one process of a stage another clock, a leak or a full disk. See process-troubles.ts. */
import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { program } from './programs.ts';

/** As they stand in the file. */
export interface Troubles {
  /** Added to what Date says. */
  readonly clockMs?: number;
  /** Memory is taken and never given back. */
  readonly isLeaking?: boolean;
}

/** For the environment of a stage; each process has so many MB for its objects. */
export function troublesEnvironment(heapMb = 160): Readonly<Record<string, string>> {
  const module = pathToFileURL(program('test/chaos/harness/process-troubles')).href;
  return { NODE_OPTIONS: `--import ${module} --max-old-space-size=${String(heapMb)}` };
}

/** Instead of the ones that this process had. */
export async function trouble(home: string, pid: number, troubles: Troubles): Promise<void> {
  const folder = path.join(home, 'troubles');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${String(pid)}.json`);
  await writeFile(`${file}.new`, JSON.stringify(troubles));
  await rename(`${file}.new`, file);
}

/** Files of this process cannot grow any more, or again. Linux alone. */
export async function fillDisk(pid: number, isFull: boolean): Promise<void> {
  const limit = isFull ? '1:unlimited' : 'unlimited:unlimited';
  await promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${limit}`]);
}

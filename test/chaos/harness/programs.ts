/**
 * The product's programs as JavaScript in a folder of this run: they start at once, and what is edited
 * meanwhile does not get into a run that has begun.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../../config/paths.ts';
import { isAlive } from './process-state.ts';

/** Names the folder to the processes of a test. */
const VARIABLE = 'LOCKSTEP_CHAOS_PROGRAMS';
const PREFIX = '.chaos-';

/** Types are another check's matter. @returns removes them. @throws Error when there is no output. */
export async function buildPrograms(): Promise<() => Promise<void>> {
  removeLeftovers();
  // Beside `dist`: what a program reads from the package lies one folder above it.
  const folder = path.join(packageRoot(), `${PREFIX}${String(process.pid)}`);
  const compiler = path.join(packageRoot(), 'node_modules', 'typescript', 'bin', 'tsc');
  const project = path.join(packageRoot(), 'test', 'chaos', 'tsconfig.json');
  const child = spawn(
    process.execPath,
    [compiler, '-p', project, '--noCheck', '--outDir', folder],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('the programs do not compile');
  process.env[VARIABLE] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** A program by its path from the package's root, without extension. */
export function program(module: string): string {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error('the programs were not built');
  return path.join(folder, `${module}.js`);
}

/** The same module as the programs use it, for example to start a broker that is one of them. */
export async function loaded<Module>(module: string): Promise<Module> {
  return (await import(pathToFileURL(program(module)).href)) as Module;
}

/** Of runs that were ended. */
function removeLeftovers(): void {
  for (const name of readdirSync(packageRoot())) {
    const pid = Number(name.slice(PREFIX.length));
    const folder = path.join(packageRoot(), name);
    if (!name.startsWith(PREFIX) || !Number.isInteger(pid) || isAlive(pid)) continue;
    if (statSync(folder).isDirectory()) rmSync(folder, { recursive: true, force: true });
  }
}

/** What a user gets: the packed package, installed in an empty folder, run without development tools. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../config/paths.ts';
import { FirstDay } from './transcript/first-day.ts';
import { rewritten, untrueLines } from './transcript/transcript.ts';

const run = promisify(execFile);
/** Packing, installing and a day take minutes on a slow machine. */
const PATIENCE_MS = 600_000;
const PAGE = path.join(packageRoot(), 'docs', 'first-day.md');
/** What the package is made of, by the first part of a file's path. */
const PACKED = [
  'dist',
  'demo',
  'docs',
  'mql5',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'NOTICE',
  'README.md',
];
const SOURCES = ['config', 'db', 'domain', 'launcher', 'messaging', 'nodes', 'simulator'];
const TOOLS = ['tsx', 'typescript', 'vitest', 'fast-check', '@types'];

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pack-'));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

/** On Windows npm is a command file, which needs a shell. */
async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const shell = process.platform === 'win32';
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout } = await run('npm', args, { cwd, env, shell, maxBuffer: 16_000_000 });
  return stdout;
}

/** A copy of the sources with what must not get into a package. */
async function checkout(): Promise<string> {
  const copy = path.join(folder, 'checkout');
  const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];
  const root = packageRoot();
  for (const name of [...PACKED.slice(1), ...SOURCES, ...settings]) {
    await cp(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  await mkdir(path.join(copy, 'dist'));
  await writeFile(path.join(copy, 'dist', 'left-over.js'), '');
  await writeFile(path.join(copy, 'demo', 'notes.txt'), '');
  await writeFile(path.join(copy, 'secret.env'), '');
  return copy;
}

const packing = z
  .array(
    z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })).nonempty() }),
  )
  .length(1);

/** @returns the tarball and what is in it. */
async function pack(): Promise<{ tarball: string; files: readonly string[] }> {
  const copy = await checkout();
  const output = await npm(copy, 'pack', '--json', '--pack-destination', folder);
  // The build's own lines come before npm's.
  const [packed] = packing.parse(JSON.parse(output.slice(output.search(/^\[/m))));
  if (packed === undefined) throw new Error(`npm pack: ${output}`);
  return {
    tarball: path.join(folder, packed.filename),
    files: packed.files.map((file) => file.path),
  };
}

test(
  'the packed package installs in an empty folder and copies a position there',
  async () => {
    const { tarball, files } = await pack();
    const first = new Set(files.map((file) => file.split('/', 1)[0]));
    expect(first).toEqual(new Set([...PACKED, 'package.json']));
    expect(
      files.filter((file) => file.startsWith('demo/') && !file.startsWith('demo/data/')),
    ).toEqual([]);
    expect(files).not.toContain('dist/left-over.js');
    expect(files).toContain('mql5/Experts/Lockstep/Lockstep.mq5');
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\.|\.map$/.test(file))).toEqual([]);

    const prefix = path.join(folder, 'installed');
    await mkdir(prefix);
    await npm(
      folder,
      'i',
      '--prefix',
      prefix,
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      tarball,
    );
    const modules = path.join(prefix, 'node_modules');
    for (const tool of TOOLS) {
      await expect(readFile(path.join(modules, tool, 'package.json'))).rejects.toThrow('ENOENT');
    }

    const day = new FirstDay({ folder, entry: path.join(modules, 'lockstep', 'dist', 'launcher') });
    const recorded = await day.run();
    if (process.env['LOCKSTEP_WRITE_TRANSCRIPT'] === '1') {
      await writeFile(PAGE, rewritten(await readFile(PAGE, 'utf8'), recorded));
    }
    // The page shows Linux: elsewhere paths and the service at login are others.
    if (process.platform !== 'linux') return;
    expect(untrueLines(await readFile(PAGE, 'utf8'), recorded)).toEqual([]);
  },
  PATIENCE_MS,
);

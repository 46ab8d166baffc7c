/** What a user gets: the packed package, installed in an empty folder, run without development tools. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../config/paths.ts';
import { demoBroker } from '../demo/brokers.ts';
import type { TraderFileInput } from '../simulator/trader/trader-file.ts';
import type { TerminalFileInput } from '../simulator/terminal/terminal-file.ts';

const run = promisify(execFile);
const PATIENCE = { timeout: 60_000, interval: 1_000 };
/** What the package is made of, by the first part of a file's path. */
const PACKED = ['dist', 'demo', 'docs', 'mql5', 'CHANGELOG.md', 'LICENSE', 'NOTICE', 'README.md'];
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

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  return servers.map((server) => {
    const address = server.address();
    server.close();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
}

/** A broker, a master's terminal, a slave's, and a trader who opens one position. */
async function writeSimulation(home: string, dataFolder: string): Promise<string> {
  const simulator = path.join(home, 'simulator');
  await mkdir(simulator, { recursive: true });
  const write = async (name: string, content: unknown): Promise<string> => {
    const file = path.join(simulator, name);
    await writeFile(file, JSON.stringify(content));
    return file;
  };
  const stateFolder = path.join(folder, 'brokers');
  const options = { seed: 1, startWallMs: Date.now(), stateFolder, dataFolder };
  const broker = await write('broker.json', {
    ...demoBroker('oanda', ['101', '102'], options),
    idleExitMs: 2_000,
  });
  const terminal = (name: string, role: 'master' | 'slave', login: string): TerminalFileInput => {
    const own = path.join(folder, 'terminals', name);
    return { name, role, login, broker, stateFolder: own, dataFolder: home };
  };
  await write('Main.json', terminal('Main', 'master', '101'));
  await write('Copy.json', terminal('Copy', 'slave', '102'));
  const opens = { type: 'open', symbol: 'EURUSD', side: 'BUY', volume: '0.10' } as const;
  const script: TraderFileInput = {
    broker,
    login: '101',
    startDelayMs: 0,
    script: [{ ...opens, atMs: 0, key: 'a' }],
  };
  return await write('trader.json', script);
}

test('the packed package installs in an empty folder and copies a position there', async () => {
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

  const own = path.join(modules, 'lockstep');
  const home = path.join(folder, 'home');
  const database = path.join(folder, 'db');
  const env = { ...process.env, NODE_OPTIONS: '', LOCKSTEP_HOME: home, LOCKSTEP_DB: database };
  const node = (module: string, ...args: readonly string[]) =>
    run(process.execPath, [path.join(own, 'dist', `${module}.js`), ...args], { cwd: folder, env });
  const lockstep = (...args: readonly string[]) => node('launcher/main', ...args);

  expect((await lockstep('--help')).stdout).toContain('lockstep up');
  expect((await lockstep('db', 'init')).stdout).toContain('is ready');

  const trader = await writeSimulation(home, path.join(own, 'demo', 'data'));
  const [master = 0, slave = 0, bus = 0] = await freePorts(3);
  const simulated = { path: 'simulator', enabled: true };
  const endpoint = `tcp://127.0.0.1:${String(bus)}`;
  const documents = [
    { name: 'Main', type: 'MASTER', ...simulated, ea_port: master, bus_endpoint: endpoint },
    { name: 'Copy', type: 'SLAVE', ...simulated, ea_port: slave },
  ];
  const accounts = path.join(folder, 'accounts.json');
  await writeFile(accounts, JSON.stringify(documents));
  await lockstep('accounts', 'import', accounts);
  const up = lockstep('up');
  // Told at the end; a launcher that ends early must not end the test run.
  up.catch(() => undefined);
  try {
    await vi.waitFor(async () => {
      const { stdout } = await lockstep('status');
      expect(stdout.match(/connected/g)).toHaveLength(2);
    }, PATIENCE);
    await node('simulator/trader/main', trader);
    await vi.waitFor(async () => {
      const { stdout } = await lockstep('trades', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        trades: [{ slaveName: 'Copy', symbol: 'EURUSD', direction: 'BUY', status: 'OPEN' }],
      });
    }, PATIENCE);
    const page = path.join(folder, 'report.html');
    // The event log is written off the way of an order.
    await vi.waitFor(async () => {
      const { stdout } = await lockstep('report', '--html', page, '--json');
      expect(JSON.parse(stdout)).toMatchObject({ slaves: [{ opened: 1, slippage: { n: 1 } }] });
    }, PATIENCE);
    expect(await readFile(page, 'utf8')).toContain('Slippage against the master');
    expect((await lockstep('logs', 'Copy')).stdout).toContain('Copy: opened EURUSD');
  } finally {
    await lockstep('down');
  }
  expect((await up).stdout).toContain('everything has stopped');
});

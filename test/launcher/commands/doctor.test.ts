import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { hostId } from '../../../config/host-id.ts';
import { openStores } from '../../../db/open-stores.ts';
import { runCli } from '../../../launcher/cli.ts';
import type { CliEnvironment } from '../../../launcher/cli-environment.ts';
import { controlAddress } from '../../../launcher/control-address.ts';
import { serveControl } from '../../../launcher/control-server.ts';
import type { ProcessReport, StatusReport } from '../../../messaging/ipc/control-report.ts';
import type { NodeStatus, SymbolsOfTerminal } from '../../../messaging/ipc/node-command.ts';
import { freePorts } from '../../../simulator/free-ports.ts';

const MINUTE = 60_000;
const SPEC = {
  digits: 5,
  contractSize: '100000',
  volumeStep: '0.01',
  volumeMin: '0.01',
  volumeMax: '100',
};
const TERMINAL = {
  version: '0.1.0',
  company: 'Broker',
  build: 4000,
  marginMode: 'HEDGING',
  fifoClose: false,
  permissions: { terminal: true, program: true, account: true, expert: true },
  blocked: [] as string[],
} as const;

function status(role: 'master' | 'slave', changes: Partial<NodeStatus> = {}): NodeStatus {
  return {
    role,
    accountId: '5@Broker',
    isConnected: true,
    linkSinceMs: 0,
    bookAgeMs: 10,
    isBookComplete: true,
    positions: 0,
    blocks: [],
    masters: [],
    copies: { opening: 0, open: 0, closing: 0, unknown: 0 },
    held: [],
    today: { opened: 0, closed: 0, refused: 0, detached: 0 },
    latencyMs: null,
    refused: null,
    terminal: { ...TERMINAL, blocked: [] },
    serverOffsetMs: 180 * MINUTE + 40,
    ...changes,
  };
}

/** A computer on which all is well: two real terminals with their EA, and an embedded database. */
async function computer() {
  const root = await mkdtemp(path.join(tmpdir(), 'lockstep doctor-'));
  onTestFinished(async () => {
    await chmod(path.join(root, 'home'), 0o700);
    await rm(root, { recursive: true });
  });
  const home = path.join(root, 'home');
  const lockstep = async (...args: string[]) => {
    let out = '';
    const environment: CliEnvironment = {
      env: { LOCKSTEP_HOME: home, APPDATA: path.join(root, 'App Data') },
      write: (text) => void (out += text),
      writeError: (text) => void (out += text),
      isTerminal: false,
      width: 100,
      readInput: () => Promise.resolve(''),
      openStores,
      probeMongo: () => Promise.resolve(false),
      onInterrupt: () => () => undefined,
      runEditor: async (_editor, given) => {
        const [source = '', , log = ''] = given.map((arg) => arg.replaceAll(/^[^"]*"|"$/g, ''));
        await writeFile(log, '\uFEFFResult: 0 errors, 0 warnings\r\n', 'utf16le');
        await writeFile(source.replace(/mq5$/, 'ex5'), 'program');
      },
    };
    return { exitCode: await runCli(args, environment), out };
  };
  const given: string[] = [];
  for (const [flag, name] of [
    ['--master', 'Main'],
    ['--slave', 'Apex'],
  ] as const) {
    const program = path.join(root, 'Programs', name);
    await mkdir(program, { recursive: true });
    await writeFile(path.join(program, 'terminal64.exe'), '');
    await mkdir(dataOf(name), { recursive: true });
    await writeFile(path.join(dataOf(name), 'origin.txt'), program);
    given.push(flag, `${name}=${path.join(program, 'terminal64.exe')}`);
  }
  await lockstep('init', '--yes', ...given);
  // The usual ports may be in use where tests run side by side.
  const [first = 0, second = 0, third = 0] = await freePorts(3);
  const ports = [first, second, third] as const;
  await lockstep('accounts', 'edit', 'Main', '--ea-port', String(ports[0]));
  await lockstep(
    'accounts',
    'edit',
    'Main',
    '--bus-endpoint',
    `tcp://127.0.0.1:${String(ports[1])}`,
  );
  await lockstep('accounts', 'edit', 'Apex', '--ea-port', String(ports[2]));
  const nodes = { master: status('master'), slave: status('slave') };
  const symbols = {
    Main: { EURUSD: SPEC } as Record<string, typeof SPEC>,
    Apex: { EURUSD: SPEC } as Record<string, typeof SPEC>,
  };
  return { root, home, lockstep, nodes, symbols, up, slavePort: ports[2], dataOf };

  function dataOf(name: string): string {
    return path.join(root, 'App Data', 'MetaQuotes', 'Terminal', name);
  }

  /** A launcher that says what the test wants it to know. */
  async function up(): Promise<void> {
    const report: StatusReport = {
      pid: 7,
      sinceMs: 0,
      database: 'x',
      isDatabaseUp: true,
      processes: [child('Main', nodes.master), child('Apex', nodes.slave)],
      alarms: [],
    };
    const server = await serveControl(
      controlAddress(home),
      (command) => {
        if (command.type !== 'symbols') return Promise.resolve(report);
        const known = symbols[command.name as 'Main' | 'Apex'];
        const answer: SymbolsOfTerminal = {
          names: Object.keys(known),
          traded: [],
          inspected: command.symbols.map((symbol) => ({ symbol, spec: known[symbol] ?? null })),
        };
        return Promise.resolve(answer);
      },
      () => undefined,
    );
    onTestFinished(() => server.close());
  }
}

function child(account: string, node: NodeStatus): ProcessReport {
  const { role } = node;
  const process = { id: `${role} ${account}`, role, account, pid: 1, isSafe: false };
  return { ...process, state: 'ready', restarts: 0, node };
}

type Computer = Awaited<ReturnType<typeof computer>>;

/** Without SQLite's own two beside a database: they go when a handle is collected as garbage. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => !/-(?:shm|wal)$/.test(file)).toSorted();
}

test('on a healthy computer all is well, and nothing is changed by looking', async () => {
  const { home, lockstep, up } = await computer();
  const before = await filesOf(home);
  const idle = await lockstep('doctor');
  expect(idle).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining('Nothing wrong was found'),
  });
  expect(idle.out).toContain('-        Apex: login: not running');
  expect(await filesOf(home)).toEqual(before);
  await up();
  const { exitCode, out } = await lockstep('doctor');
  expect(out).toContain('All is well.');
  expect(out).toContain('ok       Apex: symbols: EURUSD -> EURUSD, the same specification');
  expect(exitCode).toBe(0);
});

interface Planted {
  readonly name: string;
  readonly plant: (scene: Computer) => Promise<unknown> | void;
  readonly isUp?: boolean;
  readonly level?: 'warning';
  readonly check: string;
  readonly says: RegExp;
  readonly wayOut: RegExp;
}

const PLANTED: readonly Planted[] = [
  {
    name: 'wrong login',
    isUp: true,
    plant: ({ nodes }) => {
      const detail = 'the terminal is logged into 9@Other, the account is 5@Broker';
      const refused = { code: 'WRONG_ACCOUNT', detail, atMs: 0 };
      nodes.slave = status('slave', { isConnected: false, refused });
    },
    check: 'login',
    says: /logged into 9@Other/,
    wayOut: /log the terminal into/,
  },
  {
    name: 'algo trading off',
    isUp: true,
    plant: ({ nodes }) => {
      nodes.slave = status('slave', { terminal: { ...TERMINAL, blocked: ['algo'] } });
    },
    check: 'permissions',
    says: /Algo Trading is off/,
    wayOut: /Algo Trading button/,
  },
  {
    name: 'port taken',
    plant: async ({ slavePort }) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(slavePort, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
    },
    check: 'port',
    says: process.platform === 'linux' ? /is taken by process \d+ \(/ : /is taken by/,
    wayOut: /--ea-port PORT/,
  },
  {
    name: 'EA of another version',
    plant: async ({ dataOf }) => {
      const file = path.join(dataOf('Apex'), 'MQL5', 'Include', 'Lockstep', 'Protocol.mqh');
      await writeFile(file, (await readFile(file, 'utf8')).replace('0.1.0', '0.0.9'));
    },
    check: 'ea-file',
    says: /of another version/,
    wayOut: /`lockstep ea install Apex`/,
  },
  {
    name: 'EA of another version, attached',
    isUp: true,
    plant: ({ nodes }) => {
      nodes.slave = status('slave', { terminal: { ...TERMINAL, version: '0.0.9', blocked: [] } });
    },
    check: 'ea-version',
    says: /of version 0\.0\.9, Lockstep of 0\.1\.0/,
    wayOut: /`lockstep ea install Apex`/,
  },
  {
    name: 'missing symbol',
    isUp: true,
    plant: ({ symbols }) => {
      symbols.Apex = { 'EURUSD.c': SPEC };
    },
    check: 'symbols',
    says: /EURUSD -> EURUSD: its broker has no such symbol/,
    wayOut: /--symbol-map EURUSD=EURUSD\.c/,
  },
  {
    name: 'other contract size',
    isUp: true,
    plant: ({ symbols }) => {
      symbols.Apex = { EURUSD: { ...SPEC, contractSize: '10000' } };
    },
    check: 'symbols',
    level: 'warning',
    says: /contract size 100000 on the master, 10000 here/,
    wayOut: /--sizing multiplier:10`/,
  },
  {
    name: 'netting slave',
    isUp: true,
    plant: ({ nodes }) => {
      const refused = { code: 'ACCOUNT_MODE_UNSUPPORTED', detail: 'refused', atMs: 0 };
      nodes.slave = status('slave', { isConnected: false, refused });
    },
    check: 'account-mode',
    says: /cannot be a slave/,
    wayOut: /hedging account/,
  },
  {
    name: 'clock off by 2 min',
    isUp: true,
    plant: ({ nodes }) => {
      nodes.slave = status('slave', { serverOffsetMs: 182 * MINUTE });
    },
    check: 'clock',
    says: /120 s behind the trade server/,
    wayOut: /w32tm \/resync/,
  },
  {
    name: 'no indexes',
    plant: ({ home }) => {
      const db = new Database(path.join(home, 'db', 'accounts.db'));
      db.exec('DROP TABLE leases');
      db.close();
    },
    check: 'indexes',
    says: /missing: leases/,
    wayOut: /restore the folder from a backup/,
  },
  {
    name: 'stale lease',
    plant: ({ home }) => holdLease(home, 'another-host'),
    check: 'leases',
    says: /account:Apex is held by process 4321.*stale lease/,
    wayOut: /`lockstep lease take Apex`/,
  },
  {
    name: 'stale lease of this computer',
    plant: async ({ home }) => holdLease(home, await hostId(home)),
    check: 'leases',
    level: 'warning',
    says: /stale lease/,
    wayOut: /next `lockstep up` takes it/,
  },
  {
    name: 'wrong path',
    plant: ({ lockstep }) =>
      lockstep('accounts', 'edit', 'Apex', '--path', 'C:/Gone/terminal64.exe'),
    check: 'path',
    says: /C:\/Gone\/terminal64\.exe is not there/,
    wayOut: /accounts edit Apex --path PATH/,
  },
  {
    name: 'missing master',
    plant: async ({ lockstep }) => {
      await lockstep('accounts', 'edit', 'Apex', '--masters', 'Main');
      await lockstep('accounts', 'disable', 'Main');
    },
    check: 'masters',
    says: /follows "Main": no enabled master/,
    wayOut: /accounts enable Main/,
  },
  {
    name: 'suffix that no symbol has',
    isUp: true,
    plant: ({ lockstep }) => lockstep('accounts', 'edit', 'Apex', '--suffix', '.pro'),
    check: 'symbols',
    says: /no symbol of its broker ends with the suffix "\.pro"/,
    wayOut: /--suffix TEXT.*its broker has EURUSD/,
  },
];

test.each(PLANTED)('$name is found, with the way out', async (planted) => {
  const scene = await computer();
  await planted.plant(scene);
  if (planted.isUp === true) await scene.up();
  const { check, level, says, wayOut } = planted;
  const { exitCode, lines } = await examined(scene, check, level);
  expect(lines).toMatch(says);
  expect(lines).toMatch(wayOut);
  expect(exitCode).toBe(level === 'warning' ? 0 : 1);
});

test('a key that others can read is found', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has access lists instead of modes');
  const scene = await computer();
  await chmod(path.join(scene.home, 'keys', 'ea-Apex.secret'), 0o644);
  const { lines } = await examined(scene, 'keys');
  expect(lines).toMatch(
    /ea-Apex\.secret can be read by other.*chmod -R go= .*lockstep keys rotate/,
  );
});

test('a data folder that is read-only is found', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has access lists instead of modes');
  const scene = await computer();
  await chmod(scene.home, 0o500);
  const { lines } = await examined(scene, 'data-folder');
  expect(lines).toMatch(/cannot be written.*LOCKSTEP_HOME/);
});

test('one account alone is looked at, and a name that nobody has is said so', async () => {
  const { lockstep } = await computer();
  const { out } = await lockstep('doctor', 'Apex');
  expect(out).toContain('Apex: port');
  expect(out).not.toContain('Main: port');
  expect(await lockstep('doctor', 'Apx')).toMatchObject({ exitCode: 78 });
});

/** What doctor says of one check, and its exit code. */
async function examined({ lockstep }: Computer, check: string, level = 'failure') {
  const { exitCode, out } = await lockstep('doctor', '--json');
  const { findings } = JSON.parse(out) as { findings: Record<string, string>[] };
  const lines = findings
    .filter((each) => each['level'] === level && each['check'] === check)
    .map(({ text, wayOut }) => `${text ?? ''} -> ${wayOut ?? ''}`);
  return { exitCode, lines: lines.join('\n') };
}

async function holdLease(home: string, host: string): Promise<void> {
  const stores = await openStores({ url: path.join(home, 'db') });
  const holder = { hostId: host, pid: 4321, instance: 'x' };
  await stores.leases.take('account:Apex', holder, null, 0);
  await stores.close();
}

import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openStores } from '../../db/open-stores.ts';
import { runCli } from '../../launcher/cli.ts';
import type { CliEnvironment } from '../../launcher/cli-environment.ts';

const SIM = ['--path', 'simulator'];

/** A user at a console with an empty data folder and no MongoDB. */
async function user(env: Record<string, string> = {}, input = '') {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-cli-'));
  return async (...args: string[]) => {
    const written: string[] = [];
    const told: string[] = [];
    const environment: CliEnvironment = {
      env: { LOCKSTEP_HOME: home, ...env },
      write: (text) => void written.push(text),
      writeError: (text) => void told.push(text),
      isTerminal: false,
      width: 100,
      readInput: () => Promise.resolve(input),
      openStores: (options) => openStores({ ...options, serverSelectionTimeoutMs: 200 }),
      probeMongo: () => Promise.resolve(false),
      onInterrupt: () => () => undefined,
    };
    const exitCode = await runCli(args, environment);
    const out = written.join('');
    return { exitCode, out, err: told.join(''), home, json: () => JSON.parse(out) as unknown };
  };
}

test('db init and accounts list are the first two steps: samples, disabled, once', async () => {
  const lockstep = await user();
  const init = await lockstep('db', 'init');
  expect(init).toMatchObject({ exitCode: 0 });
  expect(init.err).toContain('Database: ');
  expect(init.err).toContain('chosen now and kept');
  expect(init.out).toMatch(/Next:\n {2}1\. .*\n {2}2\. .*\n {2}3\. `lockstep up`/);
  const list = await lockstep('accounts', 'list');
  expect(list.err).toBe('');
  expect(list.out.split('\n').slice(0, 3)).toEqual([
    'NAME           TYPE    STATE     LOGIN  SERVER  EA PORT  PATH',
    'Main_Master    MASTER  disabled                          C:/Program Files/MetaTrader 5/terminal64.exe',
    'Apex_Slave_01  SLAVE   disabled                          C:/Program Files/Apex MT5/terminal64.exe',
  ]);
  expect((await lockstep('db', 'init')).out).toContain('no samples were added');
  await lockstep('accounts', 'remove', 'Main_Master');
  expect((await lockstep('db', 'init')).out).not.toContain('Main_Master');
});

test('an account is added, edited field by field, disabled and removed', async () => {
  const lockstep = await user();
  await lockstep('accounts', 'add', 'M', '--type', 'master', ...SIM);
  const add = ['--type', 'slave', ...SIM, '--symbol-map', 'XAUUSD=GOLD', 'US30=DJ30'];
  const fields = [
    '--sizing',
    'multiplier:0.5',
    '--masters',
    'M',
    '--login',
    '12345678',
    '--server',
    'X-Demo',
  ];
  expect(await lockstep('accounts', 'add', 'S', ...add, ...fields)).toMatchObject({ exitCode: 0 });
  await lockstep('accounts', 'edit', 'S', '--slippage-tolerance', '30', '--unset', 'masters');
  await lockstep('accounts', 'disable', 'S');
  expect((await lockstep('accounts', 'show', 'S', '--json')).json()).toEqual({
    account: {
      name: 'S',
      type: 'SLAVE',
      path: 'simulator',
      enabled: false,
      symbol_map: { XAUUSD: 'GOLD', US30: 'DJ30' },
      sizing: { mode: 'multiplier', value: 0.5 },
      login: 12_345_678,
      server: 'X-Demo',
      slippage_tolerance: 30,
    },
    problems: [],
  });
  await lockstep('accounts', 'remove', 'S');
  expect((await lockstep('accounts', 'export')).json()).toEqual([
    { name: 'M', type: 'MASTER', path: 'simulator', enabled: true },
  ]);
});

test('to remove a master says which slave names him', async () => {
  const lockstep = await user();
  await lockstep('accounts', 'add', 'M', '--type', 'master', ...SIM);
  await lockstep('accounts', 'add', 'S', '--type', 'slave', ...SIM, '--masters', 'M');
  const { exitCode, err } = await lockstep('accounts', 'remove', 'M');
  expect({ exitCode, err }).toEqual({
    exitCode: 0,
    err: 'accounts "S": masters is "M"; expected the name of a master that exists\n',
  });
  expect((await lockstep('accounts', 'remove', 'S')).err).toBe('');
});

test('what export wrote import reads, a Mongo _id aside', async () => {
  const document = { name: 'M', type: 'MASTER', path: 'C:/t.exe', enabled: true };
  const lockstep = await user({}, JSON.stringify([{ _id: { $oid: '1' }, ...document }]));
  expect(await lockstep('accounts', 'import', '-')).toMatchObject({ exitCode: 0 });
  expect((await lockstep('accounts', 'export')).json()).toEqual([document]);
});

const slave = { name: 'S', type: 'SLAVE', path: 'simulator', enabled: true };
test.each([
  ['an unknown field', { ...slave, sufix: '.c' }, 'sufix'],
  ['a suffix of the wrong type', { ...slave, suffix: 5 }, 'suffix is 5; expected text'],
  ['a missing master', { ...slave, masters: ['Nobody'] }, 'Nobody'],
  ['a negative tolerance', { ...slave, slippage_tolerance: -1 }, 'slippage_tolerance is -1'],
  ['a symbol map with a number', { ...slave, symbol_map: { XAUUSD: 5 } }, 'symbol_map'],
  ['a name that exists', { ...slave, name: 'Old' }, '"Old"'],
  ['no object', 7, 'entry 1 is no account document'],
])('import refuses %s with one clear line, and nothing is lost', async (_name, document, words) => {
  const lockstep = await user({}, JSON.stringify([document]));
  await lockstep('accounts', 'add', 'Old', '--type', 'master', ...SIM);
  const { exitCode, out, err } = await lockstep('accounts', 'import', '-');
  expect({ exitCode, out }).toEqual({ exitCode: 78, out: '' });
  expect(err).toContain(words);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect((await lockstep('accounts', 'export')).json()).toHaveLength(1);
});

test('import reads what PowerShell wrote of an export: UTF-16 with a mark', async () => {
  const lockstep = await user();
  const { home } = await lockstep('config');
  const file = path.join(home, 'accounts.json');
  await writeFile(file, `\uFEFF${JSON.stringify([{ ...slave, name: 'Größe' }])}\r\n`, 'utf16le');
  expect(await lockstep('accounts', 'import', file)).toMatchObject({ exitCode: 0 });
  expect((await lockstep('accounts', 'export')).json()).toEqual([{ ...slave, name: 'Größe' }]);
});

test('import refuses files that cannot be meant, each by one line', async () => {
  const lockstep = await user();
  const { home } = await lockstep('config');
  const file = path.join(home, 'accounts.json');
  const attempts = [
    ['{"name":', 'is no JSON'],
    [String.raw`[{"path": "C:\Program Files\terminal64.exe"}]`, 'write paths with /'],
    ['{"name": "S"}', 'expected a JSON array'],
    [JSON.stringify([{ ...slave, suffix: 'x'.repeat(5_000_000) }]), 'is it the right one?'],
  ] as const;
  for (const [content, words] of attempts) {
    await writeFile(file, content);
    const { exitCode, err } = await lockstep('accounts', 'import', file);
    expect(exitCode).toBe(78);
    expect(err).toContain(words);
    expect(err.length).toBeLessThan(400);
  }
  const missing = await lockstep('accounts', 'import', path.join(home, 'none.json'));
  expect(missing).toMatchObject({ exitCode: 78 });
  expect(missing.err).toContain('cannot be read');
});

test.each([
  [['accounts', 'show', 'Main_Mastr'], 'did you mean "Main_Master"?', 78],
  [['accounts', 'enable', 'Main_Master', 'Nobody_here'], 'there is no account "Nobody_here"', 78],
  [['accounts', 'edit', 'Main_Master'], 'nothing to change', 64],
  [
    ['accounts', 'edit', 'Main_Master', '--suffix', '.c', '--name', 'B'],
    'there is no flag --name here: NAME stands alone; a name is changed',
    64,
  ],
  [['pause', 'Main_Master', '--name=B'], 'there is no flag --name here: NAME stands alone', 64],
  [['accounts', 'edit', 'Main_Master', '--unset', 'path'], '"path" cannot be removed', 64],
  [['accounts', 'add', 'A', '--type', 'slave'], 'Missing required argument: path', 64],
  [
    ['accounts', 'edit', 'Main_Master', '--symbol-map', 'X'],
    'expected MASTER_SYMBOL=SLAVE_SYMBOL',
    64,
  ],
  [
    ['accounts', 'add', 'A', '--type', 'slave', ...SIM, '--ea-port', 'x'],
    'ea_port is "x"; expected a port',
    78,
  ],
  [['acounts'], 'did you mean "accounts"?', 64],
  [['accounts'], 'say what to do', 64],
  [['up', '--onyl', 'A'], 'no flag or argument onyl', 64],
  [['up', '--poll-ms', '5'], 'setting "poll-ms" (flag --poll-ms) is "5"', 78],
  [['up', '--only', 'Nobody_here'], '--only: there is no account "Nobody_here"', 78],
  [['up', '--only', 'Main_Master'], '`lockstep accounts enable Main_Master`', 78],
])('%j fails by one line and its exit code', async (args, words, exitCode) => {
  const lockstep = await user();
  await lockstep('db', 'init');
  const result = await lockstep(...args);
  expect(result.exitCode).toBe(exitCode);
  expect(result.err).toContain(words);
  expect(result.err.trimEnd().split('\n')).toHaveLength(1);
  expect(result.err).not.toContain('    at ');
});

test('a database that is down is named without its password, exit code 69', async () => {
  const lockstep = await user({ MONGO_URI: 'mongodb://me:geheim@127.0.0.1:1' });
  const { exitCode, err } = await lockstep('accounts', 'list');
  expect(exitCode).toBe(69);
  expect(err).toMatch(/^lockstep: MongoDB at .*127\.0\.0\.1:1.* does not answer/);
  expect(err).not.toContain('geheim');
});

test('a data folder below a file is one clear line', async () => {
  const lockstep = await user();
  const { home } = await lockstep('config');
  await writeFile(path.join(home, 'file'), '');
  const result = await lockstep('accounts', 'list', '--home', path.join(home, 'file', 'x'));
  expect(result.exitCode).toBe(78);
  expect(result.err).toContain('--home or LOCKSTEP_HOME');
});

test('errors are JSON with --json', async () => {
  const lockstep = await user();
  const { err } = await lockstep('accounts', 'show', 'Nobody', '--json');
  const line: unknown = JSON.parse(err.split('\n').findLast((text) => text !== '') ?? '');
  expect(line).toMatchObject({ error: { code: 'CONFIGURATION' } });
});

test('config shows where each value comes from, and never a password', async () => {
  const lockstep = await user({ ZMQ_PUB_PORT: '6000' }, 'mongodb://me:geheim@host\n');
  await lockstep('config', 'set', 'poll-ms', '50');
  const stored = await lockstep('config', 'set', 'db', '-');
  const { out, home } = await lockstep('config', '--slippage-tolerance', '20');
  expect(out).toMatch(/^publish-port +6000 +environment ZMQ_PUB_PORT$/m);
  expect(out).toMatch(/^poll-ms +50 +.*settings\.json$/m);
  expect(out).toMatch(/^slippage-tolerance +20 +flag --slippage-tolerance$/m);
  expect(out).toMatch(/^db +mongodb:\/\/me:\*\*\*@host +/m);
  expect(out + stored.out).not.toContain('geheim');
  expect(await readFile(path.join(home, 'settings.json'), 'utf8')).toContain('geheim');
});

test('config set says when a variable hides what was stored', async () => {
  const lockstep = await user({ MASTER_POLL_INTERVAL_MS: '200' });
  const { err } = await lockstep('config', 'set', 'poll-ms', '50');
  expect(err).toContain('environment MASTER_POLL_INTERVAL_MS overrides it here');
});

test('trades of nobody are no error', async () => {
  const lockstep = await user();
  expect(await lockstep('trades', '--open')).toMatchObject({ exitCode: 0, out: 'No copies.\n' });
  expect((await lockstep('trades', '--json')).json()).toEqual({ trades: [], problems: [] });
});

test.each([
  [['--help'], 'lockstep accounts  Show and change the accounts'],
  [['-h'], 'First steps:'],
  [[], 'Next: `lockstep init`'],
  [['up', '--help'], 'a second Ctrl+C ends all at once'],
  [['accounts', 'add', '--help'], 'The absolute path of terminal64.exe, or "simulator"'],
  [['up', '--help'], 'MASTER_POLL_INTERVAL_MS'],
])('%j explains', async (args, words) => {
  const lockstep = await user();
  const { exitCode, out } = await lockstep(...args);
  expect(exitCode).toBe(0);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(words.replaceAll(/\s+/g, ' '));
});

test('the log folder that cannot be written does not keep up from starting', async () => {
  const lockstep = await user();
  const { home } = await lockstep('db', 'init');
  await mkdir(path.join(home, 'logs', 'lockstep.log'), { recursive: true });
  const { err } = await lockstep('up', '--only', 'Nobody_here');
  expect(err).toContain('cannot be written');
  expect(err).toContain('there is no account');
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStores } from '../../../db/open-stores.ts';
import { runCli } from '../../../launcher/cli.ts';
import type { CliEnvironment } from '../../../launcher/cli-environment.ts';
import type { Prompter } from '../../../launcher/prompter.ts';
import { parseBrokerFile } from '../../../simulator/broker-process/broker-file.ts';
import { parseTerminalFile } from '../../../simulator/terminal/terminal-file.ts';
import { parseTraderFile } from '../../../simulator/trader/trader-file.ts';

/** A trader with an empty data folder and a MetaQuotes folder of his own. */
async function trader(prompter?: Prompter) {
  const root = await mkdtemp(path.join(tmpdir(), 'lockstep init-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const home = path.join(root, 'home');
  const lockstep = async (...args: string[]) => {
    let out = '';
    let err = '';
    const environment: CliEnvironment = {
      env: { LOCKSTEP_HOME: home, APPDATA: path.join(root, 'App Data') },
      write: (text) => void (out += text),
      writeError: (text) => void (err += text),
      isTerminal: false,
      width: 100,
      readInput: () => Promise.resolve(''),
      openStores,
      probeMongo: () => Promise.resolve(false),
      prompter,
      onInterrupt: () => () => undefined,
      runEditor: async (_editor, given) => {
        const [source = '', , log = ''] = given.map((arg) => arg.replaceAll(/^[^"]*"|"$/g, ''));
        await writeFile(log, '\uFEFFResult: 0 errors, 0 warnings\r\n', 'utf16le');
        await writeFile(source.replace(/mq5$/, 'ex5'), 'program');
      },
    };
    const exitCode = await runCli(args, environment);
    return { exitCode, out, err };
  };
  /** An installed terminal; returns its executable and its data folder. */
  const terminal = async (name: string) => {
    const program = path.join(root, 'Program Files', name);
    const data = path.join(root, 'App Data', 'MetaQuotes', 'Terminal', name);
    await mkdir(program, { recursive: true });
    await mkdir(data, { recursive: true });
    await writeFile(path.join(program, 'terminal64.exe'), '');
    await writeFile(path.join(data, 'origin.txt'), `\uFEFF${program}`, 'utf16le');
    return { program, file: path.join(program, 'terminal64.exe'), data };
  };
  const json = async (...parts: string[]) => {
    const file = path.join(home, ...parts);
    return [JSON.parse(await readFile(file, 'utf8')) as unknown, file] as const;
  };
  return { root, home, lockstep, terminal, json };
}

/** Everything below a folder with its content, but for databases. */
async function contents(folder: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !file.includes('.db')) found[file] = await readFile(file, 'base64');
  }
  return found;
}

test('two simulated accounts: what is written is what the simulator reads', async () => {
  const { lockstep, json } = await trader();
  const { exitCode, out } = await lockstep('init', '--yes', '--simulated');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/\+ Master \(master.*simulator[\S\s]*\+ Slave_01 \(slave/);
  const terminals = await Promise.all(
    ['Master', 'Slave_01'].map(async (name) =>
      parseTerminalFile(...(await json('simulator', `${name}.json`))),
    ),
  );
  expect(terminals.map(({ role }) => role)).toEqual(['master', 'slave']);
  const broker = parseBrokerFile(...(await json('simulator', 'broker', 'broker.json')));
  expect(broker.accounts.map(({ login }) => login)).toEqual(terminals.map(({ login }) => login));
  for (const { feed } of broker.symbols) expect(await readFile(feed.file)).toBeDefined();
  expect(parseTraderFile(...(await json('simulator', 'broker', 'trader.json'))).login).toBe(
    terminals[0]?.login,
  );
});

test('a second run changes nothing, a third one with more slaves only adds', async () => {
  const { home, lockstep, json } = await trader();
  await lockstep('init', '--yes', '--simulated');
  const before = await contents(home);
  expect(await lockstep('init', '--yes')).toMatchObject({ exitCode: 0 });
  await lockstep('init', '--yes', '--simulated');
  expect(await contents(home)).toEqual(before);
  await lockstep('accounts', 'edit', 'Slave_01', '--suffix', '.x');
  await lockstep('init', '--yes', '--simulated', '--slaves', '2', '--suffix', '.c');
  const accounts = JSON.parse((await lockstep('accounts', 'export')).out) as { suffix?: string }[];
  expect(accounts.map(({ suffix }) => suffix)).toEqual([undefined, '.x', '.c']);
  const after = await contents(home);
  const kept = Object.keys(before).filter((file) => !file.endsWith('broker.json'));
  for (const file of kept) expect(after[file]).toBe(before[file]);
  const broker = parseBrokerFile(...(await json('simulator', 'broker', 'broker.json')));
  expect(broker.accounts).toHaveLength(3);
});

test('real terminals: the EA goes into each, and each gets its own list of steps', async () => {
  const { lockstep, terminal } = await trader();
  const [main, apex] = [await terminal('Main MT5'), await terminal('Apex MT5')];
  const given = ['--master', `Main=${main.file}`, '--slave', `Apex_01=${apex.file}`];
  const { exitCode, out } = await lockstep('init', '--yes', ...given, '--sizing', 'multiplier:0.5');
  expect(exitCode).toBe(0);
  expect(out).toMatch(
    /Main \(master, port 47101[\S\s]*127\.0\.0\.1:47101[\S\s]*Lockstep-Main\.set/,
  );
  expect(out).toMatch(/Apex_01 \(slave, port 47102[\S\s]*Lockstep-Apex_01\.set/);
  for (const { data } of [main, apex]) {
    expect(await readdir(path.join(data, 'MQL5', 'Experts', 'Lockstep'))).toContain('Lockstep.ex5');
  }
  const [, slave] = JSON.parse((await lockstep('accounts', 'export')).out) as object[];
  expect(slave).toMatchObject({ sizing: { mode: 'multiplier', value: 0.5 }, path: apex.file });
  const before = await contents(apex.data);
  expect((await lockstep('init', '--yes')).out).toContain('there already');
  expect(await contents(apex.data)).toEqual(before);
});

test('a second run with another name makes no second account of a terminal', async () => {
  const { lockstep, terminal } = await trader();
  const main = await terminal('Main MT5');
  await lockstep('init', '--yes', '--master', main.file);
  const { exitCode, err } = await lockstep('init', '--yes', '--master', `Main=${main.file}`);
  expect(exitCode).toBe(64);
  expect(err).toContain('is the terminal of account "Master" already');
  expect(JSON.parse((await lockstep('accounts', 'export')).out)).toHaveLength(1);
});

test('a real terminal is not made the slave of a simulated master', async () => {
  const { lockstep, terminal } = await trader();
  const apex = await terminal('Apex MT5');
  await lockstep('init', '--yes', '--simulated');
  const given = ['--master', 'Trial=simulator', '--slave', `Apex_01=${apex.file}`];
  const { exitCode, err } = await lockstep('init', '--yes', ...given);
  expect(exitCode).toBe(64);
  expect(err).toContain('"Apex_01" has a real terminal and would copy what the simulated master');
  expect(JSON.parse((await lockstep('accounts', 'export')).out)).toHaveLength(2);
});

test('a terminal that is not there holds up neither the accounts nor the other terminals', async () => {
  const { lockstep, terminal } = await trader();
  const main = await terminal('Main MT5');
  const given = ['--master', main.file, '--slave', 'C:/Nowhere/terminal64.exe'];
  const { exitCode, out } = await lockstep('init', '--yes', ...given);
  expect(exitCode).toBe(0);
  expect(out).toMatch(
    /Slave_01 [\S\s]*not installed: .*Nowhere[\S\s]*`lockstep ea install Slave_01`/,
  );
});

test('which terminal is the master is never guessed; those that were found are named', async () => {
  const { lockstep, terminal } = await trader();
  const { program } = await terminal('Main MT5');
  const { exitCode, err } = await lockstep('init', '--yes');
  expect(exitCode).toBe(64);
  expect(err).toContain(program);
  expect((await lockstep('accounts', 'export')).out).toBe('[]\n');
});

test.each([
  [['--slave', 'C:/a.exe'], '--slave without --master'],
  [['--simulated', '--master', 'C:/a.exe'], 'leave --master and --slave away'],
  [['--master', 'C:/a.exe', '--slave', 'C:/a.exe'], 'given twice'],
  [['--master', 'C:/A.exe', '--slave', String.raw`c:\a.exe`], 'given twice'],
  [['--master', 'my master=C:/a.exe'], '"my master" is no name'],
])('%j is refused in words', async (flags, words) => {
  const { lockstep } = await trader();
  const { exitCode, err } = await lockstep('init', '--yes', ...flags);
  expect({ exitCode, err }).toEqual({ exitCode: 64, err: expect.stringContaining(words) });
});

test('without a console and without --yes it says so instead of waiting', async () => {
  const { lockstep } = await trader();
  const { exitCode, err } = await lockstep('init');
  expect({ exitCode, err }).toEqual({ exitCode: 64, err: expect.stringContaining('--yes') });
});

test('asked at the console: database, master, slave, suffix and size', async () => {
  const asked: string[] = [];
  const answers = new Map<RegExp, string>([
    [/accounts and copies to be kept/, 'first'],
    [/MASTER/, 'first'],
    [/SLAVE/, 'first'],
    [/name/, 'preset'],
    [/adds to symbols/, '.c'],
    [/How many lots does/, 'fixed'],
    [/How many lots\?/, '0.03'],
  ]);
  const answer = (message: string): string => {
    asked.push(message);
    const found = [...answers].find(([pattern]) => pattern.test(message));
    if (found === undefined) throw new Error(`unexpected question: ${message}`);
    return found[1];
  };
  const prompter: Prompter = {
    select: (message, choices) => {
      const text = answer(message);
      return Promise.resolve(text === 'first' ? (choices[0]?.value ?? '') : text);
    },
    input: (message, preset) => {
      const text = answer(message);
      return Promise.resolve(text === 'preset' ? preset : text);
    },
    confirm: () => Promise.resolve(false),
  };
  const { lockstep, terminal } = await trader(prompter);
  const [apex, main] = [await terminal('Apex MT5'), await terminal('Main MT5')];
  const { exitCode, err } = await lockstep('init');
  expect({ exitCode, err }).toMatchObject({ exitCode: 0 });
  const accounts = JSON.parse((await lockstep('accounts', 'export')).out) as object[];
  // Sorted by their data folders: the one that was chosen first is not offered again.
  expect(accounts).toMatchObject([
    { name: 'Master', type: 'MASTER', path: apex.file },
    { name: 'Slave_01', path: main.file, suffix: '.c', sizing: { mode: 'fixed', value: 0.03 } },
  ]);
  expect(asked).toHaveLength(8);
});

test.each(['abc', '0', '-1', '1.5', '1000'])('--slaves %s makes nothing', async (count) => {
  const { lockstep } = await trader();
  const { exitCode, err } = await lockstep('init', '--yes', '--simulated', `--slaves=${count}`);
  expect(exitCode).toBe(64);
  expect(err).toContain('--slaves: give a whole number of simulated slaves, 1 to 100');
  expect((await lockstep('accounts', 'export')).out).toBe('[]\n');
});

import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eaSecret } from '../../../config/ea-secret.ts';
import { openStores } from '../../../db/open-stores.ts';
import { runCli } from '../../../launcher/cli.ts';
import type { CliEnvironment } from '../../../launcher/cli-environment.ts';

const GOOD = 'compiling\r\nResult: 0 errors, 0 warnings\r\n';

/** A user with a MetaQuotes folder in a path with a space, and one slave "S". */
async function desk(accountPath: string, log: string | null = GOOD, makesProgram = true) {
  const root = await mkdtemp(path.join(tmpdir(), 'lockstep ea-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const home = path.join(root, 'home');
  const runs: string[][] = [];
  const lockstep = async (...args: string[]) => {
    const written: string[] = [];
    const environment: CliEnvironment = {
      env: { LOCKSTEP_HOME: home, APPDATA: path.join(root, 'App Data') },
      write: (text) => void written.push(text),
      writeError: (text) => void written.push(text),
      isTerminal: false,
      width: 100,
      readInput: () => Promise.resolve(''),
      openStores,
      probeMongo: () => Promise.resolve(false),
      onInterrupt: () => () => undefined,
      runEditor: async (editor, given) => {
        runs.push([editor, ...given]);
        const [source = '', , to = ''] = given.map((arg) => arg.replace(/^[^"]*"|"$/g, ''));
        if (log !== null) await writeFile(to, `\uFEFF${log}`, 'utf16le');
        if (makesProgram) await writeFile(source.replace(/mq5$/, 'ex5'), 'new');
      },
    };
    const exitCode = await runCli(args, environment);
    return { exitCode, text: written.join('') };
  };
  /** A terminal under MetaQuotes; its data folder is returned. */
  const terminal = async (id: string, origin: string, encoding: BufferEncoding = 'utf16le') => {
    const data = path.join(root, 'App Data', 'MetaQuotes', 'Terminal', id);
    await mkdir(data, { recursive: true });
    await writeFile(path.join(data, 'origin.txt'), `\uFEFF${origin}`, encoding);
    return data;
  };
  await lockstep('accounts', 'add', 'S', '--type', 'slave', '--path', accountPath);
  return { root, home, runs, lockstep, terminal };
}

test('the terminal of the path gets sources, program and preset, and the rest is told', async () => {
  const { home, runs, lockstep, terminal } = await desk('C:/Apex MT5/terminal64.exe');
  await terminal('AAA', 'C:\\Other');
  const data = await terminal('BBB', 'c:\\apex mt5', 'utf8');
  const { exitCode, text } = await lockstep('ea', 'install');
  expect({ exitCode, text }).toMatchObject({ exitCode: 0 });
  const mql5 = path.join(data, 'MQL5');
  expect(await readdir(path.join(mql5, 'Experts', 'Lockstep'))).toEqual([
    'Lockstep.ex5',
    'Lockstep.mq5',
  ]);
  expect(await readdir(path.join(mql5, 'Include', 'Lockstep'))).toContain('Zmtp.mqh');
  expect(runs[0]?.[1]).toBe(`/compile:"${path.join(mql5, 'Experts', 'Lockstep', 'Lockstep.mq5')}"`);
  const secret = await eaSecret(home, 'S');
  const preset = path.join(mql5, 'Presets', 'Lockstep-S.set');
  const bytes = await readFile(preset);
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
  expect(bytes.toString('utf16le')).toBe(
    `\uFEFFInpPort=47101\r\nInpSecret=${secret}\r\nInpRole=1\r\n`,
  );
  const mode = (await stat(preset)).mode & 0o777;
  // Windows has no modes: there the folder's access list counts.
  expect(process.platform === 'win32' ? 0o600 : mode).toBe(0o600);
  expect(text).not.toContain(secret);
  expect(text).toMatch(/ 127\.0\.0\.1\n +127\.0\.0\.1:47101\n +http:\/\/127\.0\.0\.1:47101\n/);
});

test('a portable terminal has its data beside the program', async () => {
  const { root, lockstep } = await desk('simulator');
  const program = path.join(root, 'MT5 portable');
  await mkdir(path.join(program, 'MQL5'), { recursive: true });
  const done = await lockstep('ea', 'install', 'S', '--terminal', `${program}/terminal64.exe`);
  expect(done).toMatchObject({ exitCode: 0 });
  expect(await readdir(path.join(program, 'MQL5', 'Presets'))).toEqual(['Lockstep-S.set']);
});

test('of several terminals the user says which', async () => {
  const { lockstep, terminal } = await desk('C:/Gone/terminal64.exe');
  const one = await terminal('AAA', 'C:\\One');
  await terminal('BBB', 'C:\\Two');
  const asked = await lockstep('ea', 'install', 'S');
  expect(asked.exitCode).toBe(78);
  for (const part of ['--terminal PATH', 'C:\\One', 'C:\\Two', one]) {
    expect(asked.text).toContain(part);
  }
  expect(await lockstep('ea', 'install', 'S', '--terminal', one)).toMatchObject({ exitCode: 0 });
  expect(await readdir(path.join(one, 'MQL5', 'Presets'))).toHaveLength(1);
});

test('a folder that is not there and an account that is not there are named', async () => {
  const { lockstep } = await desk('simulator');
  const folder = await lockstep('ea', 'install', 'S', '--terminal', '/nowhere/mt5');
  expect(folder).toMatchObject({ exitCode: 78, text: expect.stringContaining('/nowhere/mt5') });
  const unknown = await lockstep('ea', 'install', 'T');
  expect(unknown).toMatchObject({ exitCode: 78, text: expect.stringContaining('"T"') });
});

test('a second run overwrites its own files and keeps foreign ones', async () => {
  const { lockstep, terminal } = await desk('C:/A/terminal64.exe');
  const experts = path.join(await terminal('AAA', 'C:\\A'), 'MQL5', 'Experts', 'Lockstep');
  await mkdir(experts, { recursive: true });
  await writeFile(path.join(experts, 'Lockstep.mq5'), 'old');
  await writeFile(path.join(experts, 'Mine.mq5'), 'mine');
  for (let run = 0; run < 2; run += 1) {
    expect(await lockstep('ea', 'install', 'S')).toMatchObject({ exitCode: 0 });
  }
  expect(await readFile(path.join(experts, 'Mine.mq5'), 'utf8')).toBe('mine');
  expect(await readFile(path.join(experts, 'Lockstep.mq5'), 'utf8')).toContain('InpSecret');
});

test.each([
  ['errors', 'x.mqh(3,1) : error 149\r\nResult: 1 errors, 0 warnings', true, /error 149/],
  ['no result', 'compiling', true, /left no result/],
  ['no log', null, true, /left no result/],
  ['no program', GOOD, false, /Lockstep\.ex5 is not there/],
])('a compilation with %s fails, whatever lay there before', async (_what, log, makes, says) => {
  const { lockstep, terminal } = await desk('C:/A/terminal64.exe', log, makes);
  const data = await terminal('AAA', 'C:\\A');
  const experts = path.join(data, 'MQL5', 'Experts', 'Lockstep');
  await mkdir(experts, { recursive: true });
  await writeFile(path.join(experts, 'Lockstep.ex5'), 'old');
  await writeFile(path.join(data, 'lockstep-compile.log'), GOOD);
  const { exitCode, text } = await lockstep('ea', 'install', 'S');
  expect(exitCode).toBe(78);
  expect(text).toMatch(says);
});

test('the secret is shown only when asked for, and replaced only by --rotate', async () => {
  const { home, lockstep } = await desk('simulator');
  const quiet = await lockstep('ea', 'secret', 'S');
  const first = await eaSecret(home, 'S');
  expect(quiet.text).not.toContain(first);
  expect((await lockstep('ea', 'secret', 'S', '--show')).text).toContain(first);
  const rotated = await lockstep('ea', 'secret', 'S', '--rotate');
  const second = await eaSecret(home, 'S');
  expect(second).not.toBe(first);
  expect(rotated.text).not.toContain(second);
  expect(rotated.text).toContain('ea install S');
  expect(await lockstep('ea', 'secret', 'T')).toMatchObject({ exitCode: 78 });
});

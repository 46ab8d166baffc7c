import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettingsFile, settingsFile, storeSetting } from '../../config/settings-file.ts';

const newHome = () => mkdtemp(path.join(tmpdir(), 'lockstep-settings-'));

test('a stored setting is there, the others stay', async () => {
  const home = await newHome();
  await storeSetting(home, 'poll-ms', '50');
  await storeSetting(home, 'log-level', 'debug');
  expect(await readSettingsFile(home)).toEqual({ 'poll-ms': 50, 'log-level': 'debug' });
});

test('the file is readable by its owner alone', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has no file modes: icacls does it there');
  const home = path.join(await newHome(), 'new');
  await storeSetting(home, 'db', 'mongodb://u:p@h');
  expect((await stat(settingsFile(home))).mode & 0o777).toBe(0o600);
  expect((await stat(home)).mode & 0o777).toBe(0o700);
});

test.each([
  ['poll-ms', '5', 'setting "poll-ms" cannot be "5": expected a whole number of milliseconds'],
  ['pollms', '50', 'unknown setting "pollms": expected one of db, '],
  ['home', '/x', 'setting "home" cannot be stored: use --home or LOCKSTEP_HOME'],
])('%s = %s is refused and nothing is lost', async (name, value, message) => {
  const home = await newHome();
  await storeSetting(home, 'poll-ms', '77');
  await expect(storeSetting(home, name, value)).rejects.toThrow(message);
  expect(await readSettingsFile(home)).toEqual({ 'poll-ms': 77 });
});

test('a byte order mark, as Windows’ editors write it, is no mistake', async () => {
  const home = await newHome();
  await writeFile(settingsFile(home), '\uFEFF{"log-level": "debug"}');
  expect(await readSettingsFile(home)).toEqual({ 'log-level': 'debug' });
});

test.each([
  ['{', 'is no JSON'],
  ['[]', 'expected one JSON object'],
])('a file that holds %s is named, and not overwritten', async (content, message) => {
  const home = await newHome();
  await writeFile(settingsFile(home), content);
  await expect(storeSetting(home, 'poll-ms', '50')).rejects.toThrow(message);
  expect(await readFile(settingsFile(home), 'utf8')).toBe(content);
});

test('a data folder below a file cannot be written: the message says where to choose another', async () => {
  const file = path.join(await newHome(), 'file');
  await writeFile(file, '');
  await expect(storeSetting(path.join(file, 'home'), 'poll-ms', '50')).rejects.toThrow(
    /settings file .* cannot be (read|written) .*choose a data folder .*--home or LOCKSTEP_HOME/,
  );
});

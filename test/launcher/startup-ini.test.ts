import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigurationError } from '../../domain/errors.ts';
import { presetFile } from '../../launcher/ea-files.ts';
import { startupArguments } from '../../launcher/startup-ini.ts';
import { account } from './builders.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-startup-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const place = () => ({ home: path.join(folder, 'home'), applicationData: folder });

/** A terminal as MetaTrader lays it out: a data folder that names its program. */
async function terminal(): Promise<string> {
  const data = path.join(folder, 'MetaQuotes', 'Terminal', 'D0E8');
  await mkdir(path.join(data, 'MQL5', 'Experts', 'Lockstep'), { recursive: true });
  await mkdir(path.join(data, 'MQL5', 'Presets'), { recursive: true });
  await writeFile(path.join(data, 'origin.txt'), '\uFEFFC:\\MT5 Apex', 'utf16le');
  return data;
}

const apex = () => account({ name: 'Max & Co', path: 'C:/MT5 Apex/terminal64.exe' });

test('an installed EA is put on a chart with its preset; nothing is switched on', async () => {
  const data = await terminal();
  await writeFile(presetFile(data, 'Max & Co'), '');
  await writeFile(path.join(data, 'MQL5', 'Experts', 'Lockstep', 'Lockstep.ex5'), '');
  const [argument = ''] = await startupArguments(apex(), place());
  expect(argument.startsWith('/config:')).toBe(true);
  const text = await readFile(argument.slice('/config:'.length), 'utf8');
  expect(text.split('\r\n')).toEqual([
    '[StartUp]',
    'Expert=Lockstep\\Lockstep',
    'ExpertParameters=Lockstep-Max%20%26%20Co.set',
    'Period=H1',
    '',
  ]);
});

test('without preset or program there is nothing to attach; without terminal it is said', async () => {
  const data = await terminal();
  expect(await startupArguments(apex(), place())).toEqual([]);
  await writeFile(presetFile(data, 'Max & Co'), '');
  expect(await startupArguments(apex(), place())).toEqual([]);
  const elsewhere = account({ path: 'C:/Nowhere/terminal64.exe' });
  await expect(startupArguments(elsewhere, place())).rejects.toThrow(ConfigurationError);
});

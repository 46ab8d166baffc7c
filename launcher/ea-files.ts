/** The EA's files in a terminal's data folder: its source, and a preset with port, role and secret. */
import { copyFile, mkdir, readdir, readFile, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../config/replace-file.ts';
import { fileWord } from '../config/file-word.ts';
import type { PortedAccount } from '../db/account-ports.ts';

const FOLDERS = [
  { folder: path.join('Experts', 'Lockstep'), ending: '.mq5' },
  { folder: path.join('Include', 'Lockstep'), ending: '.mqh' },
];

/** MetaTrader opens paths of 260 characters, of which its data folder takes a hundred. */
const LONGEST_WORD = 100;

/** Copies the source over older files; others in the folders stay. Returns how many were copied. */
export async function copyEa(source: string, data: string): Promise<number> {
  let count = 0;
  for (const { folder, ending } of FOLDERS) {
    const to = path.join(data, 'MQL5', folder);
    await mkdir(to, { recursive: true });
    for (const file of await readdir(path.join(source, folder))) {
      if (!file.endsWith(ending)) continue;
      await copyFile(path.join(source, folder, file), path.join(to, file));
      // Windows copies the old time too: a program that was compiled before would look newer.
      const now = new Date();
      await utimes(path.join(to, file), now, now);
      count += 1;
    }
  }
  return count;
}

/** Whether a data folder holds this version's EA: source for source, compiled after it was copied. */
export type EaState = 'missing' | 'other-version' | 'not-compiled' | 'current';

/** Looks, changes nothing. */
export async function eaState(source: string, data: string): Promise<EaState> {
  for (const { folder, ending } of FOLDERS) {
    for (const file of await readdir(path.join(source, folder))) {
      if (!file.endsWith(ending)) continue;
      const there = await contentOf(path.join(data, 'MQL5', folder, file));
      if (there === null) return file === 'Lockstep.mq5' ? 'missing' : 'other-version';
      if (!there.equals(await readFile(path.join(source, folder, file)))) return 'other-version';
    }
  }
  const [own, program] = await Promise.all(
    ['Lockstep.mq5', 'Lockstep.ex5'].map((file) =>
      modifiedMs(path.join(data, 'MQL5', 'Experts', 'Lockstep', file)),
    ),
  );
  const isCompiled = own !== undefined && program !== undefined && program >= own;
  return isCompiled ? 'current' : 'not-compiled';
}

/** 0 when it is not there. */
function modifiedMs(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

/** Null when it is not there, or cannot be read. */
function contentOf(file: string): Promise<Buffer | null> {
  return readFile(file).catch(() => null);
}

/** Where an account's preset is. */
export function presetFile(data: string, name: string): string {
  return path.join(data, 'MQL5', 'Presets', `Lockstep-${fileWord(name, LONGEST_WORD)}.set`);
}

/** Writes the preset, readable by its owner alone where files have modes, and returns its path. */
export async function writePreset(
  data: string,
  { name, eaPort, type }: PortedAccount,
  secret: string,
): Promise<string> {
  const file = presetFile(data, name);
  await mkdir(path.dirname(file), { recursive: true });
  // ENUM_LOCKSTEP_ROLE of Protocol.mqh.
  const role = type === 'MASTER' ? 0 : 1;
  const lines = [`InpPort=${String(eaPort)}`, `InpSecret=${secret}`, `InpRole=${String(role)}`, ''];
  await replaceFile(file, `\uFEFF${lines.join('\r\n')}`, { encoding: 'utf16le' });
  return file;
}

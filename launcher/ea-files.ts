/** The EA's files in a terminal's data folder: its source, and a preset with port, role and secret. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PortedAccount } from '../db/account-ports.ts';

const FOLDERS = [
  { folder: path.join('Experts', 'Lockstep'), ending: '.mq5' },
  { folder: path.join('Include', 'Lockstep'), ending: '.mqh' },
];

/** Copies the source over older files; others in the folders stay. Returns how many were copied. */
export async function copyEa(source: string, data: string): Promise<number> {
  let count = 0;
  for (const { folder, ending } of FOLDERS) {
    const to = path.join(data, 'MQL5', folder);
    await mkdir(to, { recursive: true });
    for (const file of await readdir(path.join(source, folder))) {
      if (!file.endsWith(ending)) continue;
      await copyFile(path.join(source, folder, file), path.join(to, file));
      count += 1;
    }
  }
  return count;
}

/** Writes the preset, readable by its owner alone where files have modes, and returns its path. */
export async function writePreset(
  data: string,
  { name, eaPort, type }: PortedAccount,
  secret: string,
): Promise<string> {
  const folder = path.join(data, 'MQL5', 'Presets');
  await mkdir(folder, { recursive: true });
  const safe = encodeURIComponent(name).replaceAll('*', '%2A');
  const file = path.join(folder, `Lockstep-${safe}.set`);
  // ENUM_LOCKSTEP_ROLE of Protocol.mqh.
  const role = type === 'MASTER' ? 0 : 1;
  const lines = [`InpPort=${String(eaPort)}`, `InpSecret=${secret}`, `InpRole=${String(role)}`, ''];
  const fresh = `${file}.${randomUUID()}`;
  const text = `\uFEFF${lines.join('\r\n')}`;
  await writeFile(fresh, text, { encoding: 'utf16le', mode: 0o600, flag: 'wx' });
  await rename(fresh, file);
  return file;
}

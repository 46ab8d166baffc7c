/**
 * A start-up file for a terminal: opens one chart with Lockstep and its preset, so that nobody has to drag it
 * there. Switches nothing on: whether programs may trade stays the user's own decision.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PortedAccount } from '../db/account-ports.ts';
import { presetFile } from './ea-files.ts';
import { exists, findTerminal } from './terminal-folder.ts';

/** Where things are. */
export interface StartupPlace {
  readonly home: string;
  /** `%APPDATA%`; null where there is none. */
  readonly applicationData: string | null;
}

/**
 * Writes the file and resolves to the argument that names it; to none while the EA is not installed there.
 * @throws ConfigurationError when no terminal fits the account's path.
 */
export async function startupArguments(
  { name, path: accountPath, terminalArguments }: PortedAccount,
  { applicationData, home }: StartupPlace,
): Promise<readonly string[]> {
  const isPortable = terminalArguments.some((each) => /^[/-]portable$/i.test(each));
  const { data } = await findTerminal({
    name,
    accountPath,
    terminal: null,
    isPortable,
    applicationData,
  });
  const preset = presetFile(data, name);
  const program = path.join(data, 'MQL5', 'Experts', 'Lockstep', 'Lockstep.ex5');
  if (!(await exists(preset)) || !(await exists(program))) return [];
  const file = path.join(home, 'terminals', `${path.basename(preset, '.set')}.ini`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, startupIni(path.basename(preset)));
  return [`/config:${file}`];
}

/** @param preset the file's name in `MQL5\Presets`. */
export function startupIni(preset: string): string {
  const lines = [
    '[StartUp]',
    'Expert=Lockstep\\Lockstep',
    `ExpertParameters=${preset}`,
    'Period=H1',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

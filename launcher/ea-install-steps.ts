/** Puts the EA into one account's terminal, and says what only a person can do there. */
import path from 'node:path';
import { eaSecret } from '../config/ea-secret.ts';
import { packageRoot } from '../config/paths.ts';
import type { PortedAccount } from '../db/account-ports.ts';
import { compileEa, runMetaEditor, type RunMetaEditor } from './compile-ea.ts';
import { copyEa, writePreset } from './ea-files.ts';
import type { TerminalFolder } from './terminal-folder.ts';

/** What was done. */
export interface InstalledEa {
  readonly files: number;
  readonly preset: string;
  /** MetaEditor's result line; null where it does not run. */
  readonly compiled: string | null;
}

/** @throws ConfigurationError when it does not compile; the preset is there all the same. */
export async function installInto(
  terminal: TerminalFolder,
  account: PortedAccount,
  home: string,
  editor: RunMetaEditor | undefined,
): Promise<InstalledEa> {
  const files = await copyEa(path.join(packageRoot(), 'mql5'), terminal.data);
  // Before compiling: who must compile by hand needs the preset all the same.
  const preset = await writePreset(terminal.data, account, await eaSecret(home, account.name));
  const run = editor ?? (process.platform === 'win32' ? runMetaEditor : null);
  const compiled = run === null ? null : await compileEa(terminal, run);
  return { files, preset, compiled };
}

/** The steps inside MetaTrader, numbered lines. */
export function stepsByHand(
  { eaPort }: PortedAccount,
  preset: string,
  isCompiled: boolean,
): readonly string[] {
  const port = String(eaPort);
  return [
    ...(isCompiled
      ? []
      : [
          'Compile: F4 in the terminal, open Experts\\Lockstep\\Lockstep.mq5, press F7; it must say 0 errors.',
        ]),
    `Allow the address: Tools -> Options -> Expert Advisors, tick "Allow WebRequest for listed URL", add these three lines, Enter after each:\n       127.0.0.1\n       127.0.0.1:${port}\n       http://127.0.0.1:${port}`,
    'Close the terminal with File -> Exit and start it again: only then the list is kept.',
    `Drag Lockstep from the Navigator onto one chart; Inputs -> Load -> ${preset}; Common -> Allow Algo Trading.`,
    'Switch on the Algo Trading button of the toolbar (a master needs none).',
    'Start `lockstep up`; the Experts tab then says "linked to the node".',
  ].map((step, index) => `  ${String(index + 1)}. ${step}`);
}

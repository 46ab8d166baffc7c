/**
 * One account made ready: ports, secret and, in a real terminal, the EA; and the steps that remain.
 *
 * Invariant: an EA that is there in this version is not touched.
 */
import path from 'node:path';
import { eaSecret } from '../../config/ea-secret.ts';
import { packageRoot } from '../../config/paths.ts';
import type { PortedAccount } from '../../db/account-ports.ts';
import { CopierError } from '../../domain/errors.ts';
import { commandWord } from '../command-word.ts';
import type { RunMetaEditor } from '../compile-ea.ts';
import { eaState, presetFile } from '../ea-files.ts';
import { installInto, stepsByHand } from '../ea-install-steps.ts';
import { exists, findTerminal } from '../terminal-folder.ts';

/** What happened to one account. */
export interface SetUp {
  readonly account: string;
  readonly type: 'MASTER' | 'SLAVE';
  readonly path: string;
  readonly port: number;
  /** What was done about its EA, in words. */
  readonly ea: string;
  /** What is left to do inside MetaTrader, numbered. */
  readonly steps: readonly string[];
}

/** Where things are. */
export interface SetUpPlace {
  readonly home: string;
  readonly applicationData: string | null;
  readonly editor: RunMetaEditor | undefined;
}

/** Never rejects for what is wrong with one terminal: the others are to be set up all the same. */
export async function setUpAccount(account: PortedAccount, place: SetUpPlace): Promise<SetUp> {
  const { name, type, path: file, eaPort: port } = account;
  const about = { account: name, type, path: file, port };
  await eaSecret(place.home, name);
  if (file === 'simulator') return { ...about, ea: 'simulated, nothing to install', steps: [] };
  try {
    return { ...about, ...(await installed(account, place)) };
  } catch (error) {
    if (!(error instanceof CopierError)) throw error;
    const again = `  1. Mend that, then \`lockstep ea install ${commandWord(name)}\`: it lists the further steps.`;
    return { ...about, ea: `not installed: ${error.message}`, steps: [again] };
  }
}

async function installed(account: PortedAccount, place: SetUpPlace) {
  const { home, applicationData, editor } = place;
  const isPortable = account.terminalArguments.some((each) => /^[/-]portable$/i.test(each));
  const terminal = await findTerminal({
    name: account.name,
    accountPath: account.path,
    terminal: null,
    isPortable,
    applicationData,
  });
  const state = await eaState(path.join(packageRoot(), 'mql5'), terminal.data);
  const preset = presetFile(terminal.data, account.name);
  if (state === 'current' && (await exists(preset))) {
    return { ea: `there already, in ${terminal.data}`, steps: [] };
  }
  const canCompile = editor !== undefined || process.platform === 'win32';
  if (state === 'not-compiled' && !canCompile && (await exists(preset))) {
    return {
      ea: `there already, in ${terminal.data}, not compiled`,
      steps: stepsByHand(account, path.basename(preset), false),
    };
  }
  const { compiled } = await installInto(terminal, account, home, editor);
  return {
    ea: `installed in ${terminal.data}${compiled === null ? ', not compiled (MetaEditor runs on Windows)' : ''}`,
    steps: stepsByHand(account, path.basename(preset), compiled !== null),
  };
}

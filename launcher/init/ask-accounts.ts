/** The questions of `lockstep init`: which terminal is the master, which are slaves, how they size. */
import type { TerminalFolder } from '../terminal-folder.ts';
import path from 'node:path';
import type { Prompter } from '../prompter.ts';
import { nameProblem, slaveName, wanted, type WantedAccount } from './wanted-account.ts';

const OTHER = '<another>';
const SIZINGS = [
  { value: 'same', name: 'the same lots as the master' },
  { value: 'multiplier', name: "a multiple of the master's lots" },
  { value: 'fixed', name: 'always the same lots' },
];

/** What was found on this computer. */
export interface FoundHere {
  readonly terminals: readonly TerminalFolder[];
  /** Names and paths that accounts have already. */
  readonly names: ReadonlySet<string>;
  readonly isMasterThere: boolean;
}

/** Asks until the person has no further slave. */
export async function askAccounts(
  prompter: Prompter,
  found: FoundHere,
): Promise<readonly WantedAccount[]> {
  const names = new Set(found.names);
  const left = [...found.terminals];
  const accounts: WantedAccount[] = [];
  if (!found.isMasterThere) {
    accounts.push(await askOne(prompter, 'MASTER', 'Master', left, names));
  }
  do {
    let index = 0;
    while (names.has(slaveName(index))) index += 1;
    accounts.push(await askOne(prompter, 'SLAVE', slaveName(index), left, names));
  } while (await prompter.confirm('Another slave?', false));
  return accounts;
}

async function askOne(
  prompter: Prompter,
  type: WantedAccount['type'],
  preset: string,
  left: TerminalFolder[],
  names: Set<string>,
): Promise<WantedAccount> {
  const isMaster = type === 'MASTER';
  const chosen = await prompter.select(
    isMaster
      ? 'Which terminal is the MASTER, whose positions are copied?'
      : 'Which terminal is this SLAVE, that copies?',
    [
      ...left.map(({ program }) => ({ value: program, name: program })),
      { value: OTHER, name: 'another terminal: I type its path' },
      { value: 'simulator', name: 'a simulated one, to try Lockstep without MetaTrader' },
    ],
  );
  const place = left.findIndex(({ program }) => program === chosen);
  if (place !== -1) left.splice(place, 1);
  const file =
    chosen === OTHER
      ? await prompter.input('Path of its terminal64.exe:', '', pathProblem)
      : place === -1
        ? chosen
        : executableIn(chosen);
  const isPortable =
    chosen === OTHER && (await prompter.confirm('Is it started with /portable?', false));
  const name = await prompter.input('A name for this account:', preset, (text) =>
    names.has(text) ? `there is an account "${text}" already` : nameProblem(text),
  );
  names.add(name);
  const rules = isMaster ? { suffix: null, sizing: null } : await askRules(prompter);
  return wanted(type, name, file, { ...rules, isPortable });
}

async function askRules(prompter: Prompter): Promise<{ suffix: string; sizing: string }> {
  const suffix = await prompter.input(
    'What its broker adds to symbols (.c makes EURUSD.c of EURUSD; empty: nothing):',
    '',
    (text) => (/\s/.test(text) ? 'no spaces' : null),
  );
  const mode = await prompter.select('How many lots does it trade?', SIZINGS, 'same');
  if (mode === 'same') return { suffix, sizing: mode };
  const value = await prompter.input(
    mode === 'fixed' ? 'How many lots?' : 'Which multiple?',
    mode === 'fixed' ? '0.01' : '1',
    (text) => (/^\d+(?:\.\d+)?$/.test(text) && Number(text) > 0 ? null : 'a number above 0'),
  );
  return { suffix, sizing: `${mode}:${value}` };
}

/** The executable of a program folder that MetaTrader's own file names. */
export function executableIn(program: string): string {
  const flavour = /^[a-z]:/i.test(program) ? path.win32 : path;
  return flavour.join(program, 'terminal64.exe');
}

function pathProblem(text: string): string | null {
  if (path.win32.isAbsolute(text) || path.posix.isAbsolute(text)) return null;
  return 'the whole path is needed, such as C:\\Program Files\\MetaTrader 5\\terminal64.exe';
}

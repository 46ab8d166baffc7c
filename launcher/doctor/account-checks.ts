/** Checks of account documents and of what they name on this computer. Pure. */
import type { DocumentProblem } from '../../db/document-problem.ts';
import { EXPECTED } from '../../db/account-fields.ts';
import { describeProblem } from '../../db/document-problem.ts';
import type { Account } from '../../domain/account.ts';
import { commandWord } from '../command-word.ts';
import type { EaState } from '../ea-files.ts';
import { isSameTerminal } from '../running-programs.ts';
import { simulatedMasters } from '../simulated-masters.ts';
import { findings, type Finding } from './finding.ts';

/** Documents with mistakes, and whether there is anything to copy. */
export function checkDocuments(
  accounts: readonly Account[],
  problems: readonly DocumentProblem[],
): readonly Finding[] {
  const bad = problems.map((problem) =>
    findings('document', problem.name).failure(describeProblem(problem), mendingOf(problem)),
  );
  const enabled = accounts.filter((account) => account.enabled);
  const { failure } = findings('accounts');
  const lacks = (['MASTER', 'SLAVE'] as const).filter(
    (type) => !enabled.some((account) => account.type === type),
  );
  return [
    ...bad,
    ...lacks.map((type) =>
      failure(
        `no ${type.toLowerCase()} is enabled`,
        '`lockstep init` adds accounts, `lockstep accounts enable NAME` enables one',
      ),
    ),
    ...enabled.flatMap((account) => mastersOf(account, enabled)),
    ...enabled.flatMap((account, index) => sharedTerminal(account, enabled.slice(0, index))),
    ...simulatedMasters(enabled).map(({ master, slave }) =>
      findings('masters', slave).failure(
        `a real terminal follows the simulated master "${master}": what is traded on trial is copied to it`,
        `\`lockstep accounts disable ${commandWord(master)}\`, or \`lockstep accounts edit ${commandWord(slave)} --masters NAME\``,
      ),
    ),
  ];
}

/** A terminal is logged into one account. */
function sharedTerminal({ host, name, path }: Account, before: readonly Account[]) {
  const other = before.find((each) => each.host === host && isSameTerminal(each.path, path));
  if (other === undefined) return [];
  return [
    findings('path', name).failure(
      `${path} is the terminal of "${other.name}", too`,
      `each account needs a terminal of its own: \`lockstep accounts edit ${commandWord(name)} --path PATH\`, or \`lockstep accounts disable\` one of them`,
    ),
  ];
}

/** The command that mends a mistake, where there is one. */
function mendingOf({ name, field }: DocumentProblem): string {
  const [top = ''] = field.split('.');
  const edit = `\`lockstep accounts edit ${commandWord(name)}`;
  if (top === 'name') {
    return `give each document a name of its own in the database; \`lockstep accounts remove ${commandWord(name)}\` removes all of this name`;
  }
  if (top === 'enabled') return `${edit} --enabled\` (or --no-enabled)`;
  const flag = `--${top.replaceAll('_', '-')} VALUE\``;
  if (top === 'type' || top === 'path') return `${edit} ${flag}`;
  const isOurs = Object.hasOwn(EXPECTED, top);
  return isOurs ? `${edit} ${flag} (or --unset ${top})` : `${edit} --unset ${commandWord(top)}\``;
}

function mastersOf(account: Account, enabled: readonly Account[]): readonly Finding[] {
  if (account.type !== 'SLAVE' || account.masters === null) return [];
  const { ok, failure } = findings('masters', account.name);
  const { masters, name } = account;
  const known = new Set<string>(
    enabled.filter(({ type }) => type === 'MASTER').map((each) => each.name),
  );
  const missing = masters.filter((each) => !known.has(each));
  if (missing.length === 0) return [ok(`follows ${masters.join(', ')}`)];
  return [
    failure(
      `follows ${missing.map((each) => `"${each}"`).join(', ')}: no enabled master of this name`,
      `\`lockstep accounts enable ${commandWord(missing[0] ?? '')}\`, or \`lockstep accounts edit ${commandWord(name)} --masters NAME\``,
    ),
  ];
}

/** What was found at an account's path. */
export interface TerminalFacts {
  readonly isPathThere: boolean;
  /** Why its data folder is not known; null when it is, or was not looked for. */
  readonly folderProblem: string | null;
  readonly ea: EaState | null;
  readonly isPresetThere: boolean;
}

/** The terminal's program and the EA in its data folder. */
export function checkTerminal({ name, path }: Account, facts: TerminalFacts): readonly Finding[] {
  const program = findings('path', name);
  const ea = findings('ea-file', name);
  if (!facts.isPathThere) {
    return [
      path === 'simulator'
        ? program.failure(
            'its simulated terminal has no description',
            '`lockstep init --yes` writes it',
          )
        : program.failure(
            `${path} is not there, or no file`,
            `\`lockstep accounts edit ${commandWord(name)} --path PATH\` with the terminal's own terminal64.exe`,
          ),
    ];
  }
  if (path === 'simulator') return [program.ok('simulated')];
  const install = `\`lockstep ea install ${commandWord(name)}\``;
  if (facts.folderProblem !== null) {
    return [
      program.ok(path),
      ea.failure(facts.folderProblem, `start that terminal once, then ${install}`),
    ];
  }
  return [program.ok(path), eaFinding()];

  function eaFinding(): Finding {
    switch (facts.ea) {
      case null:
      case 'missing':
        return ea.failure('the EA is not installed', install);
      case 'other-version':
        return ea.failure(
          'the EA is of another version than Lockstep',
          `${install}, then attach it again`,
        );
      case 'not-compiled':
        return ea.failure('the EA is there, but not compiled', `${install}, or F7 in MetaEditor`);
      case 'current':
        return facts.isPresetThere
          ? ea.ok('installed, of this version')
          : ea.warning('installed, but its preset is missing', install);
    }
  }
}

/** One port and who has it. */
export interface PortFacts {
  readonly port: number;
  /** What it is for, in words. */
  readonly use: string;
  readonly isFree: boolean;
  /** Whether this account's own node runs and has it. */
  readonly isOurs: boolean;
  /** The program that listens, when the system tells. */
  readonly holder: string | null;
}

/** See {@link PortFacts}. */
export function checkPort(name: string, { port, use, isFree, isOurs, holder }: PortFacts): Finding {
  const { ok, failure } = findings('port', name);
  const what = `${use} ${String(port)}`;
  if (isOurs) return ok(`${what}: held by its node`);
  if (isFree) return ok(`${what}: free`);
  const field = use === 'bus port' ? '--bus-endpoint tcp://127.0.0.1:PORT' : '--ea-port PORT';
  return failure(
    `${what} is taken by ${holder ?? 'another program'}`,
    `end that program, or \`lockstep accounts edit ${commandWord(name)} ${field}\`${use === 'bus port' ? '' : ` and \`lockstep ea install ${commandWord(name)}\``}`,
  );
}

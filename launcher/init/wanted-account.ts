/**
 * The accounts that `lockstep init` is to make, from its flags. Pure.
 *
 * Invariant: which terminal is the master is never guessed: money follows it.
 */
import { accountFields } from '../account-flags.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { UsageError } from '../cli-command.ts';
import { isSameTerminal } from '../running-programs.ts';

/** A new account's document, as it will be stored. */
export type WantedAccount = RawDocument & {
  readonly name: string;
  readonly type: 'MASTER' | 'SLAVE';
  readonly path: string;
};

/** The flags of `init` that are about accounts. */
export interface AccountFlags {
  readonly master: string | null;
  readonly slaves: readonly string[];
  readonly isSimulated: boolean;
  /** How many simulated slaves. */
  readonly slaveCount: number;
  readonly suffix: string | null;
  /** `same`, `multiplier:0.5` or `fixed:0.1`. */
  readonly sizing: string | null;
  readonly isPortable: boolean;
}

/** Each is a process, a terminal and an EA. */
const MOST_SIMULATED = 100;

/** Usable as a file's name on every system, and without quotes in a command. */
const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** @returns empty when the flags name no account. @throws UsageError when they contradict. */
export function wantedAccounts(flags: AccountFlags): readonly WantedAccount[] {
  const { master, slaves, isSimulated, slaveCount } = flags;
  if (isSimulated) {
    if (master !== null || slaves.length > 0) {
      throw new UsageError('--simulated makes its own accounts: leave --master and --slave away');
    }
    if (!Number.isInteger(slaveCount) || slaveCount < 1 || slaveCount > MOST_SIMULATED) {
      throw new UsageError(
        `--slaves: give a whole number of simulated slaves, 1 to ${String(MOST_SIMULATED)}`,
      );
    }
    return [
      wanted('MASTER', 'Master', 'simulator', flags),
      ...Array.from({ length: slaveCount }, (_, index) =>
        wanted('SLAVE', slaveName(index), 'simulator', flags),
      ),
    ];
  }
  if (master === null && slaves.length === 0) return [];
  if (master === null) {
    throw new UsageError('--slave without --master: say which terminal is copied, --master PATH');
  }
  const named = [
    ['MASTER', 'Master', master] as const,
    ...slaves.map((text, index) => ['SLAVE', slaveName(index), text] as const),
  ];
  const accounts = named.map(([type, preset, text]) => {
    const [, name = preset, path = text] = /^([^=\\/:]+)=(.+)$/.exec(text) ?? [];
    return wanted(type, name, path, flags);
  });
  const paths = accounts.map(({ path }) => path);
  const twice = paths.find((path, index) =>
    paths.slice(0, index).some((before) => isSameTerminal(before, path)),
  );
  if (twice === undefined) return accounts;
  throw new UsageError(`${twice} is given twice: each account needs a terminal of its own`);
}

/** What is wrong with a name; null when nothing is. */
export function nameProblem(name: string): string | null {
  return NAME.test(name)
    ? null
    : `"${name}" is no name for an account here: letters, digits, _ . - (at most 64)`;
}

/** One account with the fields that the flags give. */
export function wanted(
  type: WantedAccount['type'],
  name: string,
  path: string,
  { suffix, sizing, isPortable }: Pick<AccountFlags, 'suffix' | 'sizing' | 'isPortable'>,
): WantedAccount {
  const problem = nameProblem(name);
  if (problem !== null) throw new UsageError(problem);
  const ofSlave =
    type === 'SLAVE'
      ? accountFields({
          ...(suffix === null || suffix === '' ? {} : { suffix }),
          ...(sizing === null || sizing === 'same' ? {} : { sizing }),
        })
      : {};
  const portable = isPortable && path !== 'simulator' ? { terminal_arguments: ['/portable'] } : {};
  return { name, type, path, enabled: true, ...ofSlave, ...portable };
}

/** `Slave_01`, … */
export function slaveName(index: number): string {
  return `Slave_${String(index + 1).padStart(2, '0')}`;
}

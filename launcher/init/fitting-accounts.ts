/** Whether the accounts that `lockstep init` is to make fit to those that are there. Pure. */
import { parseAccounts } from '../../db/account-checks.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { UsageError } from '../cli-command.ts';
import { commandWord } from '../command-word.ts';
import { isSameTerminal } from '../running-programs.ts';
import { simulatedMasters } from '../simulated-masters.ts';
import type { WantedAccount } from './wanted-account.ts';

/**
 * A second run with other names must not make two accounts of one terminal.
 * @throws UsageError naming the account that has it.
 */
export function requireOwnTerminals(
  added: readonly WantedAccount[],
  stored: readonly RawDocument[],
): void {
  for (const { name, path } of added) {
    const other = stored.find((each) => isSameTerminal(String(each['path']), path));
    if (other === undefined) continue;
    const owner = String(other['name']);
    throw new UsageError(
      `"${name}": ${path} is the terminal of account "${owner}" already, and each account needs one of its own; name it ${owner}, or \`lockstep accounts remove ${commandWord(owner)}\` first`,
    );
  }
}

/**
 * Trades of a trial must not reach a real account: a slave follows all masters unless told otherwise.
 * @throws UsageError naming the slave and the simulated master.
 */
export function requireRealMasters(
  added: readonly WantedAccount[],
  stored: readonly RawDocument[],
): void {
  const { accounts } = parseAccounts([...stored, ...added]);
  const names = new Set(added.map(({ name }) => name));
  const found = simulatedMasters(accounts).find(
    ({ slave, master }) => names.has(slave) || names.has(master),
  );
  if (found === undefined) return;
  const { master, slave } = found;
  throw new UsageError(
    `"${slave}" has a real terminal and would copy what the simulated master "${master}" trades: try Lockstep in a data folder of its own (--home FOLDER), or \`lockstep accounts disable ${commandWord(master)}\` first`,
  );
}

/** What is asked when there are accounts; that a trial's master is in the way is said before the other questions. */
export function anotherAccount(there: readonly RawDocument[]): string {
  const question = `There are ${String(there.length)} accounts already. Add another one?`;
  const trial = parseAccounts(there).accounts.find(
    ({ enabled, path, type }) => enabled && path === 'simulator' && type === 'MASTER',
  );
  if (trial === undefined) return question;
  return `${question} (A slave with a real terminal needs \`lockstep accounts disable ${commandWord(trial.name)}\` first: that master is simulated.)`;
}

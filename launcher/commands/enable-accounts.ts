/** `lockstep accounts enable`, `disable` and `remove`: whole accounts, by name. */
import { accountName } from '../../domain/ids.ts';
import { describeProblem } from '../../db/document-problem.ts';
import type { Stores } from '../../db/stores.ts';
import type { CliCommand } from '../cli-command.ts';
import { findAccounts } from '../find-account.ts';
import type { CliArguments, Session } from '../session.ts';

const NAMES = { type: 'string', describe: 'One or more accounts' } as const;

/** See file header. */
export const enableAccounts: CliCommand = {
  command: 'enable <names..>',
  describe: 'Let `lockstep up` serve these accounts',
  builder: (yargs) => yargs.positional('names', NAMES),
  run: async (session, args) => {
    const names = namesOf(args);
    await session.withStores((stores) => setEnabled(stores, names, true));
    session.print({ enabled: names }, () => `Enabled: ${names.join(', ')}.`);
  },
};

/** See file header. */
export const disableAccounts: CliCommand = {
  command: 'disable <names..>',
  describe: 'Serve these accounts no more; open copies stay open at the broker',
  builder: (yargs) => yargs.positional('names', NAMES),
  run: async (session, args) => {
    const names = namesOf(args);
    await session.withStores(async (stores) => {
      await setEnabled(stores, names, false);
      session.print({ disabled: names }, () => `Disabled: ${names.join(', ')}.`);
      await warnOfOpenCopies(session, stores, names, 'enable the account again');
    });
  },
};

/** See file header. */
export const removeAccounts: CliCommand = {
  command: 'remove <names..>',
  describe: 'Remove these accounts; their ledger and open copies stay',
  builder: (yargs) => yargs.positional('names', NAMES),
  run: async (session, args) => {
    const names = namesOf(args);
    await session.withStores(async (stores) => {
      const documents = await findAccounts(stores.accounts, names);
      const before = await problemsOf(stores);
      for (const name of names) await stores.accounts.remove(accountName(name));
      session.print({ removed: documents }, () => `Removed: ${names.join(', ')}.`);
      await warnOfOpenCopies(session, stores, names, 'add the account again');
      // A slave that names a master who is gone: it runs, and follows the others that it names.
      for (const problem of await problemsOf(stores))
        if (!before.has(problem)) session.say(problem);
    });
  },
};

function namesOf(args: CliArguments): readonly string[] {
  return Array.isArray(args['names']) ? [...new Set(args['names'].map(String))] : [];
}

async function problemsOf({ accounts }: Stores): Promise<ReadonlySet<string>> {
  return new Set((await accounts.list()).problems.map(describeProblem));
}

async function setEnabled(
  { accounts }: Stores,
  names: readonly string[],
  enabled: boolean,
): Promise<void> {
  // A name typed wrong changes nothing for the others either.
  await findAccounts(accounts, names);
  for (const name of names) await accounts.edit(accountName(name), { enabled });
}

/** Copies that nobody serves: the master's closes do not reach them. */
async function warnOfOpenCopies(
  session: Session,
  { trades }: Stores,
  names: readonly string[],
  wayOut: string,
): Promise<void> {
  for (const slave of names) {
    const { length } = (await trades.list({ open: true, slave })).rows;
    if (length > 0) {
      session.say(
        `${slave}: ${String(length)} open ${length === 1 ? 'copy stays' : 'copies stay'} open and unattended; close by hand, or ${wayOut}`,
      );
    }
  }
}

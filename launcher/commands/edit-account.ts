/** `lockstep accounts add` and `edit`: one flag per field of the document. */
import { accountFields, removableField, withAccountFlags } from '../account-flags.ts';
import { UsageError, type CliCommand } from '../cli-command.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { findAccounts } from '../find-account.ts';
import { accountName } from '../../domain/ids.ts';
import { ConfigurationError } from '../../domain/errors.ts';

/** See file header. */
export const addAccount: CliCommand = {
  command: 'add <name>',
  describe: 'Add an account (enabled, unless --no-enabled)',
  builder: (yargs) =>
    withAccountFlags(yargs.positional('name', { type: 'string', describe: 'A name of your own' }))
      .demandOption(['type', 'path'])
      .example(
        'lockstep accounts add Main --type master --path "C:/MT5/terminal64.exe"',
        'a master',
      )
      .example(
        'lockstep accounts add Apex_01 --type slave --path "C:/Apex/terminal64.exe" --suffix .c --symbol-map XAUUSD=GOLD',
        'a slave',
      ),
  run: async (session, args) => {
    const name = String(args['name']);
    const document = { name, enabled: true, ...accountFields(args) };
    await session.withStores(({ accounts }) => accounts.insert([document]));
    session.print({ added: [document] }, () => `Added ${name}.`);
  },
};

/** See file header. */
export const editAccount: CliCommand = {
  command: 'edit <name>',
  describe: 'Change fields of an account; takes effect while running',
  wordsHint:
    'a name is changed in the database by hand, or by `lockstep accounts export`, `remove` and `import` with the new name in the file; then `lockstep ea install NEWNAME`',
  builder: (yargs) =>
    withAccountFlags(
      yargs.positional('name', { type: 'string', describe: "The account's name" }).option('unset', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'Remove these fields: their defaults hold again',
      }),
    )
      .example('lockstep accounts edit Apex_01 --slippage-tolerance 30', 'a tighter gate')
      .example('lockstep accounts edit Apex_01 --unset suffix masters', 'back to the defaults'),
  run: async (session, args) => {
    const name = String(args['name']);
    const unset = Array.isArray(args['unset']) ? args['unset'].map(String) : [];
    const fields = accountFields(args);
    if (Object.keys(fields).length + unset.length === 0) {
      throw new UsageError(
        'nothing to change: give the fields as flags (`lockstep accounts edit --help` lists them)',
      );
    }
    await session.withStores(async ({ accounts }) => {
      const [document = {}] = await findAccounts(accounts, [name]);
      const removed = unset.map((field) => [removableField(field, document), undefined] as const);
      const changes = { ...withoutEndpoint(fields, document), ...Object.fromEntries(removed) };
      const isThere = await accounts.edit(accountName(name), changes);
      if (!isThere) throw new ConfigurationError(`account "${name}" was removed meanwhile`);
      const [account] = await findAccounts(accounts, [name]);
      session.print({ account }, () => `Changed ${name}: ${Object.keys(changes).join(', ')}.`);
    });
  },
};

/** A master's endpoint was given to it by the system; as a slave it has none, and its document would be wrong. */
function withoutEndpoint(
  fields: RawDocument,
  { bus_endpoint: endpoint }: RawDocument,
): RawDocument {
  const isLeft = fields['type'] === 'SLAVE' && endpoint !== undefined;
  return isLeft ? { bus_endpoint: undefined, ...fields } : fields;
}

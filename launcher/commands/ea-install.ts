/** `lockstep ea install`: the EA into a terminal's data folder, compiled, with its preset. */
import path from 'node:path';
import { ensurePorts } from '../../db/account-ports.ts';
import type { AccountStore } from '../../db/account-store.ts';
import { ConfigurationError } from '../../domain/errors.ts';
import type { CliCommand } from '../cli-command.ts';
import { commandWord } from '../command-word.ts';
import { installInto, stepsByHand } from '../ea-install-steps.ts';
import { findAccounts } from '../find-account.ts';
import { findTerminal } from '../terminal-folder.ts';

/** See file header. */
export const installEa: CliCommand = {
  command: 'install [name]',
  describe: "Put the EA and its preset into an account's terminal",
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'The account (when there are several)' })
      .option('terminal', {
        type: 'string',
        requiresArg: true,
        describe:
          "The terminal: its executable, its folder or its data folder (default: the account's path)",
      })
      .option('portable', {
        type: 'boolean',
        default: false,
        describe: 'The terminal is started with /portable: its folder is its data folder',
      }),
  run: async (session, args) => {
    const { env, runEditor } = session.environment;
    const text = (key: string) => (typeof args[key] === 'string' ? args[key] : null);
    await session.withStores(async ({ accounts }) => {
      const { home, publishPort } = (await session.settings()).values;
      const chosen = await chooseAccount(accounts, text('name'));
      const terminal = await findTerminal({
        name: chosen.name,
        accountPath: chosen.path,
        terminal: text('terminal'),
        isPortable: args['portable'] === true,
        applicationData: env['APPDATA'] ?? null,
      });
      session.say(`Terminal: ${terminal.program}\nData folder: ${terminal.data}`);
      const account = await ensurePorts(accounts, chosen, publishPort);
      const { files, preset, compiled } = await installInto(terminal, account, home, runEditor);
      session.print(
        { account: account.name, ...terminal, port: account.eaPort, files, preset, compiled },
        () =>
          [
            `Copied ${String(files)} files.`,
            compiled === null
              ? 'Not compiled: MetaEditor runs on Windows.'
              : `Compiled: ${compiled}`,
            `Preset: ${preset} (holds the secret; do not pass it on)`,
            'Left to do by hand:',
            ...stepsByHand(account, path.basename(preset), compiled !== null),
          ].join('\n'),
      );
    });
  },
};

async function chooseAccount(accounts: AccountStore, name: string | null) {
  const listed = await accounts.list();
  if (name !== null) {
    await findAccounts(accounts, [name]);
    const account = listed.accounts.find((one) => one.name === name);
    if (account !== undefined) return account;
    throw new ConfigurationError(
      `account "${name}" has mistakes in its document: \`lockstep accounts show ${commandWord(name)}\` names them`,
    );
  }
  const [only, ...others] = listed.accounts;
  if (only !== undefined && others.length === 0) return only;
  const names = listed.accounts.map((one) => one.name).join(', ');
  throw new ConfigurationError(
    only === undefined
      ? 'there is no account yet: `lockstep accounts add` makes one'
      : `say for which account: \`lockstep ea install NAME\`, with one of ${names}`,
  );
}

/** `lockstep ea install`: the EA into a terminal's data folder, compiled, with its preset. */
import path from 'node:path';
import { eaSecret } from '../../config/ea-secret.ts';
import { packageRoot } from '../../config/paths.ts';
import { ensurePorts, type PortedAccount } from '../../db/account-ports.ts';
import type { AccountStore } from '../../db/account-store.ts';
import { ConfigurationError } from '../../domain/errors.ts';
import type { CliCommand } from '../cli-command.ts';
import { compileEa, runMetaEditor } from '../compile-ea.ts';
import { copyEa, writePreset } from '../ea-files.ts';
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
      const files = await copyEa(path.join(packageRoot(), 'mql5'), terminal.data);
      // Before compiling: who must compile by hand needs the preset all the same.
      const preset = await writePreset(terminal.data, account, await eaSecret(home, account.name));
      const run = runEditor ?? (process.platform === 'win32' ? runMetaEditor : null);
      const compiled = run === null ? null : await compileEa(terminal, run);
      session.print(
        { account: account.name, ...terminal, port: account.eaPort, files, preset, compiled },
        () =>
          [
            `Copied ${String(files)} files.`,
            compiled === null
              ? 'Not compiled: MetaEditor runs on Windows.'
              : `Compiled: ${compiled}`,
            `Preset: ${preset} (holds the secret; do not pass it on)`,
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
      `account "${name}" has mistakes in its document: \`lockstep accounts show ${name}\` names them`,
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

function stepsByHand(
  { eaPort }: PortedAccount,
  preset: string,
  isCompiled: boolean,
): readonly string[] {
  const port = String(eaPort);
  const steps = [
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
  ];
  return ['Left to do by hand:', ...steps.map((step, index) => `  ${String(index + 1)}. ${step}`)];
}

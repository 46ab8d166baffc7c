/**
 * `lockstep init`: the guided set-up. Every question is a flag too; a second run adds what is missing
 * and changes nothing that is there.
 */
import path from 'node:path';
import { BusKeys } from '../../config/bus-keys.ts';
import { LOCAL_MONGODB, PROBE_TIMEOUT_MS } from '../../config/database-choice.ts';
import { redactText } from '../../config/redact.ts';
import { storeSetting } from '../../config/settings-file.ts';
import { ensurePorts } from '../../db/account-ports.ts';
import type { AccountStore } from '../../db/account-store.ts';
import { UsageError, type CliCommand } from '../cli-command.ts';
import { askAccounts } from '../init/ask-accounts.ts';
import {
  anotherAccount,
  requireOwnTerminals,
  requireRealMasters,
} from '../init/fitting-accounts.ts';
import { initText, type InitReport } from '../init/init-text.ts';
import { setUpAccount } from '../init/set-up-account.ts';
import { writeSimulated } from '../init/simulated-files.ts';
import { wantedAccounts, type WantedAccount } from '../init/wanted-account.ts';
import type { Prompter } from '../prompter.ts';
import type { CliArguments, Session } from '../session.ts';
import { isSameTerminal } from '../running-programs.ts';
import { exists, installedTerminals, type TerminalFolder } from '../terminal-folder.ts';

/** See file header. */
export const initCommand: CliCommand = {
  command: 'init',
  describe: 'Set up: database, accounts, secrets, the EA; asks what no flag says',
  builder: (yargs) =>
    yargs
      .option('yes', {
        type: 'boolean',
        default: false,
        describe: 'Ask nothing: take what no flag says from the defaults',
      })
      .option('master', {
        type: 'string',
        requiresArg: true,
        describe: 'The master: the path of its terminal64.exe, or NAME=PATH',
      })
      .option('slave', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'The slaves, the same way',
      })
      .option('simulated', {
        type: 'boolean',
        default: false,
        describe: 'Simulated accounts instead, to try Lockstep without MetaTrader',
      })
      .option('slaves', {
        type: 'number',
        default: 1,
        describe: 'How many simulated slaves',
      })
      .option('suffix', {
        type: 'string',
        requiresArg: true,
        describe: "What the slaves' brokers add to symbols, such as .c",
      })
      .option('sizing', {
        type: 'string',
        requiresArg: true,
        describe: 'Volume of the copies: same (default), multiplier:0.5 or fixed:0.10',
      })
      .option('portable', {
        type: 'boolean',
        default: false,
        describe: 'The terminals are started with /portable',
      })
      .example('lockstep init', 'asks everything')
      .example('lockstep init --yes --simulated', 'a master and a slave to try it')
      .example(
        'lockstep init --yes --master "Main=C:/MT5/terminal64.exe" --slave "Apex_01=C:/Apex/terminal64.exe" --suffix .c',
        'asks nothing',
      ),
  run: async (session, args) => {
    const prompter = prompterOf(session, args);
    await chooseDatabase(session, prompter);
    await session.withStores(async (stores) => {
      await stores.init();
      const { values } = await session.settings();
      const terminals = await terminalsHere(session);
      const before = await stores.accounts.list();
      const wanted = await accountsWanted(prompter, args, stores.accounts, terminals);
      const stored = await stores.accounts.raw();
      const names = new Set(stored.map(({ name }) => name));
      const added = wanted.filter(({ name }) => !names.has(name));
      requireOwnTerminals(added, stored);
      requireRealMasters(added, stored);
      if (added.length > 0) await stores.accounts.insert(added);
      await BusKeys.open(values.home);
      const { accounts, problems } = await stores.accounts.list();
      const place = {
        home: values.home,
        applicationData: session.environment.env['APPDATA'] ?? null,
        editor: session.environment.runEditor,
      };
      const done: InitReport['accounts'][number][] = [];
      for (const account of accounts) {
        const ported = await ensurePorts(stores.accounts, account, values.publishPort);
        const isNew = added.some(({ name }) => name === account.name);
        done.push({ ...(await setUpAccount(ported, place)), isNew });
      }
      const simulated = accounts.filter((account) => account.path === 'simulator');
      const files =
        simulated.length === 0 ? [] : await writeSimulated(values.home, simulated, Date.now());
      const report: InitReport = {
        database: stores.address,
        home: values.home,
        accounts: done,
        files,
        bad: new Set(problems.map(({ name }) => name)).size,
        hadAccounts: before.accounts.length + before.problems.length > 0,
      };
      session.print(report, () => initText(report));
    });
  },
};

function prompterOf(session: Session, args: CliArguments): Prompter | null {
  if (args['yes'] === true) return null;
  const { prompter } = session.environment;
  if (prompter !== undefined && !session.isJson) return prompter;
  throw new UsageError(
    'init asks questions, and nobody can answer here: open it in a terminal window, or give --yes and what it needs as flags (`lockstep init --help`)',
  );
}

/** A flag or variable is kept: the next command would not find the database without it. */
async function chooseDatabase(session: Session, prompter: Prompter | null): Promise<void> {
  const { values, origins } = await session.settings();
  const { home, db, databaseName } = values;
  if (db !== null) {
    if (origins.db.source === 'flag') await storeSetting(home, 'db', db);
    return;
  }
  if (prompter === null) return;
  const isMongoThere = await session.environment.probeMongo(
    LOCAL_MONGODB,
    databaseName,
    PROBE_TIMEOUT_MS,
  );
  const folder = path.join(home, 'db');
  const chosen = await prompter.select(
    'Where are accounts and copies to be kept?',
    [
      { value: folder, name: `in a folder of this computer (${folder}): nothing to install` },
      {
        value: LOCAL_MONGODB,
        name: `in the MongoDB of this computer (${isMongoThere ? 'it answers' : 'does not answer now'})`,
      },
      { value: '', name: 'in another MongoDB: I type its address' },
    ],
    isMongoThere ? LOCAL_MONGODB : folder,
  );
  const address =
    chosen === ''
      ? await prompter.input('Its address (mongodb://…):', '', (text) =>
          /^mongodb(\+srv)?:\/\/\S+$/.test(text) ? null : 'mongodb://… or mongodb+srv://…',
        )
      : chosen;
  await storeSetting(home, 'db', address);
  session.say(`Database: ${redactText(address)}`);
}

async function accountsWanted(
  prompter: Prompter | null,
  args: CliArguments,
  store: AccountStore,
  terminals: readonly TerminalFolder[],
): Promise<readonly WantedAccount[]> {
  const text = (key: string) => (typeof args[key] === 'string' ? args[key] : null);
  const fromFlags = wantedAccounts({
    master: text('master'),
    slaves: Array.isArray(args['slave']) ? args['slave'].map(String) : [],
    isSimulated: args['simulated'] === true,
    slaveCount: typeof args['slaves'] === 'number' ? args['slaves'] : 1,
    suffix: text('suffix'),
    sizing: text('sizing'),
    isPortable: args['portable'] === true,
  });
  if (fromFlags.length > 0) return fromFlags;
  const there = await store.raw();
  if (prompter === null) {
    if (there.length > 0) return [];
    const found = terminals.map(({ program }) => `\n  ${program}`).join('');
    throw new UsageError(
      `which terminal is the master is not guessed: give --master PATH --slave PATH …, or --simulated${found === '' ? '' : `; found here:${found}`}`,
    );
  }
  if (there.length > 0) {
    const question = anotherAccount(there);
    if (!(await prompter.confirm(question, false))) return [];
  }
  const free = terminals.filter(({ program }) => {
    const file = `${program.replaceAll('\\', '/').replace(/\/+$/, '')}/terminal64.exe`;
    return !there.some((each) => isSameTerminal(String(each['path']), file));
  });
  return await askAccounts(prompter, {
    terminals: free,
    names: new Set(there.map(({ name }) => String(name))),
    isMasterThere: there.some((each) => each['type'] === 'MASTER'),
  });
}

/** Data folders outlive a terminal that was removed. */
async function terminalsHere(session: Session): Promise<readonly TerminalFolder[]> {
  const all = await installedTerminals(session.environment.env['APPDATA'] ?? null);
  const isThere = await Promise.all(all.map(({ program }) => exists(program)));
  return all.filter((_, index) => isThere[index] === true);
}

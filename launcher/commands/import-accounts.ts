/** `lockstep accounts import` and `export`: whole documents, as the Python copier's users have them. */
import { parseAccountFile, readAccountFile } from '../account-file.ts';
import type { CliCommand } from '../cli-command.ts';
import { STANDARD_INPUT } from '../session.ts';

/** See file header. */
export const importAccounts: CliCommand = {
  command: 'import <file>',
  describe: 'Add the accounts of a file (a JSON array of documents): all or none',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', describe: 'The file; - reads standard input' })
      .epilogue(
        'Documents of the Python copier are taken as they are (`mongoexport --jsonArray`).',
      ),
  run: async (session, args) => {
    const file = String(args['file']);
    const documents =
      file === STANDARD_INPUT
        ? parseAccountFile('standard input', await session.environment.readInput())
        : await readAccountFile(file);
    await session.withStores(({ accounts }) => accounts.insert(documents));
    session.print({ added: documents }, () => `Added ${String(documents.length)} accounts.`);
  },
};

/** See file header. */
export const exportAccounts: CliCommand = {
  command: 'export',
  describe: 'Print all account documents as a JSON array',
  run: async (session) => {
    const documents = await session.withStores(({ accounts }) => accounts.raw());
    session.print(documents, () => JSON.stringify(documents, null, 2));
  },
};

/** `lockstep accounts list` and `show`: the documents as they are stored, and what is wrong with them. */
import type { DocumentProblem } from '../../db/document-problem.ts';
import { describeProblem } from '../../db/document-problem.ts';
import type { RawDocument } from '../../db/account-store.ts';
import type { CliCommand } from '../cli-command.ts';
import { EXIT } from '../exit-code.ts';
import { findAccounts } from '../find-account.ts';
import type { Session } from '../session.ts';
import { cell, table } from '../table.ts';

const HEAD = ['NAME', 'TYPE', 'STATE', 'LOGIN', 'SERVER', 'EA PORT', 'PATH'];

/** See file header. */
export const listAccounts: CliCommand = {
  command: 'list',
  describe: 'Show all accounts, bad documents too',
  run: async (session) => {
    await session.withStores(async ({ accounts }) => {
      const documents = await accounts.raw();
      const { problems } = await accounts.list();
      const bad = new Set(problems.map(({ name }) => name));
      session.print({ accounts: documents, problems }, () =>
        documents.length === 0
          ? 'No accounts yet: `lockstep accounts add` adds one, `lockstep db init` two samples.'
          : table(
              HEAD,
              documents.map((document) => accountCells(document, bad)),
            ),
      );
      tellProblems(session, problems);
    });
  },
};

/** See file header. */
export const showAccount: CliCommand = {
  command: 'show <name>',
  describe: 'Show all fields of one account',
  builder: (yargs) => yargs.positional('name', { type: 'string', describe: "The account's name" }),
  run: async (session, args) => {
    const name = String(args['name']);
    await session.withStores(async ({ accounts }) => {
      const [document = {}] = await findAccounts(accounts, [name]);
      const { problems } = await accounts.list();
      const own = problems.filter((problem) => problem.name === name);
      session.print({ account: document, problems: own }, () =>
        table(
          ['FIELD', 'VALUE'],
          Object.entries(document).map(([field, value]) => [field, cell(value)]),
        ),
      );
      tellProblems(session, own);
    });
  },
};

function accountCells(document: RawDocument, bad: ReadonlySet<string>): readonly string[] {
  const { name, type, enabled, login, server, ea_port: eaPort, path } = document;
  const isBad = typeof name !== 'string' || bad.has(name);
  const state = enabled === true ? 'enabled' : 'disabled';
  return [
    cell(name),
    cell(type),
    isBad ? `${state}, BAD` : state,
    cell(login),
    cell(server),
    cell(eaPort),
    cell(path),
  ];
}

function tellProblems(session: Session, problems: readonly DocumentProblem[]): void {
  if (problems.length === 0) return;
  session.exitCode = EXIT.configuration;
  for (const problem of problems) session.say(describeProblem(problem));
}

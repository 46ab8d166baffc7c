/** `lockstep why`: why a master position was copied, or was not. */
import { ConfigurationError, StoreUnavailableError } from '../../domain/errors.ts';
import type { CliCommand } from '../cli-command.ts';
import { NotRunningError } from '../control-client.ts';
import { integerArgument } from '../integer-argument.ts';
import type { Session } from '../session.ts';
import { whyText } from '../why-text.ts';
import { whyFromNode, whyFromStores, type WhyCopy } from '../why.ts';

/** See file header. */
export const whyCommand: CliCommand = {
  command: 'why <ticket>',
  describe: 'Everything known about one master position on each slave',
  builder: (yargs) =>
    yargs
      .positional('ticket', { type: 'string', describe: 'Its ticket or identifier on the master' })
      .epilogue(
        'Reads the ledger and the event log; while the database does not answer, the running nodes are asked.',
      ),
  run: async (session, args) => {
    const ticket = integerArgument('ticket', args['ticket']);
    const copies = await known(session, ticket);
    if (copies.length === 0) {
      throw new ConfigurationError(
        `no slave knows master ticket ${ticket}: \`lockstep trades\` lists those that are known; one of now may still be waiting (\`lockstep status\` shows links and blocks)`,
      );
    }
    session.print({ ticket, copies }, () => whyText(ticket, copies));
  },
};

/** The database knows most; without it, or before it was written, the nodes know. */
async function known(session: Session, ticket: string): Promise<readonly WhyCopy[]> {
  try {
    const copies = await session.withStores((stores) => whyFromStores(stores, ticket));
    if (copies.length > 0) return copies;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    session.say(`The database does not answer, so the running nodes are asked: ${error.message}`);
    return await fromNodes(session, ticket, error);
  }
  return await fromNodes(session, ticket, null);
}

async function fromNodes(
  session: Session,
  ticket: string,
  outage: StoreUnavailableError | null,
): Promise<readonly WhyCopy[]> {
  try {
    const { slaves, silent } = await session.ask({ type: 'why', ticket });
    if (silent.length > 0) session.say(`No answer from ${silent.join(', ')}.`);
    const found = slaves.flatMap(({ slave, copies }) =>
      copies.map((copy) => whyFromNode(slave, copy)),
    );
    // What no node remembers may stand in the database.
    if (found.length === 0 && outage !== null) throw outage;
    return found;
  } catch (error) {
    if (!(error instanceof NotRunningError)) throw error;
    if (outage !== null) throw outage;
    return [];
  }
}

/** `lockstep flatten`: closes all copies of slaves, and says what could not be closed. */
import type { FlattenReport } from '../../messaging/ipc/control-report.ts';
import { UsageError, type CliCommand } from '../cli-command.ts';
import { EXIT } from '../exit-code.ts';
import { table } from '../table.ts';

const HEAD = ['SYMBOL', 'SIDE', 'LOTS', 'MASTER', 'TICKET', 'STATUS', 'FAILED CLOSES'];

/** See file header. */
export const flattenCommand: CliCommand = {
  command: 'flatten [name]',
  describe: 'Close all copies of this slave (or of --all); opens wait until it is flat',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'A slave' })
      .option('all', { type: 'boolean', default: false, describe: 'All slaves' })
      .example('lockstep flatten Apex_01', 'one slave')
      .epilogue(
        'Only copies are closed, positions of your own stay. It goes on after a restart until the slave is flat.\nWhat the master opens meanwhile is refused (FLATTENING); afterwards copying goes on: `lockstep pause` first, if it is not to.',
      ),
  run: async (session, args) => {
    const name = args['name'];
    const isAll = args['all'] === true;
    if ((name === undefined) !== isAll) {
      throw new UsageError('name one slave, or give --all (`lockstep flatten --help` explains)');
    }
    const report = await session.ask({
      type: 'flatten',
      name: typeof name === 'string' ? name : null,
    });
    session.print(report, () => flattenText(report));
    if (report.slaves.some(({ isFlat }) => !isFlat)) session.exitCode = EXIT.other;
  },
};

/** For people. */
export function flattenText({ slaves }: FlattenReport): string {
  if (slaves.length === 0) return 'No slave is running.';
  return slaves
    .map(({ slave, held, isFlat }) => {
      if (isFlat) return `${slave}: flat.`;
      if (held === null) return `${slave}: its node does not answer; \`lockstep status\` shows it.`;
      if (held.length === 0) {
        return `${slave}: its ledger has no open copy, but no complete list of its terminal has shown yet that none is left; it goes on until then. \`lockstep status\` says whether the terminal is connected.`;
      }
      const rows = held.map((copy) => [
        copy.symbol,
        copy.side,
        copy.volume ?? '',
        copy.masterTicket,
        copy.slaveTicket ?? '',
        copy.status,
        String(copy.failedCloses),
      ]);
      const count = held.length === 1 ? '1 copy is' : `${String(held.length)} copies are`;
      return `${slave}: ${count} not closed yet; it goes on until the slave is flat.\n${table(HEAD, rows)}`;
    })
    .join('\n');
}

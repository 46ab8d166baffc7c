/** `lockstep trades adopt`: makes copies of the Python copier's open trades. */
import type { AdoptReport } from '../../messaging/ipc/control-report.ts';
import type { CliCommand, CliGroup } from '../cli-command.ts';
import { EXIT } from '../exit-code.ts';
import { table } from '../table.ts';
import { tradesCommand } from './trades.ts';

const HEAD = ['MASTER', 'TICKET', 'SYMBOL', 'RESULT'];

const adoptTrades: CliCommand = {
  command: 'adopt',
  describe: 'Manage the open trades of the Python copier from now on',
  builder: (yargs) =>
    yargs
      .option('slave', { type: 'string', requiresArg: true, describe: 'Only this slave (name)' })
      .epilogue(
        'Lockstep has to run with the masters’ and slaves’ terminals connected, and the Python copier has to be stopped. Trades that were adopted before are left as they are.',
      ),
  run: async (session, args) => {
    const slave = args['slave'];
    const name = typeof slave === 'string' ? slave : null;
    const report = await session.ask({ type: 'adopt', name });
    session.print(report, () => adoptText(report));
    const isWhole = report.slaves.every(
      ({ trades, problem }) => problem === null && trades.every(({ why }) => why === null),
    );
    if (!isWhole) session.exitCode = EXIT.other;
  },
};

/** `lockstep trades` alone lists them. */
export const tradesGroup: CliGroup = {
  command: 'trades',
  describe: 'Show the copies of all slaves, or adopt those of the Python copier',
  commands: [{ ...tradesCommand, command: '$0' }, adoptTrades],
};

/** For people. */
export function adoptText({ slaves }: AdoptReport): string {
  if (slaves.length === 0) return 'No slave is running.';
  return slaves
    .map(({ slave, trades, problem }) => {
      if (problem !== null) return `${slave}: nothing was adopted: ${problem}`;
      if (trades.length === 0) return `${slave}: no open trade of the Python copier.`;
      const rows = trades.map(({ masterTicket, slaveTicket, symbol, adoptedFrom, why }) => [
        masterTicket,
        slaveTicket ?? '',
        symbol,
        why ?? `adopted, followed from ${adoptedFrom ?? 'its master'} now`,
      ]);
      return `${slave}:\n${table(HEAD, rows)}`;
    })
    .join('\n');
}

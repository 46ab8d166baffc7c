/** `lockstep trades adopt`: makes copies of the Python copier's open trades. */
import type { TradeRow } from '../../db/trade-reader.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import type { AdoptReport } from '../../messaging/ipc/control-report.ts';
import type { CliCommand, CliGroup } from '../cli-command.ts';
import { EXIT } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { cell, table } from '../table.ts';
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
    const unserved = name === null ? await unservedTrades(session, report) : new Map();
    session.print({ ...report, unserved: Object.fromEntries(unserved) }, () =>
      adoptText(report, unserved),
    );
    const isWhole = report.slaves.every(
      ({ trades, problem }) => problem === null && trades.every(({ why }) => why === null),
    );
    if (!isWhole || unserved.size > 0) session.exitCode = EXIT.other;
  },
};

/** How many open trades of the Python copier are of slaves that do not run: nobody was asked about them. */
async function unservedTrades(
  session: Session,
  { slaves }: AdoptReport,
): Promise<ReadonlyMap<string, number>> {
  const asked = new Set(slaves.map(({ slave }) => slave));
  const counts = new Map<string, number>();
  for (const { copyId, slaveName } of await openTrades(session)) {
    if (copyId !== null || asked.has(slaveName)) continue;
    counts.set(slaveName, (counts.get(slaveName) ?? 0) + 1);
  }
  return counts;
}

/** None when they cannot be read: what was adopted is told all the same. */
async function openTrades(session: Session): Promise<readonly TradeRow[]> {
  // No database is chosen for this: the launcher may have been told of one by a flag.
  if ((await session.settings()).values.db === null) return [];
  try {
    return (await session.withStores(({ trades }) => trades.list({ open: true }))).rows;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    return [];
  }
}

/** `lockstep trades` alone lists them. */
export const tradesGroup: CliGroup = {
  command: 'trades',
  describe: 'Show the copies of all slaves, or adopt those of the Python copier',
  commands: [{ ...tradesCommand, command: '$0' }, adoptTrades],
};

/** For people. @param unserved open trades by the names of slaves that do not run. */
export function adoptText(
  { slaves }: AdoptReport,
  unserved: ReadonlyMap<string, number> = new Map(),
): string {
  const left = [...unserved].map(
    ([slave, count]) =>
      `${cell(slave)}: ${String(count)} open ${count === 1 ? 'trade' : 'trades'} of the Python copier, but no slave of this name runs: enable it, or write the account's present name into their slave_name`,
  );
  return [...adoptedLines(slaves), ...left].join('\n');
}

function adoptedLines(slaves: AdoptReport['slaves']): readonly string[] {
  if (slaves.length === 0) return ['No slave is running.'];
  return slaves.map(({ slave, trades, problem }) => {
    if (problem !== null) return `${slave}: nothing was adopted: ${problem}`;
    if (trades.length === 0) return `${slave}: no open trade of the Python copier.`;
    const rows = trades.map(({ masterTicket, slaveTicket, symbol, adoptedFrom, why }) => [
      masterTicket,
      slaveTicket ?? '',
      symbol,
      why ?? `adopted, followed from ${adoptedFrom ?? 'its master'} now`,
    ]);
    return `${slave}:\n${table(HEAD, rows)}`;
  });
}

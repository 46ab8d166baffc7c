/** `lockstep trades`: what was copied, refused and closed. */
import { describeProblem } from '../../db/document-problem.ts';
import type { TradeFilter, TradeRow } from '../../db/trade-reader.ts';
import type { CliCommand } from '../cli-command.ts';
import { EXIT } from '../exit-code.ts';
import { unknownName } from '../find-account.ts';
import { latencyByOperation, latencyText } from '../latency-text.ts';
import { cell, localTime, table } from '../table.ts';

const HEAD = ['TIME', 'SLAVE', 'SYMBOL', 'SIDE', 'LOTS', 'MASTER', 'TICKET', 'STATUS', 'REASON'];

/** A refusal names prices, difference and tolerance: they are what the reader came for. */
const LONGEST_REASON = 160;

/** See file header. */
export const tradesCommand: CliCommand = {
  command: 'trades',
  describe: 'Show the copies of all slaves, oldest first',
  builder: (yargs) =>
    yargs
      .option('open', {
        type: 'boolean',
        describe: 'Only copies that may have an open position',
      })
      .option('slave', { type: 'string', requiresArg: true, describe: 'Only this slave (name)' })
      .option('latency', {
        type: 'boolean',
        describe: 'How long each step of opening and closing took',
      })
      .example('lockstep trades --open --slave Apex_01', "one slave's open copies"),
  run: async (session, args) => {
    const slave = args['slave'];
    const filter: TradeFilter = {
      open: args['open'] === true,
      ...(typeof slave === 'string' ? { slave } : {}),
    };
    const { rows, problems } = await session.withStores(async ({ accounts, trades }) => {
      const listing = await trades.list(filter);
      if (listing.rows.length === 0 && filter.slave !== undefined) {
        const known = (await accounts.raw()).map(({ name }) => String(name));
        // No error: an account that was removed keeps its copies.
        if (!known.includes(filter.slave)) session.say(unknownName(filter.slave, known));
      }
      return listing;
    });
    if (args['latency'] === true) {
      const timed = rows.flatMap(({ copyId, slaveName, masterTicket, latency }) =>
        latency === null ? [] : [{ copyId, slaveName, masterTicket, ...latency }],
      );
      const steps = latencyByOperation(rows);
      session.print({ steps, copies: timed, problems }, () => latencyText(rows));
    } else {
      session.print({ trades: rows, problems }, () =>
        rows.length === 0 ? 'No copies.' : table(HEAD, rows.map(tradeCells)),
      );
    }
    if (problems.length === 0) return;
    session.exitCode = EXIT.configuration;
    for (const problem of problems) session.say(describeProblem(problem));
  },
};

function tradeCells(row: TradeRow): readonly string[] {
  return [
    localTime(row.intendedAtMs ?? row.openedAtMs ?? row.closedAtMs),
    cell(row.slaveName),
    cell(row.symbol),
    row.direction,
    cell(row.volume),
    row.masterTicket,
    cell(row.slaveTicket),
    row.status,
    cell(row.reason, LONGEST_REASON),
  ];
}

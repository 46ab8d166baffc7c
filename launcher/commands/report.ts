/** `lockstep report`: what one day's copying came to, as text, CSV or a page with plots. */
import path from 'node:path';
import { describeProblem } from '../../db/document-problem.ts';
import type { Stores } from '../../db/stores.ts';
import { accountName } from '../../domain/ids.ts';
import type { CliCommand } from '../cli-command.ts';
import { EXIT } from '../exit-code.ts';
import { recordNames } from '../record-names.ts';
import { readDayRecords, type DayRecords } from '../report/day-records.ts';
import { dayReport, slavesOfDay, type DayReport } from '../report/day-report.ts';
import { reportCsv } from '../report/report-csv.ts';
import { reportHtml } from '../report/report-html.ts';
import { reportText } from '../report/report-text.ts';
import { dayArgument, type Day } from '../since-argument.ts';
import { writeResult } from '../write-result.ts';

/** See file header. */
export const reportCommand: CliCommand = {
  command: 'report',
  describe: "One day's copies: how many, refused why, slippage, costs, latency",
  builder: (yargs) =>
    yargs
      .option('day', {
        type: 'string',
        requiresArg: true,
        default: 'today',
        describe: 'today, yesterday or a day such as 2026-11-20, in this computer’s time zone',
      })
      .option('csv', {
        type: 'string',
        requiresArg: true,
        describe: 'Write every copy of the day to this file, for a spreadsheet',
      })
      .option('html', {
        type: 'string',
        requiresArg: true,
        describe: 'Write a page with plots to this file; it needs no network',
      })
      .example('lockstep report --day yesterday --html report.html', 'a page for the browser'),
  run: async (session, args) => {
    const day = dayArgument('--day', String(args['day']), Date.now());
    const { report, problems } = await session.withStores(async (stores) => {
      const listing = await stores.trades.list();
      return { ...listing, report: await readReport(stores, listing.rows, day) };
    });
    const forms = [
      [args['csv'], reportCsv],
      [args['html'], reportHtml],
    ] as const;
    for (const [file, form] of forms) {
      if (typeof file !== 'string') continue;
      // Its owner's alone: it names accounts and what they traded.
      await writeResult('the report', file, form(report), 0o600);
      session.say(`Wrote ${path.resolve(file)}.`);
    }
    session.print({ ...report, problems }, () => reportText(report));
    if (problems.length === 0) return;
    session.exitCode = EXIT.configuration;
    for (const problem of problems) session.say(describeProblem(problem));
  },
};

async function readReport(
  stores: Stores,
  rows: Parameters<typeof dayReport>[0],
  day: Day,
): Promise<DayReport> {
  const records = new Map<string, DayRecords>();
  const { accounts } = await stores.accounts.list();
  const namesOf = recordNames(rows, accounts);
  for (const slave of slavesOfDay(rows, day)) {
    const own = rows.filter(({ slaveName }) => slaveName === slave);
    const names = new Set(own.flatMap(namesOf));
    const logs = [...names].map((name) => stores.events(accountName(name)));
    records.set(slave, await readDayRecords(logs, day));
  }
  return dayReport(rows, records, day, Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/** `lockstep doctor`: looks for mistakes, one line each, and changes nothing. */
import type { CliCommand } from '../cli-command.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding, Level } from '../doctor/finding.ts';
import { EXIT } from '../exit-code.ts';
import { packageVersion } from '../package-version.ts';
import { cell } from '../table.ts';

const WORDS: Readonly<Record<Level, string>> = {
  ok: 'ok',
  warning: 'warning',
  failure: 'FAILURE',
  'not-running': '-',
};
const LONGEST_TEXT = 600;

/** See file header. */
export const doctorCommand: CliCommand = {
  command: 'doctor [name]',
  describe: 'Look for mistakes on this computer, in the database and in the terminals',
  builder: (yargs) =>
    yargs
      .positional('name', {
        type: 'string',
        describe: 'Only this account (and the computer); else all enabled ones',
      })
      .option('symbols', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: "The master's symbols to compare (default: those that are traded or mapped)",
      })
      .epilogue(
        'Changes nothing. Each line says ok, warning or FAILURE, and the way out; lines with - can be looked at only while `lockstep up` runs.\nExit code 1 after a FAILURE, 0 otherwise.',
      ),
  run: async (session, args) => {
    const only = typeof args['name'] === 'string' ? args['name'] : null;
    const symbols = Array.isArray(args['symbols']) ? args['symbols'].map(String) : [];
    const found = await examine({ session, only, symbols, version: packageVersion() });
    const count = (level: Level): number => found.filter((each) => each.level === level).length;
    if (count('failure') > 0) session.exitCode = EXIT.other;
    const summary = { failures: count('failure'), warnings: count('warning') };
    session.print({ ...summary, findings: found }, () =>
      [
        ...found.map(line),
        '',
        summaryLine(summary.failures, summary.warnings, count('not-running')),
      ].join('\n'),
    );
  },
};

function line({ account, check, level, text, wayOut }: Finding): string {
  const about = account === null ? check : `${cell(account)}: ${check}`;
  const what = `${WORDS[level].padEnd(7)}  ${about}: ${cell(text, LONGEST_TEXT)}`;
  return wayOut === null ? what : `${what} -> ${cell(wayOut, LONGEST_TEXT)}`;
}

function summaryLine(failures: number, warnings: number, unknown: number): string {
  if (failures === 0 && warnings === 0) {
    return unknown === 0
      ? 'All is well.'
      : `Nothing wrong was found; ${counted(unknown, 'thing')} can be looked at only while \`lockstep up\` runs.`;
  }
  return `${counted(failures, 'failure')}, ${counted(warnings, 'warning')}.`;
}

function counted(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** `lockstep logs`: what the launcher and its processes wrote, readable, and followed if asked to. */
import type { CliCommand } from '../cli-command.ts';
import { CopierError } from '../../domain/errors.ts';
import { meantName } from '../find-account.ts';
import { logLineText, parseLogLine, type LogLine } from '../log-line.ts';
import { readLog } from '../log-reader.ts';
import type { CliArguments, Session } from '../session.ts';
import { sinceArgument } from '../since-argument.ts';
import { cell } from '../table.ts';

/** So much of a line that is no JSON is shown. */
const LONGEST_RAW = 1_000;

/** See file header. */
export const logsCommand: CliCommand = {
  command: 'logs [name]',
  describe: 'Show the log of everything, or of one account, over all rotated files',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'Only this account, or `launcher`' })
      .option('follow', {
        alias: 'f',
        type: 'boolean',
        describe: 'Show new lines as they come, until Ctrl+C',
      })
      .option('since', {
        type: 'string',
        requiresArg: true,
        describe: 'How long ago (15m, 1h, 2d), or from when (2026-11-20, 2026-11-20T09:30)',
      })
      .option('errors', { type: 'boolean', describe: 'Only lines that report an error' })
      .option('log-folder', {
        type: 'string',
        requiresArg: true,
        describe: 'Where `lockstep up --log-folder` wrote it',
      })
      .example('lockstep logs Apex_01 --since 1h', "one account's last hour")
      .example('lockstep logs -f --errors', 'errors as they come')
      .epilogue(
        'Times are those of this computer; --json prints the lines as they are stored (UTC).',
      ),
  run: async (session, args) => {
    const { logFolder } = (await session.settings()).values;
    const folder = textOf(args, 'log-folder') ?? logFolder;
    const since = textOf(args, 'since');
    const sinceMs = since === null ? 0 : sinceArgument(since, Date.now());
    const isFollowing = args['follow'] === true;
    const stopping = new AbortController();
    const done = session.environment.onInterrupt(() => stopping.abort());
    try {
      const { signal } = stopping;
      const name = textOf(args, 'name');
      if (name !== null && isFollowing) await warnOfUnknown(session, name);
      const lines = readLog({ folder, sinceMs, isFollowing, signal });
      const { count, names } = await show(session, lines, wanted(args, sinceMs));
      if (count > 0 || isFollowing) return;
      if (name === null || names.has(name)) session.say(`No such line in ${folder}.`);
      else session.say(`No such line of "${name}" in ${folder}: ${meantName(name, names)}`);
    } finally {
      done();
    }
  },
};

/** While following nothing would ever be said: the launcher knows whose lines may come. */
async function warnOfUnknown(session: Session, name: string): Promise<void> {
  try {
    const { processes } = await session.ask({ type: 'status' });
    const names = new Set(['launcher', ...processes.map(({ account }) => account)]);
    if (names.has(name)) return;
    session.say(`no process of "${name}" is running: ${meantName(name, names)}`);
  } catch (error) {
    // Nobody to ask, or no answer: the log is shown all the same.
    if (!(error instanceof CopierError)) throw error;
  }
}

/** @returns how many lines it wrote, and who has lines in what was read. */
async function show(
  session: Session,
  lines: AsyncIterable<string>,
  isWanted: (entry: LogLine | null) => boolean,
): Promise<{ readonly count: number; readonly names: ReadonlySet<string> }> {
  const { isTerminal, write } = session.environment;
  const text = session.isJson ? ({ json }: LogLine): string => json : logLineText(isTerminal);
  const names = new Set<string>();
  let count = 0;
  for await (const line of lines) {
    const entry = parseLogLine(line);
    for (const name of entry?.names ?? []) names.add(name);
    if (line.trim() === '' || !isWanted(entry)) continue;
    count += 1;
    if (entry !== null) write(`${text(entry)}\n`);
    else if (!session.isJson) write(`${cell(line, LONGEST_RAW)}\n`);
  }
  return { count, names };
}

/** A torn line belongs to nobody and has no time: it is shown when everything is. */
function wanted(args: CliArguments, sinceMs: number): (entry: LogLine | null) => boolean {
  const name = textOf(args, 'name');
  const isErrors = args['errors'] === true;
  return (entry) => {
    if (entry === null) return name === null && !isErrors && sinceMs === 0;
    if (isErrors && !entry.isError) return false;
    if (name !== null && !entry.names.includes(name)) return false;
    return entry.atMs === null || entry.atMs >= sinceMs;
  };
}

function textOf(args: CliArguments, flag: string): string | null {
  const value = args[flag];
  return typeof value === 'string' ? value : null;
}

/** Commands that order something of the running launcher and print its lines. */
import type { CliCommand } from '../cli-command.ts';
import type { ControlCommand } from '../../messaging/ipc/control-protocol.ts';
import type { LinesReport } from '../../messaging/ipc/control-report.ts';
import { integerArgument } from '../integer-argument.ts';
import type { Session } from '../session.ts';

/** Those that are answered with lines. */
type LineCommand = Extract<
  ControlCommand,
  { type: 'down' | 'restart' | 'pause' | 'resume' | 'trust' | 'close' }
>;

const SLAVE = { type: 'string', describe: 'A slave' } as const;

async function order(session: Session, command: LineCommand): Promise<void> {
  const report: LinesReport = await session.ask(command);
  session.print(report, () => report.lines.join('\n'));
}

/** See file header. */
export const downCommand: CliCommand = {
  command: 'down',
  describe: 'Stop the running `lockstep up` in order; open copies stay open',
  run: (session) => order(session, { type: 'down' }),
};

/** See file header. */
export const restartCommand: CliCommand = {
  command: 'restart [name]',
  describe: 'Stop one account’s processes (or all) in order and start them again',
  builder: (yargs) =>
    yargs.positional('name', { type: 'string', describe: 'An account (default: all)' }),
  run: (session, args) => {
    const name = args['name'];
    return order(session, { type: 'restart', name: typeof name === 'string' ? name : null });
  },
};

/** See file header. */
export const pauseCommand: CliCommand = {
  command: 'pause <name>',
  describe: 'Open nothing more on this slave until `resume`; closes go on; lasts over a restart',
  builder: (yargs) => yargs.positional('name', SLAVE),
  run: (session, args) => order(session, { type: 'pause', name: String(args['name']) }),
};

/** See file header. */
export const resumeCommand: CliCommand = {
  command: 'resume <name>',
  describe: 'End `pause` and safe mode of this slave',
  builder: (yargs) => yargs.positional('name', SLAVE),
  run: (session, args) => order(session, { type: 'resume', name: String(args['name']) }),
};

/** See file header. */
export const trustCommand: CliCommand = {
  command: 'trust <name>',
  describe: 'Believe this account’s next list of positions (after a reset, or a trimmed history)',
  builder: (yargs) => yargs.positional('name', { type: 'string', describe: 'An account' }),
  run: (session, args) => order(session, { type: 'trust', name: String(args['name']) }),
};

/** See file header. */
export const closeCommand: CliCommand = {
  command: 'close <magic>',
  describe: 'Close the copy with this magic number, even one that no record knows',
  builder: (yargs) =>
    yargs.positional('magic', {
      type: 'string',
      describe: 'Its magic number, as an alarm or the terminal shows it',
    }),
  run: (session, args) =>
    order(session, { type: 'close', magic: integerArgument('magic', args['magic']) }),
};

/** The command line: flags in, one exit code out. */
import yargs, { type Argv } from 'yargs';
import { redactText } from '../config/redact.ts';
import { addCommand, addGroup, failAs, withSettings, type CommandRunner } from './cli-command.ts';
import type { CliEnvironment } from './cli-environment.ts';
import { alertGroup } from './commands/alert.ts';
import { accountsGroup } from './commands/accounts.ts';
import { autostartGroup } from './commands/autostart.ts';
import { configGroup } from './commands/config.ts';
import { dbGroup } from './commands/db.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eaGroup } from './commands/ea.ts';
import { flattenCommand } from './commands/flatten.ts';
import { initCommand } from './commands/init.ts';
import { keysGroup } from './commands/keys.ts';
import { leaseGroup } from './commands/lease.ts';
import { logsCommand } from './commands/logs.ts';
import {
  closeCommand,
  downCommand,
  pauseCommand,
  restartCommand,
  resumeCommand,
  trustCommand,
} from './commands/operate.ts';
import { reportCommand } from './commands/report.ts';
import { statusCommand } from './commands/status.ts';
import { tradesGroup } from './commands/adopt-trades.ts';
import { traderCommand } from './commands/trader.ts';
import { upCommand } from './commands/up.ts';
import { whyCommand } from './commands/why.ts';
import { describeFailure } from './exit-code.ts';
import { requireNoWordAsFlag } from './word-as-flag.ts';
import { printNextStep } from './next-step.ts';
import { packageVersion } from './package-version.ts';
import { Session, STANDARD_INPUT } from './session.ts';

const USAGE = `Lockstep copies the positions of one MetaTrader 5 account (the master) to others (the slaves).

Usage: lockstep COMMAND [FLAGS]`;

const EPILOGUE = `First steps:
  lockstep init             asks what it needs and sets everything up
  lockstep up               starts copying; Ctrl+C stops in order
  lockstep status           shows what runs and what is wrong

Exit codes: 0 done, 2 an alarm stands (status), 64 wrong usage, 69 the database does not answer or
Lockstep is not running, 78 a wrong setting or document, 70 a bug, 1 anything else.`;

/** What is ordered of a running launcher. */
const OPERATE = [
  downCommand,
  restartCommand,
  pauseCommand,
  resumeCommand,
  flattenCommand,
  trustCommand,
  closeCommand,
];

/**
 * Runs one command.
 * @param args without node and script.
 * @returns the exit code; failures are told on standard error, a bug with its stack.
 */
export async function runCli(
  args: readonly string[],
  environment: CliEnvironment,
): Promise<number> {
  let exitCode = 0;
  const runner: CommandRunner = async (command, parsed, settings) => {
    requireNoWordAsFlag(command, args);
    const session = new Session(environment, parsed, settings);
    await command.run(session, parsed);
    exitCode = session.exitCode;
  };
  try {
    if (args.every((arg) => arg === '--json')) {
      const session = new Session(environment, { json: args.length > 0 }, []);
      await printNextStep(session);
      return session.exitCode;
    }
    const parser = commandLine(runner).wrap(environment.width);
    let text = '';
    await parser.parseAsync(
      args.map((arg) => (arg === '-' ? STANDARD_INPUT : arg)),
      {},
      (_error, _parsed, output) => {
        text = output;
      },
    );
    if (text !== '') environment.write(`${text}\n`);
    return exitCode;
  } catch (error) {
    return tell(error, args.includes('--json'), environment);
  }
}

function commandLine(runner: CommandRunner): Argv {
  let parser = yargs().scriptName('lockstep').usage(USAGE).epilogue(EPILOGUE);
  parser = addCommand(parser, initCommand, runner);
  parser = addCommand(parser, upCommand, runner);
  parser = addCommand(parser, statusCommand, runner);
  parser = addCommand(parser, doctorCommand, runner);
  for (const command of OPERATE) parser = addCommand(parser, command, runner);
  parser = addCommand(parser, whyCommand, runner);
  parser = addCommand(parser, logsCommand, runner);
  parser = addCommand(parser, reportCommand, runner);
  parser = addGroup(parser, accountsGroup, runner);
  parser = addGroup(parser, tradesGroup, runner);
  parser = addGroup(parser, leaseGroup, runner);
  parser = addGroup(parser, alertGroup, runner);
  parser = addGroup(parser, configGroup, runner);
  parser = addGroup(parser, autostartGroup, runner);
  parser = addGroup(parser, dbGroup, runner);
  parser = addGroup(parser, eaGroup, runner);
  parser = addCommand(parser, traderCommand, runner);
  parser = withSettings(addGroup(parser, keysGroup, runner), []);
  return parser
    .parserConfiguration({ 'camel-case-expansion': false, 'parse-numbers': false })
    .demandCommand(1, 'say what to do')
    .strict()
    .recommendCommands()
    .help()
    .alias('help', 'h')
    .version(packageVersion())
    .exitProcess(false)
    .fail(failAs(null));
}

function tell(error: unknown, isJson: boolean, environment: CliEnvironment): number {
  const { exitCode, code, message } = describeFailure(error);
  const safe = redactText(message);
  const text = isJson
    ? JSON.stringify({ error: { code, message: safe } })
    : safe
        .split('\n')
        .map((line) => `lockstep: ${line}`)
        .join('\n');
  environment.writeError(`${text}\n`);
  return exitCode;
}

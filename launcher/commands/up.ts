/** `lockstep up`: starts and supervises everything until Ctrl+C. */
import { createLogger, prettyLine, type Logger } from '../../config/logger.ts';
import { redactText } from '../../config/redact.ts';
import type { PortedAccount } from '../../db/account-ports.ts';
import { openAlarmOutlets } from '../alarm-outlets.ts';
import { UsageError, type CliCommand } from '../cli-command.ts';
import { childLines } from '../child-lines.ts';
import { controlAddress } from '../control-address.ts';
import { serveControl } from '../control-server.ts';
import { keepTerminals } from '../keep-terminals.ts';
import { LastErrors } from '../last-errors.ts';
import type { Launcher } from '../launch.ts';
import { startLauncher } from '../launch.ts';
import { LogFile } from '../log-file.ts';
import { Operator } from '../operator.ts';
import { startupArguments } from '../startup-ini.ts';
import type { Session } from '../session.ts';

/** See file header. */
export const upCommand: CliCommand = {
  command: 'up',
  describe: 'Start copying: one process per terminal, supervised until Ctrl+C or `lockstep down`',
  hasAllSettings: true,
  builder: (yargs) =>
    yargs
      .option('only', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'Start only these accounts (names)',
      })
      .option('unattended', {
        type: 'boolean',
        default: false,
        hidden: true,
        describe:
          'Nobody is there: an account of --only that cannot be started is an alarm, and the others start',
      })
      .option('start-terminals', {
        type: 'boolean',
        default: false,
        describe: 'Start the real terminals that do not run, and again when they end',
      })
      .option('attach-ea', {
        type: 'boolean',
        default: false,
        describe:
          'With --start-terminals: put the EA on a chart of each terminal in which it never ran',
      })
      .example('lockstep up', 'all enabled accounts')
      .example('lockstep up --only Main_Master Apex_01', 'a master and one slave')
      .epilogue(
        'Accounts that are added, edited, enabled or disabled meanwhile take effect within 3 s.\nCtrl+C stops slaves, masters and terminals in this order; a second Ctrl+C ends all at once.',
      ),
  run: async (session, args) => {
    if (args['attach-ea'] === true && args['start-terminals'] !== true) {
      throw new UsageError('--attach-ea belongs to --start-terminals');
    }
    const settings = await session.settingsWithDatabase();
    const { values } = settings;
    const file = new LogFile(values.logFolder, (text) => session.say(text));
    const write = output(session, file);
    const log = createLogger({
      level: values.logLevel,
      bindings: { node: 'launcher', role: 'launcher' },
      write,
    });
    const { environment } = session;
    // A window that was closed, `| tee` that was ended: the nodes are stopped in order all the same.
    environment.outliveOutput?.();
    const sinceMs = Date.now();
    // Nothing is connected yet; and from the first command on everything is there that answers it.
    const stores = await environment.openStores({
      url: settings.url,
      databaseName: values.databaseName,
    });
    // Before anything is started: of two launchers on one data folder the second one ends here.
    const control = await serveControl(
      controlAddress(values.home),
      (command) => operator.handle(command),
      (error) => log.error({ err: error }, 'a command of the operator met a bug'),
    );
    log.info(`database ${stores.address}, log ${file.path}`);
    const lastErrors = new LastErrors();
    const alarms = openAlarmOutlets(settings, stores, log, lastErrors);
    const logLine = childLines((line) => write(redactText(line)), log);
    const launcher = startLauncher({
      settings,
      stores,
      log,
      onLine: (spec, line) => {
        lastErrors.hear(spec, line);
        logLine(spec, line);
      },
      alarms: alarms.desk,
      only: names(args['only']),
      isUnattended: args['unattended'] === true,
      start: environment.startChild,
    });
    const operator = new Operator({
      launcher,
      alarms: alarms.desk,
      database: stores.address,
      sinceMs,
    });
    const done = environment.onInterrupt(interrupts(launcher, log));
    const place = { home: values.home, applicationData: environment.env['APPDATA'] ?? null };
    const attach = (account: PortedAccount): Promise<readonly string[]> =>
      startupArguments(account, place);
    const leave =
      args['start-terminals'] === true
        ? keepTerminals(launcher, log, args['attach-ea'] === true ? attach : undefined)
        : () => undefined;
    try {
      await launcher.stopped;
      log.info('everything has stopped');
    } finally {
      done();
      leave();
      await Promise.all([control.close(), alarms.close()]);
      file.close();
    }
  },
};

/** Every line goes to the file as JSON, and to standard output in the form that was asked for. */
function output(session: Session, file: LogFile): (line: string) => void {
  const { write, isTerminal } = session.environment;
  const form = session.isJson ? (line: string): string => line : prettyLine(isTerminal);
  return (line) => {
    file.write(line);
    write(form(line));
  };
}

function interrupts(launcher: Launcher, log: Logger): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > 1) {
      log.warn('ending everything at once');
      launcher.kill();
      return;
    }
    log.info('stopping slaves, masters and terminals in this order; Ctrl+C again ends all at once');
    // The command itself waits for `stopped` and reports what is wrong.
    launcher.stop().catch(() => undefined);
  };
}

function names(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** `lockstep` alone: what a user is to do next, found out at once and without changing anything. */
import { redactText } from '../config/redact.ts';
import { CopierError, StoreUnavailableError } from '../domain/errors.ts';
import type { StatusReport } from '../messaging/ipc/control-report.ts';
import { NotRunningError } from './control-client.ts';
import { EXIT } from './exit-code.ts';
import type { Session } from './session.ts';
import { duration } from './status-text.ts';

/** A database that is there answers within this time. */
const DATABASE_MS = 2_000;

/** What was found, and what to do about it. */
export interface NextStep {
  readonly state: 'no-database' | 'no-accounts' | 'stopped' | 'running' | 'unreachable';
  readonly lines: readonly string[];
  /** The command that comes next. */
  readonly command: string;
}

/** Prints the next step. @throws ConfigurationError when a setting is wrong. */
export async function printNextStep(session: Session): Promise<void> {
  const step = await nextStep(session);
  if (step.state === 'unreachable') session.exitCode = EXIT.storeUnavailable;
  const { state, command, lines } = step;
  session.print({ state, command, lines }, () =>
    [...lines, '', 'All commands: `lockstep --help`'].join('\n'),
  );
}

async function nextStep(session: Session): Promise<NextStep> {
  try {
    return running(await session.ask({ type: 'status' }), Date.now());
  } catch (error) {
    if (!(error instanceof CopierError)) throw error;
    if (!(error instanceof NotRunningError)) return silent(error.message);
  }
  const { values } = await session.settings();
  const { db, databaseName } = values;
  if (db === null) return fresh('no-database', 'Lockstep is not set up yet.');
  const address = redactText(db);
  const stores = await session.environment.openStores({
    url: db,
    databaseName,
    serverSelectionTimeoutMs: DATABASE_MS,
  });
  try {
    const { accounts, problems } = await stores.accounts.list();
    if (accounts.length + problems.length === 0) {
      return fresh('no-accounts', `There is no account yet in ${address}.`);
    }
    const bad = new Set(problems.map(({ name }) => name)).size;
    return stopped(accounts.filter(({ enabled }) => enabled).length, bad);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    return unreachable(address);
  } finally {
    await stores.close();
  }
}

/** One line of what runs; the alarms themselves are `lockstep status`. */
export function running({ processes, alarms, sinceMs }: StatusReport, nowMs: number): NextStep {
  const nodes = processes.filter(({ role }) => role !== 'terminal');
  const away = nodes.filter(({ node }) => node?.isConnected !== true).length;
  const open = nodes.reduce((sum, { node }) => sum + (node?.copies.open ?? 0), 0);
  const what = [
    counted(nodes.length, 'account'),
    ...(away > 0 ? [`${String(away)} without terminal`] : []),
    `${counted(open, 'copy', 'copies')} open`,
    alarms.length === 0 ? 'no alarm' : counted(alarms.length, 'ALARM'),
  ];
  return {
    state: 'running',
    command: 'lockstep status',
    lines: [
      `Lockstep runs since ${duration(nowMs - sinceMs)}: ${what.join(', ')}.`,
      'Next: `lockstep status` shows everything',
    ],
  };
}

function fresh(state: 'no-database' | 'no-accounts', what: string): NextStep {
  return {
    state,
    command: 'lockstep init',
    lines: [what, 'Next: `lockstep init` asks what it needs and sets everything up'],
  };
}

function stopped(enabled: number, bad: number): NextStep {
  const mistakes = `${counted(bad, 'account has', 'accounts have')} mistakes: \`lockstep accounts list\` names them`;
  const lines = bad === 0 ? [] : [mistakes];
  if (enabled === 0) {
    return {
      state: 'stopped',
      command: 'lockstep accounts enable',
      lines: [
        'No account is enabled.',
        ...lines,
        'Next: `lockstep accounts list`, then `lockstep accounts enable NAME`',
      ],
    };
  }
  return {
    state: 'stopped',
    command: 'lockstep up',
    lines: [
      `Lockstep is not running; ${counted(enabled, 'account')} enabled.`,
      ...lines,
      'Next: `lockstep up` starts copying (`lockstep doctor` looks before whether all is well)',
    ],
  };
}

function unreachable(address: string): NextStep {
  return {
    state: 'unreachable',
    command: 'lockstep doctor',
    lines: [
      `Lockstep is not running, and its database ${address} does not answer.`,
      'Next: start the database; `lockstep config set db ADDRESS` chooses another one',
    ],
  };
}

function silent(why: string): NextStep {
  return {
    state: 'unreachable',
    command: 'lockstep status',
    lines: [
      `Lockstep runs, but does not answer: ${why}.`,
      'Next: end it with Ctrl+C in its window (or the task manager), then `lockstep up`',
    ],
  };
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

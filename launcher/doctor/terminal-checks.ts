/** Checks of what a running node knows of its terminal. Pure. */
import type { Account } from '../../domain/account.ts';
import type { StandingAlarm } from '../../messaging/ipc/control-report.ts';
import type { NodeStatus } from '../../messaging/ipc/node-command.ts';
import { commandWord } from '../command-word.ts';
import { missingStep } from '../missing-step.ts';
import { findings, type Finding } from './finding.ts';

/** Brokers' clocks differ from UTC by quarters of an hour at least. */
const ZONE_MS = 900_000;
const SKEW_WARNING_MS = 3_000;
const SKEW_FAILURE_MS = 30_000;

/** What is known of one account's node. */
export interface NodeFacts {
  /** Null: the launcher, or the account's node in it, does not run. */
  readonly status: NodeStatus | null;
  readonly isLauncherRunning: boolean;
  /** Whether the terminal's program runs; null: not known. */
  readonly isTerminalRunning: boolean | null;
  /** Of this Lockstep. */
  readonly version: string;
}

const CHECKS = ['link', 'login', 'ea-version', 'permissions', 'account-mode', 'clock'] as const;

/** All of them; `not running` where only a running node could tell. */
export function checkNodeOf(account: Account, facts: NodeFacts): readonly Finding[] {
  const { name } = account;
  const { status, isLauncherRunning } = facts;
  if (!isLauncherRunning) return CHECKS.map((check) => findings(check, name).notRunning());
  const link = linkFinding(account, facts);
  if (status === null || !status.isConnected) return [link, ...refusedFindings(account, status)];
  return [
    link,
    findings('login', name).ok(status.accountId ?? 'not known'),
    versionFinding(name, status, facts.version),
    permissionsFinding(account, status),
    modeFinding(account, status),
    clockFinding(account, status),
  ];
}

/** What stands, as `lockstep status` shows it. */
export function checkAlarms(alarms: readonly StandingAlarm[]): readonly Finding[] {
  return alarms.map(({ code, account, detail, wayOut }) =>
    findings('alarm', account === 'launcher' ? null : account).failure(
      `${code}: ${detail}`,
      wayOut,
    ),
  );
}

function linkFinding(account: Account, { status, isTerminalRunning }: NodeFacts): Finding {
  const { ok, failure } = findings('link', account.name);
  const { name, path, eaPort } = account;
  const isRunning = path === 'simulator' || (isTerminalRunning ?? true);
  const missing = missingStep({ name, path, port: eaPort ?? 0, isRunning, status });
  return missing === null ? ok('the EA is connected') : failure(missing.step, missing.advice);
}

/** A refused EA tells more than that it is not there. */
function refusedFindings(
  { name, login, server }: Account,
  status: NodeStatus | null,
): readonly Finding[] {
  const refused = status?.refused ?? null;
  if (refused === null) return [];
  const { code, detail } = refused;
  if (code === 'WRONG_ACCOUNT') {
    const wayOut = `log the terminal into ${login ?? '?'}@${server ?? '?'}; if the other one is meant: \`lockstep accounts edit ${commandWord(name)} --unset login server\``;
    return [findings('login', name).failure(detail, wayOut)];
  }
  if (code === 'PROTOCOL') {
    return [
      findings('ea-version', name).failure(detail, `\`lockstep ea install ${commandWord(name)}\``),
    ];
  }
  if (code === 'ACCOUNT_MODE_UNSUPPORTED') return [unsupported(name, 'the account')];
  return [];
}

function versionFinding(name: string, { terminal }: NodeStatus, version: string): Finding {
  const { ok, failure } = findings('ea-version', name);
  const own = terminal?.version ?? 'unknown';
  return own === version
    ? ok(own)
    : failure(
        `the EA is of version ${own}, Lockstep of ${version}`,
        `\`lockstep ea install ${commandWord(name)}\`, then attach it again`,
      );
}

function permissionsFinding({ name, type }: Account, { terminal }: NodeStatus): Finding {
  const { ok, failure } = findings('permissions', name);
  if (type === 'MASTER') return ok('a master needs none');
  const blocked = terminal?.blocked ?? [];
  if (blocked.length === 0) return ok('may trade');
  if (!blocked.includes('algo')) {
    const what = blocked.includes('kill')
      ? 'remove the file lockstep.kill from the common Files folder'
      : 'see docs/install-mt5.md, what the messages mean';
    return failure(`the EA sends no opens: ${blocked.join(', ')}`, what);
  }
  const { account, expert } = terminal?.permissions ?? {};
  if (account === false) {
    return failure(
      'the account may not trade: it is logged in with the investor password, or the broker has closed it',
      'log in with the master password',
    );
  }
  if (expert === false) {
    return failure(
      'the broker allows no Expert Advisors on this account',
      'ask the broker to allow them',
    );
  }
  return failure(
    'Algo Trading is off: nothing is opened',
    "switch on the Algo Trading button, and Allow Algo Trading in the EA's properties",
  );
}

function modeFinding({ name, type }: Account, { terminal }: NodeStatus): Finding {
  const { ok } = findings('account-mode', name);
  const mode = terminal?.marginMode ?? 'HEDGING';
  const isFifo = terminal?.fifoClose === true;
  if (type === 'SLAVE' && (mode !== 'HEDGING' || isFifo)) {
    return unsupported(name, isFifo ? 'a FIFO account' : `a ${mode.toLowerCase()} account`);
  }
  return ok(mode.toLowerCase());
}

function unsupported(name: string, what: string): Finding {
  return findings('account-mode', name).failure(
    `${what} cannot be a slave: only hedging accounts without the FIFO rule can`,
    'ask the broker for a hedging account; nothing is touched meanwhile',
  );
}

function clockFinding({ name, path }: Account, { serverOffsetMs }: NodeStatus): Finding {
  const { ok, warning, failure } = findings('clock', name);
  const offset = serverOffsetMs ?? null;
  if (path === 'simulator') return ok('simulated time');
  if (offset === null) return ok('no book yet');
  const skew = offset - Math.round(offset / ZONE_MS) * ZONE_MS;
  const seconds = `${(Math.abs(skew) / 1_000).toFixed(0)} s`;
  const text = `this computer's clock is ${seconds} ${skew > 0 ? 'behind' : 'ahead of'} the trade server's`;
  const wayOut = 'set the clock by a time server: `w32tm /resync` as administrator';
  if (Math.abs(skew) >= SKEW_FAILURE_MS) return failure(text, wayOut);
  return Math.abs(skew) >= SKEW_WARNING_MS ? warning(text, wayOut) : ok(`right to ${seconds}`);
}

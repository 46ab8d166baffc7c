/**
 * Which children the account documents ask for, and what to change so that they run. Pure.
 *
 * Invariants:
 * 1. Equal documents change nothing.
 * 2. A running child whose document became bad keeps running on its last valid one; not if the document says
 *    that it is disabled.
 * 3. A child is started anew only for what it cannot change while it runs: its port, its endpoint,
 *    whose account it serves. Facts that the system filled in by itself are no change. All other
 *    edits the nodes read themselves.
 * 4. A child that gave up is started anew by any edit.
 */
import { isDeepStrictEqual } from 'node:util';
import type { PortedAccount } from '../db/account-ports.ts';
import type { Account } from '../domain/account.ts';
import { START_ORDER, type ChildRole, type ChildSpec } from './child-spec.ts';

/** Whose children are wanted here. */
export interface ChildSelection {
  /** Names of accounts; null is all. */
  readonly only: readonly string[] | null;
  /** This computer's name: an account with a `host` is started there alone. */
  readonly host: string;
}

/** Whether this launcher is to serve the account. */
export function isMeant(account: Account, { only, host: here }: ChildSelection): boolean {
  const { enabled, name, host } = account;
  if (!enabled) return false;
  // A name given by the user is meant, wherever it lives otherwise.
  return only === null ? host === null || sameHost(host, here) : only.includes(name);
}

/** The children of these accounts, in starting order. */
export function desiredChildren(accounts: readonly PortedAccount[]): readonly ChildSpec[] {
  const specs = accounts.flatMap((account) => {
    const node: ChildRole = account.type === 'MASTER' ? 'master' : 'slave';
    const roles: readonly ChildRole[] = account.path === 'simulator' ? ['terminal', node] : [node];
    return roles.map((role) => ({ id: `${role} ${account.name}`, role, account }));
  });
  return START_ORDER.flatMap((role) => specs.filter((spec) => spec.role === role));
}

/** A child that was started. */
export interface RunningChild extends ChildSpec {
  /** It gave up. */
  readonly hasFailed: boolean;
}

/** What has to happen to the children; each list in starting order. */
export interface ChildChanges {
  readonly stop: readonly ChildSpec[];
  readonly start: readonly ChildSpec[];
  /** As they are to be. */
  readonly restart: readonly ChildSpec[];
  /** Edited, but not to be disturbed; as they are to be. */
  readonly update: readonly ChildSpec[];
}

/** @param badNames names of accounts that are there but cannot be used now. */
export function childChanges(
  running: readonly RunningChild[],
  desired: readonly ChildSpec[],
  badNames: ReadonlySet<string>,
): ChildChanges {
  const before = new Map(running.map((child) => [child.id, child]));
  const wanted = new Set(desired.map(({ id }) => id));
  const edited = desired.filter(({ id, account }) => {
    const old = before.get(id);
    return old !== undefined && !isDeepStrictEqual(old.account, account);
  });
  const restart = edited.filter((spec) => {
    const old = before.get(spec.id);
    return old !== undefined && (old.hasFailed || needsRestart(old.account, spec));
  });
  return {
    stop: running.filter(({ id, account }) => !wanted.has(id) && !badNames.has(account.name)),
    start: desired.filter(({ id }) => !before.has(id)),
    restart,
    update: edited.filter((spec) => !restart.includes(spec)),
  };
}

function needsRestart(before: PortedAccount, { role, account: after }: ChildSpec): boolean {
  if (before.eaPort !== after.eaPort) return true;
  if (role === 'terminal') return false;
  if (isOther(before.login, after.login) || isOther(before.server, after.server)) return true;
  return endpoint(before) !== endpoint(after);
}

/** Not: learnt. The two facts may be seen one after the other. */
function isOther(before: string | null, after: string | null): boolean {
  return before !== null && before !== after;
}

function endpoint(account: Account): string | null {
  return account.type === 'MASTER' ? account.busEndpoint : null;
}

function sameHost(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

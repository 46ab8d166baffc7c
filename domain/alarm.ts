/**
 * What an operator has to know, as values: everything here is true of the same input that is planned,
 * so an alarm stands as long as its reason does.
 *
 * Invariants:
 * 1. Same input, same alarms; one per code and subject.
 * 2. An alarm never changes what is planned.
 */
import { mayHavePosition, type Copy, type SlavePosition } from './copy.ts';
import { listed } from './copy-set.ts';
import { isStale } from './evidence.ts';
import { strangers } from './plan-adopt.ts';
import { hasStopsOf } from './plan-change.ts';
import type { PlanInput } from './plan-input.ts';
import { resurfaced } from './plan-settled.ts';
import { compareLots } from './symbol-spec.ts';
import { refusedByBroker } from './tries.ts';

/** Stable codes. */
export const ALARM_CODES = [
  'MASTER_SILENT',
  'MASTER_UNUSABLE',
  'CLOCK_SKEW',
  'LEDGER_UNREADABLE',
  'REQUEST_LIMIT',
  'UNKNOWN_TOO_LONG',
  'OUTCOME_UNKNOWN',
  'LATE_FILL',
  'REAPPEARED',
  'ORPHAN',
  'INCREASE_NOT_COPIED',
  'STOPS_REFUSED',
  'CLOSE_FAILING',
  'CHANGE_FAILING',
] as const;
/** See {@link ALARM_CODES}. */
export type AlarmCode = (typeof ALARM_CODES)[number];

/** One thing that is not as it should be. */
export interface Alarm {
  readonly code: AlarmCode;
  /** A master's name, a copy's id or a position's identifier; unique together with the code. */
  readonly subject: string;
  /** For a human: what is wrong, with its values, and the way out if there is one. */
  readonly detail: string;
}

/** A close is failing when it was tried this often. */
const FAILING_CLOSES = 5;

/** The alarms that stand now, of one master's book and its copies. */
export function standingAlarms(input: PlanInput): readonly Alarm[] {
  const { masterBook, copies, nowMs, settings } = input;
  const alarms: Alarm[] = [];
  const own = [...copies.live(), ...listed(copies, input.slaveBook)].filter(
    ({ masterId }) => masterId === masterBook.accountId,
  );
  const isNeeded = input.isFollowed || own.some(mayHavePosition);
  if (isNeeded && isSkewed(input)) {
    // This computer's clock may be the one that was set back.
    if (Math.abs(nowMs - (input.heard?.soundAtMs ?? nowMs)) >= settings.windows.staleBookMs) {
      alarms.push({ code: 'CLOCK_SKEW', subject: masterBook.name, detail: skew(input) });
    }
  } else if (isNeeded && isStale(masterBook, nowMs, settings.windows)) {
    const behindMs = nowMs - masterBook.readAtMs;
    const detail = Number.isFinite(behindMs)
      ? `its last book is ${seconds(Math.abs(behindMs))} ${behindMs < 0 ? 'in the future: the clocks disagree' : 'old'}`
      : 'it was not heard of since the start';
    alarms.push({ code: 'MASTER_SILENT', subject: masterBook.name, detail });
  }
  for (const copy of own) {
    for (const [code, detail] of troubles(copy, input)) {
      alarms.push({ code, subject: copy.copyId, detail });
    }
  }
  return [...alarms, ...orphanAlarms(input)];
}

/** The slave's positions with a copy magic that no entry holds; true of no single master. */
export function orphanAlarms(
  input: Pick<PlanInput, 'slaveBook' | 'copies' | 'nowMs' | 'settings'>,
): readonly Alarm[] {
  return strangers(input).map(({ identifier, magic, symbol }) => ({
    code: 'ORPHAN',
    subject: identifier,
    detail: `${symbol} position ${identifier} has the copy magic ${magic}, but no entry of the ledger holds it: \`lockstep close ${magic}\` closes it`,
  }));
}

/** Whether messages come now that say they were sent at another time. */
function isSkewed({ masterBook, heard, nowMs, settings }: PlanInput): boolean {
  const { staleBookMs } = settings.windows;
  if (heard === null || heard === undefined || nowMs - heard.heardAtMs > staleBookMs) return false;
  return (
    isStale(masterBook, nowMs, settings.windows) &&
    Math.abs(heard.heardAtMs - masterBook.sentAtMs) > staleBookMs
  );
}

function skew({ masterBook, heard }: PlanInput): string {
  const behindMs = (heard?.heardAtMs ?? 0) - masterBook.sentAtMs;
  const where = `${seconds(Math.abs(behindMs))} ${behindMs < 0 ? 'ahead of' : 'behind'}`;
  return (
    `its messages come, but their clock is ${where} this computer's (or they are delayed so long): ` +
    'only its closing deals are used; set both clocks by one time server (Windows: w32tm /resync)'
  );
}

function* troubles(copy: Copy, input: PlanInput): Iterable<readonly [AlarmCode, string]> {
  const { nowMs, settings, evidence, masterBook } = input;
  const { state } = copy;
  const what = `${copy.symbol} of master ticket ${copy.masterTicket}`;
  const sinceMs = inFlightSince(copy);
  if (sinceMs !== null && Math.abs(nowMs - sinceMs) > settings.windows.inFlightAlarmMs) {
    yield ['UNKNOWN_TOO_LONG', `${what} is ${state.status} since ${seconds(nowMs - sinceMs)}`];
  }
  if (state.status === 'refused' && state.code === 'OUTCOME_UNKNOWN') {
    if (nowMs - copy.intendedAtMs <= settings.windows.lateWatchMs) {
      yield ['OUTCOME_UNKNOWN', `${what}: ${state.detail}; watched for a day`];
    }
  }
  if (resurfaced(copy, input) !== null) {
    const isLate = state.status === 'refused';
    yield isLate
      ? ['LATE_FILL', `${what} was filled after it had been given up`]
      : ['REAPPEARED', `${what} is listed again although it was ${state.status}`];
  }
  const master = masterBook.positions.get(copy.masterPosition);
  const isSized = mayHavePosition(copy) && copy.intendedVolume !== null;
  if (isSized && master?.side === copy.side) {
    if (compareLots(master.volume, copy.masterVolume) > 0) {
      const volumes = `${copy.masterVolume} to ${master.volume} lots`;
      yield ['INCREASE_NOT_COPIED', `${what} grew from ${volumes} on the master`];
    }
  }
  const refused = refusedByBroker(copy.copyId, evidence);
  if (state.status === 'open' && refused !== null && !isConverged(copy, state.position, input)) {
    const target = `SL ${refused.sl ?? 'none'}, TP ${refused.tp ?? 'none'}`;
    yield ['STOPS_REFUSED', `${what}: the broker refuses ${target}`];
  }
  const closes = evidence.closeTries.get(copy.copyId)?.count ?? 0;
  const waitedMs = nowMs - (evidence.waiting.get(copy.copyId)?.sinceMs ?? nowMs);
  const isOverdue = waitedMs > settings.windows.inFlightAlarmMs;
  if (mayHavePosition(copy) && (closes >= FAILING_CLOSES || (isOverdue && isClosing(copy)))) {
    const since = isOverdue ? `, since ${seconds(waitedMs)}` : '';
    yield ['CLOSE_FAILING', `${what}: ${String(closes)} closes did not get through${since}`];
  } else if (mayHavePosition(copy) && isOverdue) {
    const isKnown = input.symbols.get(copy.symbol)?.type === 'known';
    const why = isKnown
      ? `${String(evidence.partTries.get(copy.copyId)?.count ?? 0)} partial closes tried`
      : `as the symbol "${copy.symbol}" is not known: look at it in the terminal; its close goes all the same`;
    yield [
      'CHANGE_FAILING',
      `${what} does not follow its master since ${seconds(waitedMs)}, ${why}`,
    ];
  }
}

/** Whether the master wants what the broker has again, so that what it refused is wanted no longer. */
function isConverged(copy: Copy, { identifier }: SlavePosition, input: PlanInput): boolean {
  const { masterBook, slaveBook, evidence } = input;
  const master = masterBook.positions.get(copy.masterPosition);
  const held = slaveBook?.positions.get(identifier);
  if (master === undefined || held === undefined) return false;
  return hasStopsOf(master, copy, held, evidence);
}

function isClosing({ state }: Copy): boolean {
  return state.status === 'closing' || (state.status === 'unknown' && state.cause !== null);
}

function inFlightSince({ state, intendedAtMs }: Copy): number | null {
  switch (state.status) {
    case 'opening':
      return intendedAtMs;
    case 'unknown':
      return state.position === null ? intendedAtMs : state.sinceMs;
    case 'open':
    case 'closing':
    case 'closed':
    case 'refused':
    case 'detached':
      return null;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(0)} s`;
}

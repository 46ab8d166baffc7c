/**
 * The account's limit of requests per server day: brokers and prop firms count them.
 *
 * Invariants:
 * 1. Without a limit nothing is held back.
 * 2. At the limit changes of SL and TP are dropped; opens and closes never are.
 */
import type { Alarm } from './alarm.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** From here on it is said. */
const WARN_SHARE = 0.8;

/** The server's day of a moment on its clock, counted from 1970. */
export function serverDay(serverNowMs: number): number {
  return Math.floor(serverNowMs / DAY_MS);
}

/** Whether SL and TP may still be changed today. */
export function mayModify(used: number, limit: number | null): boolean {
  return limit === null || used < limit;
}

/** What an operator has to know of it. */
export function requestAlarms(used: number, limit: number | null): readonly Alarm[] {
  if (limit === null || used < limit * WARN_SHARE) return [];
  const isSpent = !mayModify(used, limit);
  const what = isSpent
    ? 'SL and TP are no longer changed until the server’s midnight'
    : 'at the limit SL and TP are no longer changed';
  const detail =
    `${String(used)} of ${String(limit)} requests of this server day are used: ${what}, ` +
    'opens and closes go on; daily_request_limit of the account sets it';
  return [{ code: 'REQUEST_LIMIT', subject: isSpent ? 'spent' : '80 %', detail }];
}

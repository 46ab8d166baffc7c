/** The invariants of domain/market-session.ts. */
import { expect, test } from 'vitest';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import { isInSession, mayTryNow } from '../../domain/market-session.ts';
import { plan } from '../../domain/plan.ts';
import { price, type Session } from '../../domain/symbol-spec.ts';
import { observeFailedClose, observePart } from '../../domain/tries.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { book, closingDeal, held, input, masterBook, openCopy, spec } from './builders.ts';

const HOUR = 3_600;
/** Monday to Friday, 01:00 to 23:00 of the server. */
const SESSIONS: readonly Session[] = [1, 2, 3, 4, 5].map((day) => ({
  day,
  fromS: HOUR,
  toS: 23 * HOUR,
}));
/** Friday, 2 January 2026, 23:00:00 on the server: the market has just closed. */
const FRIDAY_CLOSE = Date.UTC(2026, 0, 2, 23);
/** Monday, 01:00:00 on the server. */
const MONDAY_OPEN = Date.UTC(2026, 0, 5, 1);
const MINUTE = 60_000;

test.each([
  [FRIDAY_CLOSE - 1, true],
  [FRIDAY_CLOSE, false],
  [Date.UTC(2026, 0, 4, 12), false],
  [MONDAY_OPEN - 1, false],
  [MONDAY_OPEN, true],
])('at %i the session is open: %s', (serverMs, isOpen) => {
  expect(isInSession(SESSIONS, serverMs)).toBe(isOpen);
});

test('without sessions nobody knows', () => {
  expect(isInSession([], FRIDAY_CLOSE)).toBeNull();
});

/** Server and computer have the same clock here; the close failed at `failedMs`. */
function mayClose(
  failedMs: number,
  nowMs: number,
  { sessions = SESSIONS, quotedMs = 0, retcode = 10018 } = {},
): boolean {
  const copy = openCopy();
  const evidence = observeFailedClose(NO_EVIDENCE, copy.copyId, failedMs, DEFAULT_WINDOWS, retcode);
  const quote = { bid: price('1.1'), ask: price('1.1'), receivedAtMs: quotedMs };
  const state = input({
    nowMs,
    evidence,
    slaveBook: book([held(copy)], { readAtMs: nowMs, serverNowMs: nowMs }),
    symbols: new Map([['EURUSD', { type: 'known', spec: spec({ sessions }) }]]),
    quotes: new Map([['EURUSD', quote]]),
  });
  return mayTryNow(evidence.closeTries.get(copy.copyId), copy.symbol, state);
}

test('outside the sessions a close waits, however long', () => {
  expect(mayClose(FRIDAY_CLOSE, FRIDAY_CLOSE + MINUTE)).toBe(false);
  expect(mayClose(FRIDAY_CLOSE, MONDAY_OPEN - 1)).toBe(false);
});

test('it is tried at the opening at once', () => {
  expect(mayClose(FRIDAY_CLOSE, MONDAY_OPEN)).toBe(true);
  expect(mayClose(MONDAY_OPEN - 1, MONDAY_OPEN)).toBe(true);
});

test('inside a session it is tried once a minute', () => {
  expect(mayClose(MONDAY_OPEN, MONDAY_OPEN + MINUTE - 1)).toBe(false);
  expect(mayClose(MONDAY_OPEN, MONDAY_OPEN + MINUTE)).toBe(true);
});

test('without known sessions it is tried once a minute', () => {
  expect(mayClose(FRIDAY_CLOSE, FRIDAY_CLOSE + MINUTE - 1, { sessions: [] })).toBe(false);
  expect(mayClose(FRIDAY_CLOSE, FRIDAY_CLOSE + MINUTE, { sessions: [] })).toBe(true);
});

test('a market that quotes outside its sessions is tried once a minute', () => {
  const nowMs = FRIDAY_CLOSE + MINUTE;
  expect(mayClose(FRIDAY_CLOSE, nowMs - 1, { quotedMs: nowMs - 1 })).toBe(false);
  expect(mayClose(FRIDAY_CLOSE, nowMs, { quotedMs: nowMs })).toBe(true);
});

test('another reason than the market waits for no session', () => {
  expect(mayClose(FRIDAY_CLOSE, FRIDAY_CLOSE + 250, { retcode: 10006 })).toBe(true);
});

test('a partial close waits in the same way', () => {
  const copy = openCopy();
  const evidence = observePart(NO_EVIDENCE, copy.copyId, FRIDAY_CLOSE, DEFAULT_WINDOWS, 10018);
  expect(evidence.partTries.get(copy.copyId)).toMatchObject({ marketClosedAtMs: FRIDAY_CLOSE });
});

test('the plan closes at the opening, and not before', () => {
  const copy = openCopy();
  const evidence = observeFailedClose(
    NO_EVIDENCE,
    copy.copyId,
    FRIDAY_CLOSE,
    DEFAULT_WINDOWS,
    10018,
  );
  const at = (nowMs: number) =>
    plan(
      input({
        nowMs,
        evidence,
        copies: [copy],
        masterBook: masterBook([], { readAtMs: nowMs, recentlyClosed: [closingDeal()] }),
        slaveBook: book([held(copy)], { readAtMs: nowMs, serverNowMs: nowMs }),
        symbols: new Map([['EURUSD', { type: 'known', spec: spec({ sessions: SESSIONS }) }]]),
        quotes: new Map(),
      }),
    ).map(({ type }) => type);
  expect(at(MONDAY_OPEN - 1)).toEqual([]);
  expect(at(MONDAY_OPEN)).toEqual(['close']);
});

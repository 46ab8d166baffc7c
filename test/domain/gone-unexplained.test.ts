/**
 * A position that is gone by a deal of our own Expert Advisor although the ledger knows of no close: a
 * restored entry, or the EA's fail-safe (domain/resolution.ts).
 */
import { expect, test } from 'vitest';
import { unheardBook } from '../../domain/book.ts';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import { accountName, ticket } from '../../domain/ids.ts';
import { plan } from '../../domain/plan.ts';
import { lots } from '../../domain/symbol-spec.ts';
import type { FoundDeal } from '../../domain/trade-reply.ts';
import {
  book,
  closingDeal,
  found,
  HELD,
  input,
  MASTER,
  masterBook,
  NOW,
  openCopy,
  position,
} from './builders.ts';

const copy = openCopy();

function dealOf(order: string, entry: 'IN' | 'OUT', reason: string): FoundDeal {
  const { identifier } = HELD;
  const of = { order: ticket(order), deal: ticket(`1${order}`), identifier, magic: copy.magic };
  return { ...of, entry, volume: lots('0.10'), reason };
}

const HOLDS = masterBook([position()]);
const CLOSED = masterBook([], { recentlyClosed: [closingDeal()] });
const GONE_LONG_AGO = masterBook([]);

test.each([
  ['while the master was not heard yet', unheardBook(MASTER, accountName('Master')), null],
  ['while the master’s list is not complete', masterBook([], { complete: false }), null],
  ['while the master’s absence is not proved', GONE_LONG_AGO, null],
  ['and the master has closed his', CLOSED, { status: 'closed', cause: 'MASTER_CLOSED' }],
  ['although the master holds his', HOLDS, { status: 'detached', reason: 'EXPERT' }],
] as const)('gone by a deal of ours %s', (_name, known, state) => {
  const deals = [dealOf('600', 'IN', 'EXPERT'), dealOf('700', 'OUT', 'EXPERT')];
  const answer = found({ journal: 'result', deals });
  const given = { copies: [copy], masterBook: known, slaveBook: book([]) };
  const actions = plan(input({ ...given, found: new Map([[copy.copyId, answer]]) }));
  const expected = state === null ? { type: 'look' } : { type: 'record', copy: { state } };
  expect(actions).toMatchObject([expected]);
});

test.each([
  ['not yet after less than a minute', 59_900, { type: 'look' }],
  ['after a minute', 60_000, { copy: { state: { status: 'detached', reason: 'EXPERT' } } }],
])('gone by a deal of ours, of a master who is never heard again: %s', (_name, forMs, expected) => {
  const deals = [dealOf('600', 'IN', 'EXPERT'), dealOf('700', 'OUT', 'EXPERT')];
  const answer = found({ journal: 'result', deals });
  const row = { epoch: 1, reads: 600, lastRead: 610, firstAtMs: NOW - forMs, lastAtMs: NOW };
  const evidence = { ...NO_EVIDENCE, slaveAbsences: new Map([[copy.copyId, row]]) };
  const masters = unheardBook(MASTER, accountName('Master'));
  const given = { copies: [copy], masterBook: masters, slaveBook: book([]), evidence };
  const actions = plan(input({ ...given, found: new Map([[copy.copyId, answer]]) }));
  expect(actions).toMatchObject([expected]);
});

test('gone by hand is detached, whether the master was heard or not', () => {
  const deals = [dealOf('600', 'IN', 'EXPERT'), dealOf('700', 'OUT', 'CLIENT')];
  const answer = found({ journal: 'result', deals });
  const masters = unheardBook(MASTER, accountName('Master'));
  const given = { copies: [copy], masterBook: masters, slaveBook: book([]) };
  const actions = plan(input({ ...given, found: new Map([[copy.copyId, answer]]) }));
  expect(actions).toMatchObject([{ copy: { state: { status: 'detached', reason: 'CLIENT' } } }]);
});

/** The invariants of domain/request-limit.ts, and what they mean for a plan. */
import { expect, test } from 'vitest';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import { plan } from '../../domain/plan.ts';
import { mayModify, requestAlarms } from '../../domain/request-limit.ts';
import { price } from '../../domain/symbol-spec.ts';
import {
  account,
  book,
  closingDeal,
  held,
  input,
  masterBook,
  NOW,
  openCopy,
  position,
} from './builders.ts';

const copy = openCopy();
const moved = masterBook([position({ sl: price('1.09000') })]);
const waiting = { copies: [copy], masterBook: moved, slaveBook: book([held(copy)]) };

test.each([
  [79, 100, true, []],
  [80, 100, true, ['80 %']],
  [99, 100, true, ['80 %']],
  [100, 100, false, ['spent']],
  [1_000_000, null, true, []],
])('%i of %s requests', (used, limit, may, subjects) => {
  expect(mayModify(used, limit)).toBe(may);
  expect(requestAlarms(used, limit).map(({ subject }) => subject)).toEqual(subjects);
});

test('at the limit SL and TP stay, closes and opens go on', () => {
  expect(plan(input(waiting))).toMatchObject([{ type: 'modify' }]);
  expect(plan(input({ ...waiting, mayModify: false }))).toEqual([]);
  const closed = masterBook([], { recentlyClosed: [closingDeal()] });
  const closes = plan(input({ ...waiting, masterBook: closed, mayModify: false }));
  expect(closes).toMatchObject([{ type: 'close' }]);
  const opens = plan(input({ masterBook: masterBook([position()]), mayModify: false }));
  expect(opens).toMatchObject([{ type: 'open' }]);
});

test('changes that come faster than the account allows are merged to the newest', () => {
  const modifyTries = new Map([[copy.copyId, { atMs: NOW, refused: null }]]);
  const evidence = { ...NO_EVIDENCE, modifyTries };
  const tooSoon = { ...waiting, evidence, account: account({ minModifyIntervalMs: 1_000 }) };
  expect(plan(input({ ...tooSoon, nowMs: NOW + 999 }))).toEqual([]);
  const newest = masterBook([position({ sl: price('1.09500') })]);
  const then = plan(input({ ...tooSoon, masterBook: newest, nowMs: NOW + 1_000 }));
  expect(then).toMatchObject([{ type: 'modify', order: { sl: '1.09500' } }]);
});

/** The invariants of domain/python-adoption.ts. */
import { expect, test } from 'vitest';
import { accountName, magic, masterId, positionId, ticket } from '../../domain/ids.ts';
import type { PlanInput } from '../../domain/plan-input.ts';
import { plan } from '../../domain/plan.ts';
import { decidePythonTrade } from '../../domain/python-adoption.ts';
import { lots } from '../../domain/symbol-spec.ts';
import {
  book,
  closingDeal,
  copyOf,
  input,
  masterBook,
  NOW,
  openCopy,
  position,
  SERVER_AHEAD_MS,
} from './builders.ts';

const TRADE = { masterTicket: ticket('100'), slaveTicket: ticket('900') };
/** Opened an hour ago, by the Python copier. */
const AN_HOUR_AGO = NOW + SERVER_AHEAD_MS - 3_600_000;
const master = position({ openedAtServerMs: AN_HOUR_AGO, volume: lots('0.20') });
const slave = position({
  identifier: positionId('900'),
  symbol: 'EURUSD.c',
  magic: magic('234000'),
  openedAtServerMs: AN_HOUR_AGO,
});

function given(changes: Parameters<typeof input>[0] = {}): PlanInput {
  return input({ masterBook: masterBook([master]), slaveBook: book([slave]), ...changes });
}

function elsewhere(): PlanInput {
  const other = { ...masterBook([master]), accountId: masterId('9@Other') };
  return given({ masterBook: { ...other, name: accountName('Other') } });
}

test('a trade whose master position is open becomes a copy as it stands', () => {
  const decision = decidePythonTrade(TRADE, [given()]);
  expect(decision).toMatchObject({
    type: 'adopt',
    master: 'Master',
    action: {
      type: 'adopt',
      copy: {
        copyId: copyOf().copyId,
        version: 1,
        symbol: 'EURUSD.c',
        intendedVolume: '0.10',
        masterVolume: '0.20',
        openedAtMs: NOW,
        state: { status: 'open', position: { identifier: '900', ticket: '900' } },
      },
    },
  });
});

test('an old position that was refused when it was first seen is adopted as its next version', () => {
  const refused = copyOf({
    intendedVolume: null,
    version: 1,
    state: { status: 'refused', code: 'STALE', detail: 'an hour' },
  });
  expect(decidePythonTrade(TRADE, [given({ copies: [refused] })])).toMatchObject({
    type: 'adopt',
    action: {
      type: 'record',
      copy: {
        version: 2,
        intendedVolume: '0.10',
        masterVolume: '0.20',
        intendedAtMs: NOW,
        state: { status: 'open' },
      },
    },
  });
});

test('an adopted trade is closed with its master, by identifier', () => {
  const decision = decidePythonTrade(TRADE, [given()]);
  const copy = decision.type === 'adopt' ? decision.action.copy : copyOf();
  const timeServerMs = NOW + SERVER_AHEAD_MS + 2_000;
  const deal = closingDeal({ volume: lots('0.20'), timeServerMs });
  const closed = masterBook([], { readAtMs: NOW + 2_500, recentlyClosed: [deal] });
  const actions = plan({ ...given({ copies: [copy], masterBook: closed }), nowMs: NOW + 2_500 });
  expect(actions[0]).toMatchObject({ type: 'close', order: { identifier: '900', volume: '0.10' } });
});

test.each([
  ['no master has the ticket', [given({ masterBook: masterBook([]) })], 'close the slave'],
  ['two masters have it', [given(), elsewhere()], 'Master, Other'],
  ['its master is not followed', [given({ isFollowed: false })], 'no followed master'],
  [
    'the master’s book is old',
    [given({ masterBook: masterBook([master], { readAtMs: NOW - 3_001 }) })],
    'no followed master',
  ],
  ['the slave has no such position', [given({ slaveBook: book([]) })], 'ticket 900'],
  ['the slave’s book is not known', [given({ slaveBook: null })], 'ticket 900'],
  [
    'the slave’s position has the other side',
    [given({ slaveBook: book([{ ...slave, side: 'SELL' }]) })],
    'SELL',
  ],
  ['its master position has a copy', [given({ copies: [openCopy()] })], 'has a copy already'],
  ['something is under way', [given({ inFlight: new Set([copyOf().copyId]) })], 'under way'],
] as const)('a trade is left alone when %s', (_what, inputs, why) => {
  const decision = decidePythonTrade(TRADE, inputs);
  expect(decision).toMatchObject({ type: 'skip', why: expect.stringContaining(why) });
});

test('a trade that is adopted already is not adopted again', () => {
  const first = decidePythonTrade(TRADE, [given()]);
  const copy = first.type === 'adopt' ? first.action.copy : copyOf();
  expect(decidePythonTrade(TRADE, [given({ copies: [copy] })])).toEqual({
    type: 'skip',
    why: 'it is managed already',
  });
});

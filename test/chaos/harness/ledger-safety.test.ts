import { expect, test } from 'vitest';
import type { TradeRow } from '../../../db/trade-reader.ts';
import { copyId, copyMagic } from '../../../domain/copy-identity.ts';
import { accountId, masterId, positionId, slaveId } from '../../../domain/ids.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { dealAt } from '../../simulator/broker/deals.ts';
import { ledgerViolations } from './ledger-safety.ts';

const COPY = copyId(masterId(accountId('1', 'M')), positionId('7'), slaveId(accountId('2', 'S')));
const START_MS = 1_700_000_000_000;

function row(changes: Partial<TradeRow> = {}): TradeRow {
  return {
    copyId: COPY,
    masterId: null,
    slaveId: null,
    slaveName: 'Slave',
    masterTicket: '7',
    slaveTicket: null,
    symbol: 'EURUSD',
    direction: 'BUY',
    status: 'OPEN',
    volume: '0.2',
    code: null,
    reason: null,
    intendedAtMs: START_MS + 1_000,
    openedAtMs: null,
    closedAtMs: null,
    latency: null,
    ...changes,
  };
}

function open(order: string, atMs: number, request = 'r1'): Deal {
  const magic = copyMagic(COPY);
  return dealAt(atMs, {
    deal: order,
    order,
    position: order,
    entry: 'IN',
    volume: '0.2',
    magic,
    request,
  });
}

const judged = (rows: readonly TradeRow[], slave: readonly Deal[]): readonly string[] =>
  ledgerViolations({ rows, slave, clockStartMs: START_MS });

test('an open after its intent violates nothing', () => {
  expect(judged([row()], [open('5', 1_010)])).toEqual([]);
});

test('S6 a detached copy of an untouched account is a violation', () => {
  const [found] = judged([row({ status: 'DETACHED' })], [open('5', 1_010)]);
  expect(found).toMatch(/^S6: the copy of 7 /);
});

test('S7 two orders of one request are a violation, two deals of one order are none', () => {
  expect(judged([row()], [open('5', 1_010), open('5', 1_010)])).toEqual([]);
  const [found] = judged([row()], [open('5', 1_010), open('6', 1_020)]);
  expect(found).toMatch(/^S7: request r1 led to the orders 5 and 6/);
});

test('S8 an order without an intent, or with a younger one, is a violation', () => {
  expect(judged([], [open('5', 1_010)])[0]).toMatch(/^S8: order 5 .* has no intent/);
  const adopted = row({ intendedAtMs: START_MS + 3_000 });
  expect(judged([adopted], [open('5', 1_010)])[0]).toBe(
    'S8: order 5 left 1990 ms before its intent',
  );
});

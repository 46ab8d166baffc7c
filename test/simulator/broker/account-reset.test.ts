/** A broker that forgets what an account was, as prop firms begin it anew. */
import { expect, test } from 'vitest';
import { ACCOUNT_DEFAULTS } from '../../../simulator/broker/broker-options.ts';
import { Broker } from '../../../simulator/broker/broker.ts';
import { seededRandom } from '../../../simulator/seeded-random.ts';
import { bench, symbolRecord, trade } from './builders.ts';

const PENDING = { action: 'PENDING', type: 'BUY_LIMIT', price: '1.09000' } as const;

test('positions, orders and history are gone, and one balance deal is all that there is', () => {
  const { broker, changes, deals, folded, login, open, rules, send, state, tick } = bench();
  open();
  send({ ...PENDING, filling: 'RETURN' });
  broker.resetAccount(login, '50000', 'Phase 2');
  expect(state()).toMatchObject({
    positions: [],
    orders: [],
    historyOrders: [],
    deals: [{ type: 'BALANCE', profit: '50000.00', comment: 'Phase 2' }],
    account: { balance: '50000.00', equity: '50000.00', margin: '0.00', profit: '0.00' },
  });
  expect(changes.at(-1)).toMatchObject({ isReset: true, transactions: [{ type: 'DEAL_ADD' }] });
  expect(folded()).toEqual(state());
  // The list keeps what was: the same money, told as what it changed.
  expect(deals.at(-1)).toMatchObject({ reason: 'RESET', profit: '40000.00', balance: '50000.00' });
  expect([deals.length, rules.all]).toEqual([3, []]);
  tick('1.08000', '1.08010');
  expect(state()).toMatchObject({ positions: [], account: { equity: '50000.00' } });
});

test('what traded before trades after it, under numbers that were never used', () => {
  const { broker, deals, login, open, send, state } = bench();
  const before = open();
  broker.resetAccount(login, '10000', 'Reset');
  expect(send({ type: 'SELL', position: before })).toMatchObject({ retcode: 10_036 });
  expect(Number(open())).toBeGreaterThan(Number(before));
  const clock = { nowMs: () => 0, after: () => undefined };
  const later = new Broker({ symbols: [symbolRecord()], clock, random: seededRandom(1) });
  later.openAccount({ ...ACCOUNT_DEFAULTS, login }, state(), deals);
  later.tick({ symbol: 'EURUSD', bid: '1.10000', ask: '1.10010', timeMsc: 0 });
  const retcodes: number[] = [];
  const send1 = {
    request: 'request/1',
    reason: 'EXPERT',
    trade: trade(),
    orderSendNs: '1',
  } as const;
  later.submit(login, send1, ({ retcode }) => retcodes.push(retcode));
  expect(retcodes).toEqual([10_013]);
});

test('an account with an order in flight is not reset', () => {
  const { broker, login, send, state } = bench({ account: { executionMs: { min: 50, max: 50 } } });
  send({});
  expect(() => broker.resetAccount(login, '1', '')).toThrow(/order in flight/);
  expect(state().orders).toHaveLength(1);
});

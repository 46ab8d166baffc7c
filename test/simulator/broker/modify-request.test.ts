import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import type { TradeRequest } from '../../../simulator/broker/records.ts';
import { bench, NOON, symbolRecord } from './builders.ts';

const LEVELS: readonly [string, Partial<TradeRequest>, number][] = [
  ['an SL at the stops level', { sl: '1.09950', tp: '0' }, RETCODE.DONE],
  ['an SL inside it', { sl: '1.09951' }, RETCODE.INVALID_STOPS],
  ['a TP inside it', { sl: '1.09000', tp: '1.10049' }, RETCODE.INVALID_STOPS],
  ['the levels that it has', { sl: '1.09000', tp: '1.12000' }, RETCODE.NO_CHANGES],
  ['no levels', { sl: '0', tp: '0' }, RETCODE.DONE],
  ['a ticket that is not open', { position: '1', sl: '1.08' }, RETCODE.POSITION_CLOSED],
  ['another symbol', { symbol: 'EURUSD.x', sl: '1.08' }, RETCODE.INVALID],
  ['a price off the tick size', { sl: '1.0800001' }, RETCODE.INVALID_STOPS],
];

test.each(LEVELS)('changing a position to %s', (_name, request, retcode) => {
  const symbols = [symbolRecord({ stopsLevelPoints: 50 }), symbolRecord({ symbol: 'EURUSD.x' })];
  const { changes, open, send, state, tick } = bench({ symbols });
  tick('1.1', '1.1001', 'EURUSD.x');
  const position = open({ sl: '1.09000', tp: '1.12000' });
  const told = changes.length;
  const { sl, tp } = { sl: '1.09000', tp: '1.12000', ...(retcode === RETCODE.DONE && request) };
  expect(send({ action: 'SLTP', position, ...request })?.retcode).toBe(retcode);
  const types = changes.slice(told).map((change) => change.transactions.map(({ type }) => type));
  expect(types).toEqual(retcode === RETCODE.DONE ? [['POSITION']] : []);
  expect(state().positions).toMatchObject([{ sl, tp }]);
});

test('a level that came near by itself may stay while the other one is changed', () => {
  const { open, send, tick } = bench({ symbols: [symbolRecord({ stopsLevelPoints: 50 })] });
  const position = open({ sl: '1.09900', tp: '1.12000' });
  tick('1.09910', '1.09920');
  const request = { action: 'SLTP', position, sl: '1.09900', tp: '1.11000' } as const;
  expect(send(request)?.retcode).toBe(RETCODE.DONE);
});

const LIMIT = { action: 'PENDING', type: 'BUY_LIMIT', price: '1.09000' } as const;
const ORDERS: readonly [string, Partial<TradeRequest>, number][] = [
  ['another price', { price: '1.08000' }, RETCODE.DONE],
  ['a price inside the stops level', { price: '1.09961' }, RETCODE.INVALID_PRICE],
  ['an SL inside the level', { price: '1.09000', sl: '1.08951' }, RETCODE.INVALID_STOPS],
  ['what it is', { price: '1.09000' }, RETCODE.NO_CHANGES],
  ['a time that is over', { price: '1.09', lifetime: 'SPECIFIED', expiration: 1 }, 10022],
  ['a ticket that never was', { order: '5', price: '1.08000' }, RETCODE.INVALID],
];

test.each(ORDERS)('changing an order to %s', (_name, request, retcode) => {
  const { changes, send } = bench({ symbols: [symbolRecord({ stopsLevelPoints: 50 })] });
  const order = send(LIMIT)?.order ?? '';
  expect(send({ action: 'MODIFY', order, ...request })?.retcode).toBe(retcode);
  const types = changes.slice(1).map((change) => change.transactions.map(({ type }) => type));
  expect(types).toEqual(retcode === RETCODE.DONE ? [['ORDER_UPDATE']] : []);
});

test('an order whose price the market came near may keep it while its SL is changed', () => {
  const { send, tick } = bench({ symbols: [symbolRecord({ stopsLevelPoints: 50 })] });
  const order = send(LIMIT)?.order ?? '';
  tick('1.09020', '1.09030');
  const request = { action: 'MODIFY', order, sl: '1.08000' } as const;
  expect(send({ ...request, price: '1.09000' })?.retcode).toBe(RETCODE.DONE);
  expect(send({ ...request, price: '1.08990' })?.retcode).toBe(RETCODE.INVALID_PRICE);
});

test('an order is taken back once; the second time it has changed', () => {
  const { send, state } = bench();
  const order = send(LIMIT)?.order ?? '';
  expect(send({ action: 'REMOVE', order })?.retcode).toBe(RETCODE.DONE);
  expect(state().historyOrders).toMatchObject([{ ticket: order, state: 'CANCELED' }]);
  expect(send({ action: 'REMOVE', order })?.retcode).toBe(RETCODE.ORDER_CHANGED);
});

test('an order within the freeze level can be neither changed nor taken back', () => {
  const { send, tick } = bench({ symbols: [symbolRecord({ freezeLevelPoints: 30 })] });
  const order = send(LIMIT)?.order ?? '';
  tick('1.09020', '1.09030');
  expect(send({ action: 'REMOVE', order })?.retcode).toBe(RETCODE.FROZEN);
  expect(send({ action: 'MODIFY', order, price: '1.08000' })?.retcode).toBe(RETCODE.FROZEN);
  tick('1.09021', '1.09031');
  expect(send({ action: 'REMOVE', order })?.retcode).toBe(RETCODE.DONE);
});

test('a market order that is being executed is locked', () => {
  const { clock, results, send, state } = bench({ account: { executionMs: { min: 5, max: 5 } } });
  send({});
  const order = state().orders[0]?.ticket ?? '';
  expect(send({ action: 'REMOVE', order })?.retcode).toBe(RETCODE.LOCKED);
  clock.advanceTo(NOON + 5);
  expect(results.at(-1)?.retcode).toBe(RETCODE.DONE);
});

test('an order that was triggered during the latency has changed', () => {
  const { clock, results, send, state, tick } = bench({
    account: { executionMs: { min: 5, max: 5 } },
  });
  send(LIMIT);
  clock.advanceTo(NOON + 5);
  send({ action: 'REMOVE', order: state().orders[0]?.ticket ?? '' });
  tick('1.08990', '1.09000');
  clock.advanceTo(NOON + 10);
  expect(results.at(-1)?.retcode).toBe(RETCODE.ORDER_CHANGED);
  expect(state().positions).toHaveLength(1);
});

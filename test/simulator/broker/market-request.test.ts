import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import type { AccountSettings } from '../../../simulator/broker/broker-options.ts';
import type { SymbolRecord, TradeRequest } from '../../../simulator/broker/records.ts';
import { bench, NOON, symbolRecord } from './builders.ts';

interface Case {
  readonly name: string;
  readonly symbol?: Partial<SymbolRecord>;
  readonly account?: Partial<AccountSettings>;
  readonly request?: Partial<TradeRequest>;
  readonly retcode: number;
}

const SECOND = (NOON / 1_000) % 86_400;
const WEDNESDAY = 3;

const OPENS: readonly Case[] = [
  { name: 'a buy', retcode: RETCODE.DONE },
  { name: 'a sell', request: { type: 'SELL' }, retcode: RETCODE.DONE },
  { name: 'an unknown symbol', request: { symbol: 'EURXXX' }, retcode: RETCODE.INVALID },
  { name: 'a pending type', request: { type: 'BUY_LIMIT' }, retcode: RETCODE.INVALID },
  { name: 'volume 0', request: { volume: '0' }, retcode: RETCODE.INVALID_VOLUME },
  { name: 'a negative volume', request: { volume: '-0.1' }, retcode: RETCODE.INVALID_VOLUME },
  { name: 'a volume that is no number', request: { volume: 'x' }, retcode: RETCODE.INVALID_VOLUME },
  {
    name: 'a volume below the minimum',
    symbol: { volumeMin: '0.10' },
    request: { volume: '0.09' },
    retcode: RETCODE.INVALID_VOLUME,
  },
  {
    name: 'the minimum',
    symbol: { volumeMin: '0.10' },
    request: { volume: '0.10' },
    retcode: RETCODE.DONE,
  },
  {
    name: 'a volume above the maximum',
    symbol: { volumeMax: '5' },
    request: { volume: '5.01' },
    retcode: RETCODE.INVALID_VOLUME,
  },
  {
    name: 'the maximum',
    symbol: { volumeMax: '5' },
    request: { volume: '5' },
    retcode: RETCODE.DONE,
  },
  { name: 'a volume off the step', request: { volume: '0.015' }, retcode: RETCODE.INVALID_VOLUME },
  {
    name: 'a volume on a step that doubles cannot hold',
    symbol: { volumeStep: '0.1', volumeMin: '0.1' },
    request: { volume: '0.3' },
    retcode: RETCODE.DONE,
  },
  {
    name: 'a volume above the limit of its direction',
    symbol: { volumeLimit: '1' },
    request: { volume: '1.01' },
    retcode: RETCODE.LIMIT_VOLUME,
  },
  {
    name: 'the limit',
    symbol: { volumeLimit: '1' },
    request: { volume: '1' },
    retcode: RETCODE.DONE,
  },
  { name: 'disabled', symbol: { tradeMode: 'DISABLED' }, retcode: RETCODE.TRADE_DISABLED },
  { name: 'close only', symbol: { tradeMode: 'CLOSEONLY' }, retcode: RETCODE.CLOSE_ONLY },
  {
    name: 'a sell where only longs are traded',
    symbol: { tradeMode: 'LONGONLY' },
    request: { type: 'SELL' },
    retcode: RETCODE.LONG_ONLY,
  },
  { name: 'a buy where only longs are', symbol: { tradeMode: 'LONGONLY' }, retcode: RETCODE.DONE },
  { name: 'a buy where only shorts are', symbol: { tradeMode: 'SHORTONLY' }, retcode: 10043 },
  {
    name: 'a sell where only shorts are',
    symbol: { tradeMode: 'SHORTONLY' },
    request: { type: 'SELL' },
    retcode: RETCODE.DONE,
  },
  { name: 'no session at all', symbol: { tradeSessions: [] }, retcode: RETCODE.MARKET_CLOSED },
  {
    name: 'a session of another day',
    symbol: { tradeSessions: [{ day: 4, fromS: 0, untilS: 86_400 }] },
    retcode: RETCODE.MARKET_CLOSED,
  },
  {
    name: 'the first second of a session',
    symbol: { tradeSessions: [{ day: WEDNESDAY, fromS: SECOND, untilS: 86_400 }] },
    retcode: RETCODE.DONE,
  },
  {
    name: 'the second after a session',
    symbol: { tradeSessions: [{ day: WEDNESDAY, fromS: 0, untilS: SECOND }] },
    retcode: RETCODE.MARKET_CLOSED,
  },
  { name: 'no market orders', symbol: { orderMode: 126 }, retcode: RETCODE.INVALID_ORDER },
  {
    name: 'an SL where there is none',
    symbol: { orderMode: 127 - 16 },
    request: { sl: '1.09' },
    retcode: RETCODE.INVALID_STOPS,
  },
  {
    name: 'a TP where there is none',
    symbol: { orderMode: 127 - 32 },
    request: { tp: '1.11' },
    retcode: RETCODE.INVALID_STOPS,
  },
  { name: 'no trading rights', account: { tradeAllowed: false }, retcode: RETCODE.TRADE_DISABLED },
  { name: 'no experts', account: { expertAllowed: false }, retcode: RETCODE.SERVER_DISABLES_AT },
  { name: 'as many positions as allowed', account: { limitPositions: 1 }, retcode: RETCODE.DONE },
  {
    name: 'more than the money carries',
    request: { volume: '10' },
    retcode: RETCODE.NO_MONEY,
  },
  { name: 'as much as it carries', request: { volume: '9' }, retcode: RETCODE.DONE },
];

test.each(OPENS)('opening with $name gives $retcode', ({ account, request, retcode, symbol }) => {
  const { send, state } = bench({
    symbols: [symbolRecord(symbol)],
    ...(account === undefined ? {} : { account }),
  });
  expect(send(request ?? {})?.retcode).toBe(retcode);
  expect(state().positions).toHaveLength(retcode === RETCODE.DONE ? 1 : 0);
  // What is refused on arrival leaves no order behind.
  expect(state().historyOrders).toHaveLength(retcode === RETCODE.DONE ? 1 : 0);
});

/** Buys close at the bid, 1.10000; the ask is 1.10010. */
const STOPS: readonly [string, Partial<TradeRequest>, number, number][] = [
  ['an SL at the level', { sl: '1.09950' }, 50, RETCODE.DONE],
  ['an SL inside the level', { sl: '1.09951' }, 50, RETCODE.INVALID_STOPS],
  ['a TP at the level', { tp: '1.10050' }, 50, RETCODE.DONE],
  ['a TP inside the level', { tp: '1.10049' }, 50, RETCODE.INVALID_STOPS],
  ['a sell’s SL at the level', { type: 'SELL', sl: '1.10060' }, 50, RETCODE.DONE],
  ['a sell’s SL inside it', { type: 'SELL', sl: '1.10059' }, 50, RETCODE.INVALID_STOPS],
  ['a sell’s TP at the level', { type: 'SELL', tp: '1.09960' }, 50, RETCODE.DONE],
  ['a sell’s TP inside it', { type: 'SELL', tp: '1.09961' }, 50, RETCODE.INVALID_STOPS],
  ['an SL on the wrong side without a level', { sl: '1.10001' }, 0, RETCODE.INVALID_STOPS],
  ['a TP on the wrong side without a level', { tp: '1.09999' }, 0, RETCODE.INVALID_STOPS],
  ['an SL off the tick size', { sl: '1.095005' }, 0, RETCODE.INVALID_STOPS],
  ['a TP that is no price', { tp: 'NaN' }, 0, RETCODE.INVALID_STOPS],
];

test.each(STOPS)('opening with %s', (_name, request, stopsLevelPoints, retcode) => {
  const { send } = bench({ symbols: [symbolRecord({ stopsLevelPoints })] });
  expect(send(request)?.retcode).toBe(retcode);
});

const FILLINGS: readonly [
  SymbolRecord['executionMode'],
  number,
  TradeRequest['filling'],
  number,
][] = [
  ['MARKET', 3, 'RETURN', 10030],
  ['MARKET', 1, 'FOK', 10009],
  ['MARKET', 1, 'IOC', 10030],
  ['MARKET', 2, 'IOC', 10009],
  ['MARKET', 2, 'FOK', 10030],
  ['MARKET', 7, 'BOC', 10030],
  ['EXCHANGE', 0, 'RETURN', 10009],
  ['EXCHANGE', 2, 'FOK', 10030],
  ['EXCHANGE', 1, 'IOC', 10030],
  ['EXCHANGE', 1, 'FOK', 10009],
  ['INSTANT', 0, 'RETURN', 10009],
  ['INSTANT', 0, 'FOK', 10009],
  ['INSTANT', 0, 'IOC', 10009],
  ['REQUEST', 0, 'RETURN', 10009],
  ['REQUEST', 1, 'IOC', 10009],
];

test.each(FILLINGS)('%s execution with bits %i takes %s with %i', (...row) => {
  const [executionMode, fillingMode, filling, retcode] = row;
  const { send } = bench({ symbols: [symbolRecord({ executionMode, fillingMode })] });
  expect(send({ filling, price: '1.10010' })?.retcode).toBe(retcode);
});

const INSTANTS: readonly [string, Partial<TradeRequest>, number][] = [
  ['the shown price', { price: '1.10010' }, RETCODE.DONE],
  ['no price', { price: '0' }, RETCODE.INVALID_PRICE],
  ['a price off the tick size', { price: '1.100105' }, RETCODE.INVALID_PRICE],
  ['a price within the deviation', { price: '1.10005', deviation: 5 }, RETCODE.DONE],
  ['a price beyond it', { price: '1.10004', deviation: 5 }, RETCODE.REQUOTE],
  ['a better price beyond it', { price: '1.10016', deviation: 5 }, RETCODE.REQUOTE],
];

test.each(INSTANTS)('instant execution at %s', (_name, request, retcode) => {
  const { send } = bench({ symbols: [symbolRecord({ executionMode: 'INSTANT' })] });
  expect(send(request)).toMatchObject({ retcode, bid: '1.10000', ask: '1.10010' });
});

test('a price that left the deviation while the order was executed gives 10020', () => {
  const { clock, results, send, state, tick } = bench({
    symbols: [symbolRecord({ executionMode: 'INSTANT' })],
    account: { executionMs: { min: 50, max: 50 } },
  });
  send({ price: '1.10010', deviation: 3 });
  tick('1.10010', '1.10020');
  clock.advanceTo(NOON + 50);
  expect(results).toMatchObject([{ retcode: RETCODE.PRICE_CHANGED, ask: '1.10020' }]);
  expect(state().historyOrders).toMatchObject([{ state: 'REJECTED' }]);
});

test('market execution fills at any price after its latency, and the order shows meanwhile', () => {
  const { clock, results, send, state, tick } = bench({
    account: { executionMs: { min: 50, max: 50 } },
  });
  send({ price: '1.10010' });
  expect(state().orders).toMatchObject([{ state: 'STARTED', type: 'BUY', position: '0' }]);
  tick('1.10100', '1.10110');
  clock.advanceTo(NOON + 49);
  expect(results).toEqual([]);
  clock.advanceTo(NOON + 50);
  expect(results).toMatchObject([{ retcode: RETCODE.DONE, price: '1.10110', volume: '0.1' }]);
  expect(state()).toMatchObject({ orders: [], positions: [{ priceOpen: '1.10110' }] });
});

test('stops that became wrong during the latency reject the order with 10016', () => {
  const { clock, results, send, tick } = bench({ account: { executionMs: { min: 9, max: 9 } } });
  send({ sl: '1.09990' });
  tick('1.09980', '1.09990');
  clock.advanceTo(NOON + 9);
  expect(results).toMatchObject([{ retcode: RETCODE.INVALID_STOPS }]);
});

test('a market that closed during the latency rejects the order with 10018', () => {
  const tradeSessions = [{ day: WEDNESDAY, fromS: 0, untilS: SECOND + 1 }];
  const { clock, results, send } = bench({
    symbols: [symbolRecord({ tradeSessions })],
    account: { executionMs: { min: 1_000, max: 1_000 } },
  });
  send({});
  clock.advanceTo(NOON + 1_000);
  expect(results).toMatchObject([{ retcode: RETCODE.MARKET_CLOSED }]);
});

test('a symbol without a price gives 10021', () => {
  const { send } = bench({ symbols: [symbolRecord(), symbolRecord({ symbol: 'EURUSD.x' })] });
  expect(send({ symbol: 'EURUSD.x' })?.retcode).toBe(RETCODE.PRICE_OFF);
});

test('positions beyond the limit give 10040, requests beyond theirs 10024 for a second', () => {
  const { clock, open, send } = bench({ account: { limitPositions: 1, requestsPerSecond: 3 } });
  open();
  expect(send({})?.retcode).toBe(RETCODE.LIMIT_POSITIONS);
  expect(send({})?.retcode).toBe(RETCODE.LIMIT_POSITIONS);
  expect(send({})?.retcode).toBe(RETCODE.TOO_MANY_REQUESTS);
  clock.advanceTo(NOON + 1_000);
  expect(send({})?.retcode).toBe(RETCODE.LIMIT_POSITIONS);
});

test('an account that may not hedge gives 10046 for the other side only', () => {
  const { open, send } = bench({ account: { hedgeAllowed: false } });
  open();
  expect(send({ type: 'SELL' })?.retcode).toBe(RETCODE.HEDGE_PROHIBITED);
  expect(send({})?.retcode).toBe(RETCODE.DONE);
});

test('the volume limit counts positions and pending orders of one direction', () => {
  const { open, send } = bench({ symbols: [symbolRecord({ volumeLimit: '1' })] });
  open({ volume: '0.5' });
  const limit = { action: 'PENDING', type: 'BUY_LIMIT', price: '1.09', volume: '0.4' } as const;
  expect(send(limit)?.retcode).toBe(RETCODE.DONE);
  expect(send({ volume: '0.11' })?.retcode).toBe(RETCODE.LIMIT_VOLUME);
  expect(send({ volume: '0.10' })?.retcode).toBe(RETCODE.DONE);
  expect(send({ volume: '1', type: 'SELL' })?.retcode).toBe(RETCODE.DONE);
});

import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import type { SymbolRecord, TradeRequest } from '../../../simulator/broker/records.ts';
import { bench, NOON, symbolRecord } from './builders.ts';

type Row = readonly [
  name: string,
  request: Partial<TradeRequest>,
  retcode: number,
  symbol?: Partial<SymbolRecord>,
];
const LEVEL = { stopsLevelPoints: 50 };
const NOON_S = NOON / 1_000;

/** The market is at 1.10000 / 1.10010. */
const PLACED: readonly Row[] = [
  ['a buy limit at the level', { type: 'BUY_LIMIT', price: '1.09960' }, RETCODE.DONE, LEVEL],
  ['a buy limit inside it', { type: 'BUY_LIMIT', price: '1.09961' }, 10015, LEVEL],
  ['a sell limit at the level', { type: 'SELL_LIMIT', price: '1.10050' }, RETCODE.DONE, LEVEL],
  ['a sell limit inside it', { type: 'SELL_LIMIT', price: '1.10049' }, 10015, LEVEL],
  ['a buy stop at the level', { type: 'BUY_STOP', price: '1.10060' }, RETCODE.DONE, LEVEL],
  ['a buy stop inside it', { type: 'BUY_STOP', price: '1.10059' }, 10015, LEVEL],
  ['a sell stop at the level', { type: 'SELL_STOP', price: '1.09950' }, RETCODE.DONE, LEVEL],
  ['a sell stop inside it', { type: 'SELL_STOP', price: '1.09951' }, 10015, LEVEL],
  ['a buy limit above the market', { type: 'BUY_LIMIT', price: '1.10020' }, 10015],
  ['a sell stop above the market', { type: 'SELL_STOP', price: '1.10020' }, 10015],
  ['no price', { type: 'BUY_LIMIT', price: '0' }, RETCODE.INVALID_PRICE],
  ['a price off the tick size', { price: '1.09110' }, 10015, { tickSize: '0.00025' }],
  ['a market type', { type: 'BUY' }, RETCODE.INVALID],
  ['an SL at the level from its own price', { sl: '1.08950' }, RETCODE.DONE, LEVEL],
  ['an SL inside the level from its own price', { sl: '1.08951' }, 10016, LEVEL],
  ['a TP between its own price and the market', { tp: '1.09500' }, RETCODE.DONE],
  ['a volume off the step', { volume: '0.011' }, RETCODE.INVALID_VOLUME],
  ['no limit orders', {}, RETCODE.INVALID_ORDER, { orderMode: 125 }],
  ['no stop orders', { type: 'BUY_STOP', price: '1.2' }, 10035, { orderMode: 123 }],
  ['RETURN with market execution', { filling: 'RETURN' }, RETCODE.DONE],
  ['FOK without its bit', { filling: 'FOK' }, RETCODE.DONE, { fillingMode: 0 }],
  ['BOC without its bit', { filling: 'BOC' }, RETCODE.INVALID_FILL],
  ['BOC with it', { filling: 'BOC' }, RETCODE.DONE, { fillingMode: 4 }],
  ['a lifetime that the symbol has not', { lifetime: 'DAY' }, 10022, { expirationMode: 1 }],
  ['an expiration that is over', { lifetime: 'SPECIFIED', expiration: NOON_S }, 10022],
  ['an expiration to come', { lifetime: 'SPECIFIED', expiration: NOON_S + 1 }, RETCODE.DONE],
  ['a closed market', {}, RETCODE.MARKET_CLOSED, { tradeSessions: [] }],
  ['a symbol that is close only', {}, RETCODE.CLOSE_ONLY, { tradeMode: 'CLOSEONLY' }],
  ['a volume above the limit', { volume: '2' }, RETCODE.LIMIT_VOLUME, { volumeLimit: '1' }],
  ['more than the money carries, as it costs no margin', { volume: '20' }, RETCODE.DONE],
  [
    'a stop limit whose limit is below its stop',
    { type: 'BUY_STOP_LIMIT', price: '1.10100', stoplimit: '1.10050' },
    RETCODE.DONE,
    LEVEL,
  ],
  [
    'a stop limit whose limit is too near',
    { type: 'BUY_STOP_LIMIT', price: '1.10100', stoplimit: '1.10051' },
    RETCODE.INVALID_PRICE,
    LEVEL,
  ],
  [
    'a stop limit without its limit',
    { type: 'SELL_STOP_LIMIT', price: '1.09000' },
    RETCODE.INVALID_PRICE,
  ],
];

const CASES = PLACED.map(([name, request, retcode, symbol = {}]) => ({
  name,
  request,
  retcode,
  symbol,
}));

test.each(CASES)('a pending order with $name', ({ request, retcode, symbol }) => {
  const { send, state } = bench({ symbols: [symbolRecord(symbol)] });
  const base = { action: 'PENDING', type: 'BUY_LIMIT', price: '1.09000' } as const;
  const result = send({ ...base, filling: 'RETURN', ...request });
  expect(result?.retcode).toBe(retcode);
  const expected = retcode === RETCODE.DONE ? [{ ticket: result?.order, state: 'PLACED' }] : [];
  expect(state().orders).toMatchObject(expected);
});

test('more pending orders than the account may have give 10033', () => {
  const { send } = bench({ account: { limitOrders: 1 } });
  const limit = { action: 'PENDING', type: 'BUY_LIMIT', price: '1.09000' } as const;
  expect(send(limit)?.retcode).toBe(RETCODE.DONE);
  expect(send(limit)?.retcode).toBe(RETCODE.LIMIT_ORDERS);
});

const ENDS: readonly [Partial<TradeRequest>, number][] = [
  [{ lifetime: 'DAY' }, Date.UTC(2014, 4, 1)],
  [{ lifetime: 'SPECIFIED', expiration: NOON_S + 90 }, NOON + 90_000],
  [{ lifetime: 'SPECIFIED_DAY', expiration: NOON_S + 86_400 }, Date.UTC(2014, 4, 2)],
];

test.each(ENDS)('an order with %o expires then and not before', (request, atMs) => {
  const { changes, clock, send, state } = bench();
  send({ action: 'PENDING', type: 'BUY_LIMIT', price: '1.09000', ...request });
  clock.advanceTo(atMs - 1);
  expect(state().orders).toHaveLength(1);
  clock.advanceTo(atMs);
  expect(state().orders).toEqual([]);
  expect(state().historyOrders).toMatchObject([{ state: 'EXPIRED', timeDoneMsc: atMs }]);
  expect(changes.at(-1)?.transactions.map(({ type }) => type)).toEqual([
    'ORDER_DELETE',
    'HISTORY_ADD',
  ]);
});

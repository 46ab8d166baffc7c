import { expect, test } from 'vitest';
import type { TradeRequest } from '../../../simulator/broker/records.ts';
import { bench, NOON, symbolRecord } from './builders.ts';

type Row = readonly [
  name: string,
  request: Partial<TradeRequest>,
  before: readonly [string, string],
  hit: readonly [string, string],
  price: string,
  reason: string,
];

/** Opened at 1.10000 / 1.10010; `before` must not trigger, `hit` must. */
const STOPS: readonly Row[] = [
  [
    'a buy’s SL',
    { sl: '1.09900' },
    ['1.09901', '1.09911'],
    ['1.09900', '1.09910'],
    '1.09900',
    'SL',
  ],
  [
    'a buy’s TP',
    { tp: '1.10100' },
    ['1.10099', '1.10109'],
    ['1.10100', '1.10110'],
    '1.10100',
    'TP',
  ],
  [
    'a sell’s SL',
    { type: 'SELL', sl: '1.10100' },
    ['1.10089', '1.10099'],
    ['1.10090', '1.10100'],
    '1.10100',
    'SL',
  ],
  [
    'a sell’s TP',
    { type: 'SELL', tp: '1.09900' },
    ['1.09891', '1.09901'],
    ['1.09890', '1.09900'],
    '1.09900',
    'TP',
  ],
  [
    'a buy’s SL that a gap skips',
    { sl: '1.09900' },
    ['1.10000', '1.10010'],
    ['1.09500', '1.09510'],
    '1.09500',
    'SL',
  ],
  [
    'a buy’s TP that a gap skips',
    { tp: '1.10100' },
    ['1.10000', '1.10010'],
    ['1.10500', '1.10510'],
    '1.10500',
    'TP',
  ],
  [
    'a sell’s SL that a wide spread reaches',
    { type: 'SELL', sl: '1.10100' },
    ['1.10000', '1.10010'],
    ['1.10000', '1.10600'],
    '1.10600',
    'SL',
  ],
  [
    'a buy’s SL at a crossed quote',
    { sl: '1.09900' },
    ['1.09901', '1.09890'],
    ['1.09899', '1.09890'],
    '1.09899',
    'SL',
  ],
];

test.each(STOPS)('%s closes the position', (_name, request, before, hit, price, reason) => {
  const { deals, open, rules, state, tick } = bench();
  open({ magic: '42', ...request });
  tick(...before);
  expect(state().positions).toHaveLength(1);
  tick(...hit);
  expect(state().positions).toEqual([]);
  expect(rules.all).toEqual([]);
  const level = request.sl ?? request.tp ?? '';
  const comment = `[${reason.toLowerCase()} ${level}]`;
  expect(deals.at(-1)).toMatchObject({ entry: 'OUT', reason, price, comment, magic: '42' });
});

const PENDINGS: readonly Omit<Row, never>[] = [
  [
    'a buy limit',
    { type: 'BUY_LIMIT', price: '1.09900' },
    ['1.0', '1.09901'],
    ['1.0', '1.09900'],
    '1.09900',
    'EXPERT',
  ],
  [
    'a sell limit',
    { type: 'SELL_LIMIT', price: '1.10100' },
    ['1.10099', '1.2'],
    ['1.10100', '1.2'],
    '1.10100',
    'EXPERT',
  ],
  [
    'a buy stop',
    { type: 'BUY_STOP', price: '1.10100' },
    ['1.0', '1.10099'],
    ['1.0', '1.10100'],
    '1.10100',
    'EXPERT',
  ],
  [
    'a sell stop',
    { type: 'SELL_STOP', price: '1.09900' },
    ['1.09901', '1.2'],
    ['1.09900', '1.2'],
    '1.09900',
    'EXPERT',
  ],
  [
    'a buy stop that a gap skips',
    { type: 'BUY_STOP', price: '1.10100' },
    ['1.0', '1.10099'],
    ['1.0', '1.10500'],
    '1.10500',
    'EXPERT',
  ],
  [
    'a buy limit that a gap skips',
    { type: 'BUY_LIMIT', price: '1.09900' },
    ['1.0', '1.09901'],
    ['1.0', '1.09400'],
    '1.09400',
    'EXPERT',
  ],
];

test.each(PENDINGS)('%s opens a position with its own ticket', (...row) => {
  const [, request, before, hit, price, reason] = row;
  const { changes, send, state, tick } = bench();
  const ticket = send({ action: 'PENDING', comment: 'waits', ...request })?.order;
  tick(...before);
  expect(state().positions).toEqual([]);
  tick(...hit);
  expect(state().positions).toMatchObject([
    { ticket, identifier: ticket, priceOpen: price, reason, comment: 'waits' },
  ]);
  expect(state().orders).toEqual([]);
  expect(changes.at(-1)?.transactions.map(({ type }) => type)).toEqual([
    'DEAL_ADD',
    'ORDER_DELETE',
    'HISTORY_ADD',
  ]);
});

test('a stop limit becomes a limit at its stop and is filled at its limit', () => {
  const { send, state, tick } = bench();
  const prices = { price: '1.10100', stoplimit: '1.10050' };
  const ticket = send({ action: 'PENDING', type: 'BUY_STOP_LIMIT', ...prices })?.order;
  tick('1.10040', '1.10050');
  expect(state().orders).toMatchObject([{ type: 'BUY_STOP_LIMIT' }]);
  tick('1.10090', '1.10100');
  expect(state().orders).toMatchObject([{ ticket, type: 'BUY_LIMIT', priceOpen: '1.10050' }]);
  tick('1.10040', '1.10050');
  expect(state().positions).toMatchObject([{ ticket, priceOpen: '1.10050' }]);
});

test('a pending order that the money does not carry any more is rejected', () => {
  const { send, state, tick } = bench();
  send({ action: 'PENDING', type: 'BUY_LIMIT', price: '1.09900', volume: '20' });
  tick('1.09890', '1.09900');
  expect(state()).toMatchObject({
    orders: [],
    positions: [],
    historyOrders: [{ state: 'REJECTED' }],
  });
});

test('nothing is triggered outside the sessions', () => {
  const tradeSessions = [{ day: 3, fromS: 0, untilS: 43_201 }];
  const { clock, open, state, tick } = bench({ symbols: [symbolRecord({ tradeSessions })] });
  open({ sl: '1.09900' });
  clock.advanceTo(NOON + 1_000);
  tick('1.09000', '1.09010');
  expect(state().positions).toHaveLength(1);
});

test('a stop-out closes the largest loss first and stops above the level', () => {
  // 1 lot each: margin 1,100 USD; 3,300 together.
  const { deals, open, state, tick } = bench({ account: { balance: '5000' } });
  tick('1.10000', '1.10010');
  const first = open({ volume: '1' });
  tick('1.10500', '1.10510');
  const worst = open({ volume: '1' });
  tick('1.10200', '1.10210');
  open({ volume: '1' });
  // Equity 5000 − 890 − 1390 − 1090 = 1630 of margin 3307.30: 49.28 %.
  tick('1.09120', '1.09130');
  const last = deals.at(-1);
  expect(last).toMatchObject({
    entry: 'OUT',
    position: worst,
    reason: 'SO',
    comment: '[so 49.28%]',
  });
  expect(state().positions).toHaveLength(2);
  // 1630 of 2202.20 is 74 %; the next one falls when half of the margin is lost.
  tick('1.08860', '1.08870');
  expect(state().positions).toHaveLength(2);
  tick('1.08855', '1.08865');
  expect(state().positions).toHaveLength(1);
  expect(state().positions.some(({ identifier }) => identifier === first)).toBe(true);
});

test('a gap may close everything and leave a debt', () => {
  const { open, state, tick } = bench({ account: { balance: '2000' } });
  open({ volume: '1' });
  tick('1.05000', '1.05010');
  expect(state()).toMatchObject({
    positions: [],
    account: { balance: '-3010.00', margin: '0.00' },
  });
});

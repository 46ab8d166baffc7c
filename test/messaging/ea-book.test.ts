import { expect, test } from 'vitest';
import { accountId } from '../../domain/ids.ts';
import { toBook, toFound, toSymbolSpec, toTradeReply } from '../../messaging/ea-book.ts';
import {
  eaBook as bookSchema,
  eaReply,
  findResult,
  symbolResult,
} from '../../messaging/ea-protocol.ts';
import { eaBook, eaDeal, eaPosition } from './ea-samples.ts';

const ACCOUNT = accountId('5001', 'Broker-Demo');

test('a book: 64-bit numbers keep every digit, a 0 for SL and TP is none', () => {
  const reported = bookSchema.parse(
    eaBook({
      read: 12,
      complete: false,
      positions: [eaPosition(), eaPosition({ identifier: '5', sl: '1.30000', tp: '1.40000' })],
    }),
  );
  const position = {
    identifier: '9007199254740995',
    ticket: '9007199254740993',
    symbol: 'EURUSD',
    side: 'BUY',
    volume: '0.02',
    priceOpen: '1.38626',
    sl: null,
    tp: null,
    openedAtServerMs: 1_399_033_760_100,
    magic: '5499164285417553921',
    comment: '9007199254740995',
  };
  expect(toBook(reported, ACCOUNT, 77)).toEqual({
    accountId: '5001@Broker-Demo',
    read: 12,
    readAtMs: 77,
    serverNowMs: 1_399_033_762_000,
    connected: true,
    synced: true,
    complete: false,
    positions: new Map<string, unknown>([
      ['9007199254740995', position],
      ['5', { ...position, identifier: '5', sl: '1.30000', tp: '1.40000' }],
    ]),
    orders: ['74'],
    recentlyClosed: [
      {
        deal: '18446744073709551615',
        order: '72',
        identifier: '73',
        entry: 'OUT',
        volume: '0.01',
        price: '1.38700',
        timeServerMs: 1_399_033_761_000,
        reason: 'SL',
        magic: '-1',
      },
    ],
  });
});

test('a symbol: decimals become points and steps', () => {
  const reported = symbolResult.parse({
    symbol: 'XAUUSD',
    digits: 2,
    tickSize: '0.05',
    contractSize: '100',
    volumeMin: '0.10',
    volumeMax: '50.00',
    volumeStep: '0.10',
    volumeLimit: '0',
    fillingMode: 2,
    stopsLevel: 20,
  });
  expect(toSymbolSpec(reported)).toMatchObject({
    symbol: 'XAUUSD',
    digits: 2,
    tickPoints: 5,
    volumeStep: '0.10',
    minSteps: 1,
    maxSteps: 500,
    limitSteps: 0,
    filling: { fok: false, ioc: true },
    stopsPoints: 20,
  });
});

test.each([
  ['its sessions', [{ day: 1, from: 3_600, to: 86_400 }], [{ day: 1, fromS: 3_600, toS: 86_400 }]],
  ['no sessions when there are none', undefined, []],
  ['no sessions when they make no sense', [{ day: 9 }], []],
])('a symbol brings %s', (_what, sessions, expected) => {
  const reported = symbolResult.parse({
    symbol: 'XAUUSD',
    digits: 2,
    tickSize: '0.01',
    contractSize: '100',
    volumeMin: '0.01',
    volumeMax: '50.00',
    volumeStep: '0.01',
    volumeLimit: '0',
    fillingMode: 2,
    stopsLevel: 0,
    ...(sessions === undefined ? {} : { sessions }),
  });
  expect(toSymbolSpec(reported).sessions).toEqual(expected);
});

const DONE = {
  id: 'request/open/1',
  ok: true,
  retcode: 10_009,
  order: '72',
  deal: '71',
  position: '73',
  ticket: '74',
  volume: '0.02',
  price: '1.38620',
};

test.each([
  [
    'taken, with its position',
    DONE,
    {
      type: 'taken',
      retcode: 10_009,
      order: '72',
      position: { identifier: '73', ticket: '74' },
      volume: '0.02',
      price: '1.38620',
    },
  ],
  [
    'taken, nothing known yet',
    {
      ...DONE,
      retcode: 10_008,
      order: '0',
      position: '0',
      ticket: '0',
      volume: '0.00',
      price: '0.00',
    },
    { type: 'taken', retcode: 10_008, order: null, position: null, volume: null },
  ],
  ['taken, but not to be read', { ...DONE, volume: 'much' }, { type: 'unknown' }],
  ['taken, and nothing else said', { id: 'x', ok: true }, { type: 'unknown' }],
  [
    'refused by the EA',
    { id: 'x', error: 'EXPIRED' },
    { type: 'rejected', error: 'EXPIRED', retcode: null, message: 'EXPIRED' },
  ],
  [
    'refused by the trade server',
    { id: 'x', error: 'REJECTED', retcode: 10_019, message: 'no money' },
    { type: 'rejected', error: 'REJECTED', retcode: 10_019, message: 'no money' },
  ],
  ['in doubt', { id: 'x', error: 'UNKNOWN', message: 'no result' }, { type: 'unknown' }],
])('a reply: %s', (_, reply, expected) => {
  expect(toTradeReply(eaReply.parse(reply))).toMatchObject(expected);
});

test('a finding is reliable only when the terminal is connected and synchronised', () => {
  const { symbol: _symbol, ...foundDeal } = eaDeal({ entry: 'OUT_BY' });
  const found = {
    journal: 'result',
    journalId: 'journal-1',
    result: DONE,
    connected: true,
    synced: true,
    positions: [eaPosition({ type: 'SELL' })],
    orders: [{ ticket: '74', symbol: 'EURUSD', type: 'BUY', volume: '0.10', magic: '0' }],
    historyOrders: [],
    deals: [foundDeal],
  };
  const expected = {
    journal: 'result',
    journalId: 'journal-1',
    reply: { type: 'taken', retcode: 10_009 },
    isReliable: true,
    positions: [{ side: 'SELL' }],
    orders: ['74'],
    deals: [{ deal: '18446744073709551615', identifier: '73', entry: 'OUT_BY', magic: '-1' }],
    atMs: 99,
  };
  expect(toFound(findResult.parse(found), 99)).toMatchObject(expected);
  for (const doubt of [{ connected: false }, { synced: false }]) {
    const parsed = findResult.parse({ ...found, ...doubt });
    expect(toFound(parsed, 99).isReliable).toBe(false);
  }
  const { result: _result, ...absent } = { ...found, journal: 'absent' };
  expect(toFound(findResult.parse(absent), 99)).toMatchObject({ journal: 'absent', reply: null });
});

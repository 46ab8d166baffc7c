import path from 'node:path';
import { expect, test } from 'vitest';
import {
  parseBrokerFile,
  type BrokerFileInput,
} from '../../../simulator/broker-process/broker-file.ts';
import { symbolRecord } from '../../../simulator/broker-process/symbol-description.ts';

const EURUSD = { symbol: 'EURUSD.c', digits: 5, feed: { file: 'eurusd.csv' } };

function parse(changes: Partial<BrokerFileInput> = {}): ReturnType<typeof parseBrokerFile> {
  const input: BrokerFileInput = {
    server: 'Demo',
    symbols: [EURUSD],
    clock: { startWallMs: 1, startTickMs: 2 },
    seed: 1,
    stateFolder: 'state',
    accounts: [{ login: '5001' }],
    ...changes,
  };
  return parseBrokerFile(input, path.resolve('/here/broker.json'));
}

test('little has to be said, and paths start at the file', () => {
  const file = parse();
  expect(file.stateFolder).toBe(path.resolve('/here/state'));
  expect(file.symbols[0]?.feed.file).toBe(path.resolve('/here/eurusd.csv'));
  expect(file.accounts[0]).toMatchObject({ balance: '10000.00', marginMode: 'HEDGING' });
  expect(file.symbols.map(symbolRecord)).toMatchObject([
    { tickSize: '0.00001', currencyBase: 'EUR', currencyProfit: 'USD', currencyMargin: 'EUR' },
  ]);
});

function of(symbol: string, more: object = {}): readonly object[] {
  return parse({ symbols: [{ ...EURUSD, symbol, ...more }] }).symbols.map(symbolRecord);
}

test('a name that is usual for a metal is known, another one is asked for', () => {
  expect(of('GOLD')).toMatchObject([{ currencyBase: 'XAU', currencyProfit: 'USD' }]);
  expect(() => of('US500')).toThrow(/"US500" is no currency pair: say its currencyProfit/);
  const said = { currencyBase: 'USD', currencyProfit: 'USD', calcMode: 'CFDINDEX' };
  expect(of('US500', said)).toMatchObject([said]);
});

test.for<[string, Partial<BrokerFileInput>, RegExp]>([
  ['a symbol twice', { symbols: [EURUSD, EURUSD] }, /"EURUSD\.c" occurs twice/],
  ['a login twice', { accounts: [{ login: '1' }, { login: '1' }] }, /1 occurs twice/],
  ['a login that is none', { accounts: [{ login: '0x1' }] }, /1 to 12 digits/],
  ['latency upside down', { executionMs: { min: 2, max: 1 } }, /min must not be above max/],
  [
    'an empty loop',
    { clock: { startWallMs: 1, startTickMs: 1, loop: { fromMs: 2, untilMs: 2 } } },
    /fromMs/,
  ],
  ['a number for a decimal', { symbols: [{ ...EURUSD, volumeMin: '1e5' }] }, /plain decimal/],
])('%s is refused', ([, changes, message]) => {
  expect(() => parse(changes)).toThrow(message);
});

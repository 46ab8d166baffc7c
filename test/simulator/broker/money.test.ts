/**
 * Margin and profit against values computed by hand; leverage 1:100 everywhere. The arithmetic stands
 * beside each value.
 */
import { expect, test } from 'vitest';
import type { SymbolRecord } from '../../../simulator/broker/records.ts';
import { bench, symbolRecord } from './builders.ts';

const USDJPY = symbolRecord({
  symbol: 'USDJPY',
  digits: 3,
  tickSize: '0.001',
  currencyBase: 'USD',
  currencyProfit: 'JPY',
  currencyMargin: 'USD',
});
const GBPUSD = symbolRecord({ symbol: 'GBPUSD', currencyBase: 'GBP', currencyMargin: 'GBP' });
const EURGBP = symbolRecord({ symbol: 'EURGBP', currencyProfit: 'GBP' });
const XAUUSD = symbolRecord({
  symbol: 'XAUUSD',
  digits: 2,
  tickSize: '0.01',
  contractSize: '100',
  calcMode: 'CFDLEVERAGE',
  currencyBase: 'XAU',
  currencyProfit: 'USD',
  currencyMargin: 'USD',
});
const GER40 = symbolRecord({
  symbol: 'GER40',
  digits: 1,
  tickSize: '0.1',
  contractSize: '1',
  calcMode: 'CFDINDEX',
  currencyBase: 'EUR',
  currencyProfit: 'EUR',
  currencyMargin: 'EUR',
});
const SYMBOLS = [symbolRecord(), USDJPY, GBPUSD, EURGBP, XAUUSD, GER40];

function market(currency: string, symbols: readonly SymbolRecord[] = SYMBOLS) {
  const made = bench({ symbols, account: { currency, balance: '1000000' } });
  const { tick } = made;
  tick('150.000', '150.010', 'USDJPY');
  tick('1.25000', '1.25010', 'GBPUSD');
  tick('0.88000', '0.88010', 'EURGBP');
  tick('2000.00', '2000.30', 'XAUUSD');
  tick('18000.0', '18001.0', 'GER40');
  return made;
}

/** One lot is bought at the ask; then the price moves to the given bid and ask. */
type Row = readonly [
  currency: string,
  symbol: string,
  margin: string,
  gainAt: readonly [string, string],
  gain: string,
  lossAt: readonly [string, string],
  loss: string,
];

const TABLE: readonly Row[] = [
  // Margin 1,000 EUR × 1.10010. Gain 0.001 × 100,000.
  ['USD', 'EURUSD', '1100.10', ['1.10110', '1.10120'], '100.00', ['1.09910', '1.09920'], '-100.00'],
  // 50,000 JPY ÷ ask 150.520; −50,000 JPY ÷ bid 149.510.
  ['USD', 'USDJPY', '1000.00', ['150.510', '150.520'], '332.18', ['149.510', '149.520'], '-334.43'],
  // Margin 100 oz × 2,000.30 ÷ 100.
  [
    'USD',
    'XAUUSD',
    '2000.30',
    ['2010.30', '2010.60'],
    '1000.00',
    ['1990.30', '1990.60'],
    '-1000.00',
  ],
  // Margin 18,001 EUR × ask 1.10010; 100 EUR × bid 1.10000; −100 EUR × ask 1.10010.
  ['USD', 'GER40', '19802.90', ['18101.0', '18102.0'], '110.00', ['17901.0', '17902.0'], '-110.01'],
  // Margin 1,000 EUR × ask 1.10010; 100 GBP × bid 1.25000; −100 GBP × ask 1.25010.
  ['USD', 'EURGBP', '1100.10', ['0.88110', '0.88120'], '125.00', ['0.87910', '0.87920'], '-125.01'],
  // 100 USD ÷ ask 1.10120; −100 USD ÷ bid 1.09910.
  ['EUR', 'EURUSD', '1000.00', ['1.10110', '1.10120'], '90.81', ['1.09910', '1.09920'], '-90.98'],
  // Margin 1,000 USD ÷ ask 1.10010; 50,000 ÷ 150.520 ÷ 1.10010; −50,000 ÷ 149.510 ÷ 1.10000.
  ['EUR', 'USDJPY', '909.01', ['150.510', '150.520'], '301.96', ['149.510', '149.520'], '-304.02'],
  // Margin 2,000.30 USD ÷ 1.10010; 1,000 USD ÷ 1.10010; −1,000 USD ÷ 1.10000.
  ['EUR', 'XAUUSD', '1818.29', ['2010.30', '2010.60'], '909.01', ['1990.30', '1990.60'], '-909.09'],
  ['EUR', 'GER40', '18001.00', ['18101.0', '18102.0'], '100.00', ['17901.0', '17902.0'], '-100.00'],
  // 100 GBP ÷ ask 0.88120; −100 GBP ÷ bid 0.87910.
  ['EUR', 'EURGBP', '1000.00', ['0.88110', '0.88120'], '113.48', ['0.87910', '0.87920'], '-113.75'],
  // Margin 1,000 EUR × 150.010 × 1.10010 (two legs); 100 USD × bid 150.000; −100 USD × ask 150.010.
  ['JPY', 'EURUSD', '165026', ['1.10110', '1.10120'], '15000', ['1.09910', '1.09920'], '-15001'],
];

test.each(TABLE)('%s account, %s', (...row) => {
  const [currency, symbol, margin, gainAt, gain, lossAt, loss] = row;
  const { broker, login, open, send, state, tick } = bench({
    symbols: SYMBOLS,
    account: { currency, balance: '10000000', currencyDigits: currency === 'JPY' ? 0 : 2 },
  });
  tick('150.000', '150.010', 'USDJPY');
  tick('1.25000', '1.25010', 'GBPUSD');
  tick('0.88000', '0.88010', 'EURGBP');
  tick('2000.00', '2000.30', 'XAUUSD');
  tick('18000.0', '18001.0', 'GER40');
  for (const [at, profit] of [
    [gainAt, gain],
    [lossAt, loss],
  ] as const) {
    const position = open({ symbol, volume: '1' });
    expect(broker.account(login).margin).toBe(margin);
    const first = broker.quotes().find((quote) => quote.symbol === symbol);
    tick(...at, symbol);
    expect(broker.account(login).profit).toBe(profit);
    send({ type: 'SELL', symbol, position, volume: '1' });
    expect(state().deals.at(-1)?.profit).toBe(profit);
    tick(first?.bid ?? '', first?.ask ?? '', symbol);
  }
});

test('a sell’s margin is converted at the bid', () => {
  const { broker, login, open } = market('USD');
  open({ symbol: 'EURGBP', type: 'SELL', volume: '1' });
  // 1,000 EUR × 1.10000.
  expect(broker.account(login).margin).toBe('1100.00');
});

const MODES: readonly [string, Partial<SymbolRecord>, string][] = [
  ['FOREX with an initial margin', { marginInitial: '50000' }, '550.05'],
  ['FOREX_NO_LEVERAGE', { calcMode: 'FOREX_NO_LEVERAGE' }, '110010.00'],
  // The margin currency EUR is converted through the symbol's own price: 1.10010 × 1.10010.
  ['CFD in its profit currency', { calcMode: 'CFD', currencyMargin: 'USD' }, '110010.00'],
  ['CFDLEVERAGE', { calcMode: 'CFDLEVERAGE', currencyMargin: 'USD' }, '1100.10'],
  [
    'FUTURES',
    { calcMode: 'FUTURES', currencyBase: 'USD', currencyMargin: 'USD', marginInitial: '640' },
    '640.00',
  ],
];

test.each(MODES)('margin of one lot, %s', (_name, changes, margin) => {
  const { broker, login, open } = bench({
    symbols: [symbolRecord(changes)],
    account: { balance: '1000000' },
  });
  open({ volume: '1' });
  expect(broker.account(login).margin).toBe(margin);
});

/** Bought at 1.10010, sold at 1.10000. */
const HEDGED: readonly [string, string, string, string][] = [
  // Mean of 1,100.10 and 1,100.00.
  ['100000', '1', '1', '1100.05'],
  ['50000', '1', '1', '550.03'],
  ['0', '1', '1', '1100.10'],
  // 2 × 1,100.10 uncovered, 1 × (3 × 1,100.10 + 1,100) ÷ 4 covered.
  ['100000', '3', '1', '3300.28'],
  ['0', '1', '3', '3300.00'],
];

test.each(HEDGED)('hedged margin %s, %s against %s lots', (marginHedged, buys, sells, margin) => {
  const { broker, login, open } = bench({ symbols: [symbolRecord({ marginHedged })] });
  open({ volume: buys });
  open({ volume: sells, type: 'SELL' });
  expect(broker.account(login).margin).toBe(margin);
});

test('the tick value is that of a recorded account in EUR', () => {
  const { broker, login, tick } = bench({ account: { currency: 'EUR' } });
  tick('1.09137', '1.09152');
  expect(Number(broker.symbols(login)[0]?.tickValue)).toBeCloseTo(0.9161536206391089, 9);
});

test('a currency that no quoted pair reaches is refused when the account is opened', () => {
  const symbols = [symbolRecord({ currencyProfit: 'CHF' })];
  expect(() => bench({ symbols })).toThrow('convert CHF to USD');
});

test('without the price of a conversion nothing is opened and nothing is NaN', () => {
  const { broker, login, send } = bench({ symbols: [symbolRecord(), USDJPY, EURGBP, GBPUSD] });
  broker.tick({ symbol: 'EURGBP', bid: '0.88000', ask: '0.88010', timeMsc: 1 });
  expect(send({ symbol: 'EURGBP' })?.retcode).toBe(10021);
  expect(broker.account(login).equity).toBe('10000.00');
});

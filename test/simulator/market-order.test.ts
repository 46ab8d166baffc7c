import { expect, test } from 'vitest';
import type { TradedSymbol } from '../../simulator/account-file.ts';
import type { OpenPosition } from '../../simulator/broker/deal.ts';
import { checkOrder, type MarketOrder } from '../../simulator/market-order.ts';
import { accountFile, order, T0 } from './builders.ts';

function symbol(changes: Partial<TradedSymbol> = {}): TradedSymbol {
  const [spec] = accountFile().symbols;
  if (spec === undefined) throw new Error('the builder has no symbol');
  return { ...spec, ...changes };
}

const OPEN: OpenPosition = {
  identifier: '77',
  symbol: 'EURUSD',
  side: 'BUY',
  volume: '0.02',
  priceOpen: '1.38620',
  sl: '0',
  tp: '0',
  timeMsc: T0,
  magic: '0',
  comment: '',
};
const CLOSE = { closes: '77', side: 'SELL' } as const;

test.each<[number, Partial<MarketOrder>]>([
  [10009, { volume: '0.01' }],
  [10009, { volume: '50' }],
  [10014, { volume: '0.005' }],
  [10014, { volume: '0.015' }],
  [10014, { volume: '50.01' }],
  [10009, CLOSE],
  [10009, { ...CLOSE, volume: '0.01' }],
  [10036, { ...CLOSE, closes: '78' }],
  [10038, { ...CLOSE, volume: '0.03' }],
  [10013, { closes: '77', side: 'BUY' }],
])('retcode %i for %j', (retcode, changes) => {
  expect(checkOrder(order(changes), symbol(), [OPEN])).toBe(retcode);
});

test('a symbol that the broker does not have is invalid', () => {
  expect(checkOrder(order(), undefined, [])).toBe(10013);
});

test.each([
  [1, 'IOC', 10030],
  [1, 'FOK', 10009],
  [2, 'IOC', 10009],
  [2, 'FOK', 10030],
  [3, 'FOK', 10009],
] as const)('filling modes %i and an order %s: %i', (fillingMode, filling, retcode) => {
  expect(checkOrder(order({ filling }), symbol({ fillingMode }), [])).toBe(retcode);
});

test('the volume limit counts one direction of one symbol; closes are free of it', () => {
  const limited = symbol({ volumeLimit: '0.03' });
  expect(checkOrder(order({ volume: '0.01' }), limited, [OPEN])).toBe(10009);
  expect(checkOrder(order({ volume: '0.02' }), limited, [OPEN])).toBe(10034);
  expect(checkOrder(order({ volume: '0.03', side: 'SELL' }), limited, [OPEN])).toBe(10009);
  expect(checkOrder(order({ volume: '0.03' }), limited, [{ ...OPEN, symbol: 'GOLD' }])).toBe(10009);
  expect(checkOrder(order(CLOSE), limited, [OPEN, { ...OPEN, identifier: '79' }])).toBe(10009);
});

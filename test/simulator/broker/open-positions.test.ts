import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { OpenPositions } from '../../../simulator/broker/open-positions.ts';
import { dealOf } from './builders.ts';

const STEPS = new Map([['EURUSD', '0.01']]);

function positions(...deals: readonly Deal[]): OpenPositions {
  return apply(new OpenPositions({ isHedging: true, volumeSteps: STEPS }), deals);
}

function netting(...deals: readonly Deal[]): OpenPositions {
  return apply(new OpenPositions({ isHedging: false, volumeSteps: STEPS }), deals);
}

function apply(open: OpenPositions, deals: readonly Deal[]): OpenPositions {
  for (const deal of deals) open.apply(deal);
  return open;
}

const IN = dealOf();
function out(changes: Partial<Deal> = {}): Deal {
  const ids = { deal: '9000000003', order: '9000000002', request: 'request/close/2' };
  return dealOf({ ...ids, entry: 'OUT', side: 'SELL', volume: '0.01', ...changes });
}

test('a position is open until its whole volume is closed', () => {
  expect(positions(IN).find(IN.position)).toMatchObject({ side: 'BUY', volume: '0.03' });
  expect(positions(IN, out()).find(IN.position)).toMatchObject({ volume: '0.02' });
  expect(positions(IN, out({ volume: '0.03' })).all).toEqual([]);
});

const second = { deal: '9000000003', order: '9000000002', position: '9000000002' };
test.each<[string, Deal, string]>([
  ['invariant 1, deal', dealOf({ ...second, deal: IN.deal, request: 'x' }), 'ticket was used'],
  ['invariant 1, order', dealOf({ deal: '9000000003', request: 'x' }), 'order 9000000000 was'],
  ['invariant 2', dealOf({ ...second, position: '1', request: 'x' }), 'not its own order'],
  ['invariant 3, absent', out({ position: '1' }), 'position 1 is not open'],
  ['invariant 3, symbol', out({ symbol: 'GOLD' }), 'in EURUSD'],
  ['invariant 3, side', out({ side: 'BUY' }), 'from the same side'],
  ['invariant 3, volume', out({ volume: '0.04' }), 'closes 0.04 of 0.03'],
  ['invariant 4', dealOf(second), 'request was executed before'],
  ['volume', out({ volume: '0.00' }), 'its volume is 0.00'],
  ['invariant 3, reversal', out({ entry: 'INOUT', volume: '0.05' }), 'has no reversal'],
  [
    'invariant 7',
    dealOf({ ...second, request: 'x', marginFree: '-0.01' }),
    'leaves a free margin of -0.01',
  ],
  ['invariant 5', out({ volume: '0.015' }), 'not on the step 0.01'],
])('%s: a deal that breaks it throws and changes nothing', (_, deal, expected) => {
  const open = positions(IN);
  expect(() => open.apply(deal)).toThrow(expected);
  expect(open.all).toEqual(positions(IN).all);
  open.apply(out());
});

test('volumes are exact: whatever is closed in steps adds up', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (steps) => {
      const total = steps.reduce((sum, step) => sum + step, 0);
      const open = positions(dealOf({ volume: (total / 100).toFixed(2) }));
      for (const [index, step] of steps.entries()) {
        const id = String(index);
        const volume = (step / 100).toFixed(2);
        open.apply(out({ deal: `1${id}`, order: `2${id}`, request: `close/${id}`, volume }));
      }
      expect(open.all).toEqual([]);
    }),
  );
});

test('invariant 1: an order is filled in parts up to what it asked for, and no further', () => {
  const part = { volume: '0.02', orderVolume: '0.05' };
  const open = positions(dealOf(part), dealOf({ ...part, deal: '9000000003', price: '1.38640' }));
  expect(open.all).toMatchObject([{ volume: '0.04', priceOpen: '1.38630000' }]);
  expect(() => open.apply(dealOf({ ...part, deal: '9000000005' }))).toThrow('0.06 executed');
  open.apply(dealOf({ ...part, deal: '9000000005', volume: '0.01' }));
  expect(open.all).toMatchObject([{ volume: '0.05' }]);
});

test('invariant 1: the same order and request again is a double execution', () => {
  expect(() => positions(IN, dealOf({ deal: '9000000003' }))).toThrow('0.06 executed');
});

test('invariant 3: a close-by takes from two opposite positions once', () => {
  const sell = dealOf({ ...second, side: 'SELL', request: 'sell' });
  const by = { entry: 'OUT_BY', order: '9000000006', request: 'by', volume: '0.03' } as const;
  const first = dealOf({ ...by, deal: '9000000007', side: 'SELL', position: IN.position });
  const other = dealOf({ ...by, deal: '9000000009', side: 'BUY', position: sell.position });
  expect(positions(IN, sell, first, other).all).toEqual([]);
  expect(() => positions(IN, sell, first, { ...other, side: 'SELL' })).toThrow(
    'was executed before',
  );
});

test('invariants 2 and 3 on a netting account: one position per symbol, which may be reversed', () => {
  const more = dealOf({ ...second, position: IN.position, request: 'more' });
  expect(netting(IN, more).all).toMatchObject([{ identifier: IN.position, volume: '0.06' }]);
  const reversal = out({ entry: 'INOUT', volume: '0.05' });
  const reversed = netting(IN, reversal);
  expect(reversed.all).toMatchObject([{ identifier: IN.position, side: 'SELL', volume: '0.02' }]);
  expect(() => netting(IN, dealOf({ ...second, request: 'x' }))).toThrow(
    'has a position in EURUSD',
  );
  expect(() => netting(IN, out({ entry: 'INOUT', volume: '0.03' }))).toThrow('reverses 0.03');
});

test('invariant 6: every told balance follows from the one before', () => {
  const deposit = {
    side: 'BALANCE',
    order: '0',
    position: '0',
    deal: '1',
    request: 'deposit',
  } as const;
  const open = positions(dealOf({ ...deposit, profit: '1000.00', balance: '1000.00' }));
  open.apply(dealOf({ commission: '-0.10', balance: '999.90' }));
  const money = { profit: '3.00', swap: '-0.20', commission: '-0.10' };
  expect(() => open.apply(out({ ...money, balance: '1002.59' }))).toThrow('makes it 1002.6');
  open.apply(out({ ...money, balance: '1002.60' }));
});

test('invariant 1 on a netting account: parts of one order may meet different positions', () => {
  const part = { volume: '0.01', orderVolume: '0.05', side: 'SELL', order: '9000000002' } as const;
  const first = out({ ...part, volume: '0.03' });
  const rest = dealOf({
    ...part,
    deal: '9000000005',
    position: '9000000002',
    request: first.request,
  });
  expect(netting(IN, first, rest).all).toMatchObject([{ identifier: '9000000002', side: 'SELL' }]);
  expect(() => positions(IN, first, rest)).toThrow('was executed before');
});

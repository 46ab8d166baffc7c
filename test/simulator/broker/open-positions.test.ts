import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { OpenPositions } from '../../../simulator/broker/open-positions.ts';
import { dealOf } from '../builders.ts';

function positions(...deals: readonly Deal[]): OpenPositions {
  const open = new OpenPositions();
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

/** What requests to the trade server are made of. */
import { expect, test } from 'vitest';
import type { Cell } from '../../simulator/mql5/runtime/objects.ts';
import { eaPart } from './ea-part.ts';

const PROGRAM = `
#include <Lockstep/Requests.mqh>
string Rounded(const double price) { return(DoubleToString(RoundPrice("EURUSD",price),8)); }
`;

/** A stop loss as it is sent. @param digits of the symbol; null: they cannot be read (4302) */
function rounded(digits: number | null, price: number): unknown {
  const { call } = eaPart(PROGRAM, {
    SymbolInfoInteger: (_symbol: string, _id: number, target?: Cell) => {
      if (target === undefined) return BigInt(digits ?? 0);
      target.v = BigInt(digits ?? 0);
      return digits !== null;
    },
  });
  return call('Rounded', price);
}

test('a price is rounded to the digits of its symbol', () => {
  expect(rounded(5, 1.386_124)).toBe('1.38612000');
  expect(rounded(0, 15_234.4)).toBe('15234.00000000');
});

test('a price whose symbol cannot be read is sent as the node has rounded it', () => {
  expect(rounded(null, 1.38612)).toBe('1.38612000');
});

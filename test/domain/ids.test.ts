import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMagic, isTicket } from '../../domain/ids.ts';

const EDGES = [
  0n,
  1n,
  10n ** 18n - 1n,
  10n ** 18n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  2n ** 64n,
];
const integer = fc.oneof(
  fc.constantFrom(...EDGES, ...EDGES.map((value) => -value), ...EDGES.map((value) => -value - 1n)),
  fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
);

test('every integer of 64 bits is a ticket or a magic, and no other', () => {
  fc.assert(
    fc.property(integer, (value) => {
      expect(isTicket(String(value))).toBe(value >= 1n && value < 2n ** 64n);
      expect(isMagic(String(value))).toBe(value >= -(2n ** 63n) && value < 2n ** 63n);
    }),
  );
});

test.each(['', '-', '-0', '00', '01', '+1', ' 1', '1 ', '1\n', '1.0', '1e3', '0x1', '١', 'x'])(
  '%j is neither',
  (text) => {
    expect([isTicket(text), isMagic(text)]).toEqual([false, false]);
  },
);

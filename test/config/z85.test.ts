import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeZ85, isZ85Key } from '../../config/z85.ts';

test("encodes the specification's example", () => {
  const bytes = Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b);
  expect(encodeZ85(bytes)).toBe('HelloWorld');
});

test('every 32 bytes give a key, different bytes different keys', () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(key, key, (one, two) => {
      expect(isZ85Key(encodeZ85(one))).toBe(true);
      expect(encodeZ85(one) === encodeZ85(two)).toBe(Buffer.compare(one, two) === 0);
    }),
  );
});

test('refuses a length that is no multiple of 4', () => {
  expect(() => encodeZ85(new Uint8Array(31))).toThrow(RangeError);
});

test.each(['', 'x'.repeat(39), 'x'.repeat(41), `${'x'.repeat(39)}"`, `${'x'.repeat(40)}\n`])(
  '%j is no key',
  (text) => {
    expect(isZ85Key(text)).toBe(false);
  },
);

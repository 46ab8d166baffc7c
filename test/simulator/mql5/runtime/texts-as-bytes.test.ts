import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arr } from '../../../../simulator/mql5/runtime/arr.ts';
import { stringFunctions } from '../../../../simulator/mql5/runtime/library-strings.ts';

const UTF8 = 65_001;
const uchars = (): Arr => new Arr(() => 0, [0], true, 'u1');
const { StringToCharArray: encode } = stringFunctions;

test('a text becomes its UTF-8 bytes and a zero, at any place of an array, whatever its letters', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }),
      fc.nat(5),
      fc.nat(30),
      (parts, start, size) => {
        // Joined piece by piece, as programs do it.
        let text = '';
        for (const part of parts) text += part;
        const array = uchars();
        array.resize(size);
        array.data.fill(7);
        const bytes = Buffer.from(text);
        expect(encode(text, array, start, -1, UTF8)).toBe(bytes.length + 1);
        const end = start + bytes.length + 1;
        expect(array.data.length).toBe(Math.max(size, end));
        expect([...array.bytes(start, end)]).toEqual([...bytes, 0]);
        // What lies around it stays.
        expect(array.bytes(0, Math.min(start, size)).every((byte) => byte === 7)).toBe(true);
        expect(array.bytes(end).every((byte) => byte === 7)).toBe(true);
      },
    ),
  );
});

test('half a letter becomes the replacement character', () => {
  const array = uchars();
  expect(encode('a\uD800', array, 0, -1, UTF8)).toBe(5);
  expect([...array.bytes()]).toEqual([...Buffer.from('a\uFFFD'), 0]);
});

/** Quotes the numbers of the invariants in line-splitter.ts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../../simulator/broker-process/line-splitter.ts';

test('lines arrive whole, wherever the stream is cut (2)', () => {
  const text = fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' '));
  fc.assert(
    fc.property(fc.array(text), fc.array(fc.nat(7)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const splitter = new LineSplitter(10_000);
      const got: string[] = [];
      let from = 0;
      for (const cut of [...cuts, bytes.length]) {
        got.push(...splitter.push(bytes.subarray(from, from + cut)));
        from += cut;
      }
      expect(got).toEqual(lines);
    }),
  );
});

test('a line at the limit passes, one byte more does not, in one part or in many (1)', () => {
  expect(new LineSplitter(4).push(Buffer.from('1234\n12\n'))).toEqual(['1234', '12']);
  expect(() => new LineSplitter(4).push(Buffer.from('12345\n'))).toThrow('more than 4 bytes');
  const splitter = new LineSplitter(4);
  splitter.push(Buffer.from('123'));
  expect(() => splitter.push(Buffer.from('45'))).toThrow('more than 4 bytes');
});

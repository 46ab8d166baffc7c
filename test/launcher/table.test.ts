import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cell, localTime, table } from '../../launcher/table.ts';

test('columns are as wide as their longest cell, and no line ends with spaces', () => {
  const text = table(
    ['NAME', 'TYPE', 'X'],
    [
      ['A', 'MASTER', ''],
      ['Long name', '', '1'],
    ],
  );
  expect(text).toBe('NAME       TYPE    X\nA          MASTER\nLong name          1');
});

test('a cell is one short line without control characters, whatever the value', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string({ unit: 'binary', maxLength: 200 }), (value, text) => {
      fc.pre(typeof value !== 'bigint' && !hasBigint(value));
      for (const line of [cell(value), cell(text)]) {
        expect(line.length).toBeLessThanOrEqual(60);
        // oxlint-disable-next-line no-control-regex -- that there is none is the point
        expect(line).not.toMatch(/[\u0000-\u001F\u007F]/);
      }
    }),
  );
});

test('a time is local and exact to the second', () => {
  expect(localTime(new Date(2026, 0, 2, 3, 4, 5).getTime())).toBe('2026-01-02 03:04:05');
  expect(localTime(null)).toBe('');
});

/** JSON has no such numbers; documents come without them. */
function hasBigint(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return false;
  } catch {
    return true;
  }
}

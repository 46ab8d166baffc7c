/** The invariants' numbers are those of db/spool-line.ts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSpoolLine, spoolLine, type SpoolEntry } from '../../db/spool-line.ts';
import { anyCopy } from './arbitraries.ts';

const anyEntry: fc.Arbitrary<SpoolEntry> = fc.oneof(
  anyCopy().map((copy): SpoolEntry => ({ type: 'copy', copy })),
  fc
    .record({ at: fc.nat(), kind: fc.string(), data: fc.constantFrom(null, 'x', { a: [1.5] }) })
    .map((entry): SpoolEntry => ({ type: 'event', entry })),
);

test('property, invariant 1: any entry is read back from its line', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => {
      expect(spoolLine(entry)).not.toContain('\n');
      expect(parseSpoolLine(spoolLine(entry))).toEqual(entry);
    }),
  );
});

test('property, invariant 2: a torn line is no entry', () => {
  fc.assert(
    fc.property(anyEntry, fc.nat(), (entry, cut) => {
      const line = spoolLine(entry);
      expect(parseSpoolLine(line.slice(0, cut % line.length))).toBeNull();
    }),
  );
});

test('property, invariant 2: a line with one changed character is no entry', () => {
  fc.assert(
    fc.property(anyEntry, fc.nat(), fc.constantFrom('x', '0', '"'), (entry, pick, character) => {
      const line = spoolLine(entry);
      const at = pick % line.length;
      fc.pre(line[at] !== character);
      expect(parseSpoolLine(line.slice(0, at) + character + line.slice(at + 1))).toBeNull();
    }),
  );
});

test('any other text is no entry', () => {
  for (const text of ['', 'x', '{}', `${'0'.repeat(16)} {}`]) {
    expect(parseSpoolLine(text)).toBeNull();
  }
});

/** Return codes: every one of the contract's table, and any number. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyRetcode, type RetcodeClass } from '../../domain/retcodes.ts';

const TABLE: readonly (readonly [RetcodeClass, readonly number[]])[] = [
  ['done', [10009]],
  ['partly-done', [10010]],
  ['accepted', [10008]],
  ['nothing-to-do', [10025, 10036]],
  ['ambiguous', [10011, 10012, 10031]],
  ['requote', [10004, 10020, 10021]],
  ['back-off', [10024, 10028, 10029]],
  ['market-state', [10017, 10018, 10042, 10043, 10044]],
  ['mend', [10013, 10014, 10015, 10016, 10022, 10030, 10035, 10038]],
  ['in-flight', [10023, 10039]],
  ['refuse', [10006, 10007, 10019, 10034, 10040, 10041, 10045, 10046]],
  ['refuse-and-block', [10026, 10027, 10032, 10033]],
];
const listed = new Set(TABLE.flatMap(([, codes]) => codes));

test.each(TABLE)('%s', (kind, codes) => {
  for (const code of codes) expect(classifyRetcode(code)).toBe(kind);
});

test('the table names 41 codes, each once', () => {
  expect(listed.size).toBe(41);
  expect(TABLE.flatMap(([, codes]) => codes)).toHaveLength(41);
});

test('property, retcodes 1: every number that is not listed is ambiguous', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer(), fc.integer({ min: 9_990, max: 10_060 }), fc.double()),
      (code) => {
        expect(listed.has(code) || classifyRetcode(code) === 'ambiguous').toBe(true);
      },
    ),
  );
});

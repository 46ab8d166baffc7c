/** The invariants' numbers are those of db/event-chain.ts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHAIN_START, canonicalJson, link, verifyChain } from '../../db/event-chain.ts';
import type { JsonValue } from '../../db/json-value.ts';

const entries = fc.array(
  fc.record({
    at: fc.integer({ min: 0 }),
    kind: fc.constantFrom('opened', 'closed'),
    data: fc.jsonValue().map((value) => value as JsonValue),
  }),
  { minLength: 1, maxLength: 12 },
);

test('property: what was linked is whole, at once or in two parts', () => {
  fc.assert(
    fc.property(entries, entries, (first, second) => {
      const start = link('A', CHAIN_START, first);
      const rest = link('A', start.at(-1) ?? CHAIN_START, second);
      expect(verifyChain([...start, ...rest])).toBeNull();
      expect([...start, ...rest]).toEqual(link('A', CHAIN_START, [...first, ...second]));
    }),
  );
});

test('property, invariant 1: a changed field breaks the chain at its record', () => {
  const changes = fc.constantFrom(
    { at: -1 },
    { kind: 'forged' },
    { data: { forged: true } },
    { account: 'B' },
    { prev: 'f'.repeat(64) },
    { hash: 'f'.repeat(64) },
  );
  fc.assert(
    fc.property(entries, fc.nat(), changes, (given, pick, change) => {
      const records = link('A', CHAIN_START, given);
      const at = pick % records.length;
      const forged = records.map((record, index) =>
        index === at ? Object.assign({}, record, change) : record,
      );
      expect(verifyChain(forged)?.seq).toBe(at + 1);
    }),
  );
});

test('property, invariant 1: a changed record that was sealed anew breaks the chain behind it', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (given, pick) => {
      const records = link('A', CHAIN_START, [...given, { at: 0, kind: 'last', data: null }]);
      const at = pick % (records.length - 1);
      const forged = { at: 7, kind: 'forged', data: 'forged' };
      const sealed = link('A', records[at - 1] ?? CHAIN_START, [forged]);
      expect(verifyChain(records.toSpliced(at, 1, ...sealed))?.seq).toBe(at + 2);
    }),
  );
});

test('property, invariant 1: a record that is missing or moved breaks the chain', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (given, pick) => {
      const records = link('A', CHAIN_START, [...given, { at: 0, kind: 'last', data: null }]);
      const at = pick % (records.length - 1);
      expect(verifyChain(records.toSpliced(at, 1))?.seq).toBe(at + 1);
      const swapped = records.slice(at, at + 2).toReversed();
      expect(verifyChain(records.toSpliced(at, 2, ...swapped))?.seq).toBe(at + 1);
    }),
  );
});

test('property, invariant 2: the order of fields does not change the text', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      const turned = Object.fromEntries(Object.entries(fields).toReversed());
      expect(canonicalJson(turned as JsonValue)).toBe(canonicalJson(fields as JsonValue));
    }),
  );
});

/** Pauses between tries: the invariants of domain/tries.ts, and those of domain/book.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNewer } from '../../domain/book.ts';
import { NO_EVIDENCE, type Evidence } from '../../domain/evidence.ts';
import { price } from '../../domain/symbol-spec.ts';
import { observeFailedClose, observeModify, observePart } from '../../domain/tries.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { copyOf, NOW } from './builders.ts';

const { copyId } = copyOf();
const target = { sl: price('1.09'), tp: null };

/** The pauses after each of these return codes. */
function pauses(retcodes: readonly (number | null)[]): readonly number[] {
  let evidence: Evidence = NO_EVIDENCE;
  return retcodes.map((retcode) => {
    evidence = observeFailedClose(evidence, copyId, NOW, DEFAULT_WINDOWS, retcode);
    return (evidence.closeTries.get(copyId)?.notBeforeMs ?? 0) - NOW;
  });
}

test('a close is tried again after a quarter of a second, then ever later, up to five', () => {
  expect(pauses([null, null, null, null, null, null, null])).toEqual([
    250, 500, 1_000, 2_000, 4_000, 5_000, 5_000,
  ]);
});

test('a closed market is tried once a minute, too many requests after five seconds', () => {
  expect(pauses([10018, 10017, 10042])).toEqual([60_000, 60_000, 60_000]);
  expect(pauses([10024])).toEqual([5_000]);
});

test('a partial close waits for a later read, whatever came of it', () => {
  const { partTries } = observePart(NO_EVIDENCE, copyId, NOW, DEFAULT_WINDOWS);
  expect(partTries.get(copyId)?.notBeforeMs).toBe(NOW + DEFAULT_WINDOWS.lingerMs);
});

test('a target that is taken forgets the refused one, and another one begins anew', () => {
  const refused = observeModify(NO_EVIDENCE, copyId, target, NOW, DEFAULT_WINDOWS);
  const again = observeModify(refused, copyId, target, NOW, DEFAULT_WINDOWS);
  expect(again.modifyTries.get(copyId)?.refused?.count).toBe(2);
  const other = observeModify(again, copyId, { sl: null, tp: null }, NOW, DEFAULT_WINDOWS);
  expect(other.modifyTries.get(copyId)?.refused?.count).toBe(1);
  const taken = observeModify(again, copyId, null, NOW, DEFAULT_WINDOWS);
  expect(taken.modifyTries.get(copyId)?.refused).toBeNull();
});

test('property, tries 1: a close never waits longer than its window, however often it failed', () => {
  const retcode = fc.constantFrom(null, 10004, 10006, 10012, 10036, 99_999);
  fc.assert(
    fc.property(fc.array(retcode, { minLength: 1, maxLength: 60 }), (retcodes) => {
      for (const pauseMs of pauses(retcodes)) {
        expect(pauseMs).toBeGreaterThan(0);
        expect(pauseMs).toBeLessThanOrEqual(DEFAULT_WINDOWS.closeBackoffMaxMs);
      }
    }),
  );
});

test('property, tries 2: a refused target waits between one and thirty seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
      let evidence: Evidence = NO_EVIDENCE;
      for (let n = 0; n < count; n += 1) {
        evidence = observeModify(evidence, copyId, target, NOW, DEFAULT_WINDOWS);
      }
      const waitMs = (evidence.modifyTries.get(copyId)?.refused?.notBeforeMs ?? 0) - NOW;
      expect(waitMs).toBeGreaterThanOrEqual(1_000);
      expect(waitMs).toBeLessThanOrEqual(30_000);
    }),
  );
});

const stamp = fc.record({
  epoch: fc.integer({ min: 1, max: 5 }),
  seq: fc.integer({ min: 1, max: 5 }),
});

test('property, book 2: of two different books exactly one is the newer, and newer is transitive', () => {
  fc.assert(
    fc.property(stamp, stamp, stamp, (a, b, c) => {
      const isSame = a.epoch === b.epoch && a.seq === b.seq;
      expect(Number(isNewer(a, b)) + Number(isNewer(b, a))).toBe(isSame ? 0 : 1);
      expect(isNewer(a, b) && isNewer(b, c) && !isNewer(a, c)).toBe(false);
    }),
  );
});

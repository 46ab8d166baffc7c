import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  mayTakeLease,
  STANDSTILL_MS,
  watchLease,
  type LeaseRead,
  type LeaseWatch,
} from '../../domain/lease-takeover.ts';

function read(changes: Partial<LeaseRead> = {}): LeaseRead {
  return {
    number: 3,
    beat: 10,
    isReleased: false,
    isOfThisHost: true,
    isHolderDead: false,
    ...changes,
  };
}

function watched(reads: readonly LeaseRead[], everyMs: number): LeaseWatch {
  let watch = watchLease(null, read(), 0);
  for (const [index, item] of reads.entries()) {
    watch = watchLease(watch, item, (index + 1) * everyMs);
  }
  return watch;
}

test('a lease of another host is the operator’s to take, however long it stands still', () => {
  const foreign = read({ isOfThisHost: false, isHolderDead: true });
  expect(mayTakeLease(foreign, watched(Array(100).fill(foreign), 500))).toBe('operator');
});

test('a released lease may be taken at once, from any host', () => {
  const released = read({ isReleased: true, isOfThisHost: false });
  expect(mayTakeLease(released, watched([], 500))).toBe('take');
});

test('a dead holder of this host loses it at once', () => {
  const dead = read({ isHolderDead: true });
  expect(mayTakeLease(dead, watched([], 500))).toBe('take');
});

test('a holder whose beat stands still loses it after the standstill, not before', () => {
  const still = read();
  expect(mayTakeLease(still, watched(Array(5).fill(still), 500))).toBe('wait');
  expect(mayTakeLease(still, watched(Array(6).fill(still), 500))).toBe('take');
});

test('reads too far apart prove nothing', () => {
  const still = read();
  expect(mayTakeLease(still, watched(Array(10).fill(still), 1_500))).toBe('wait');
});

test('property (invariant 2): a beat that moves within every standstill is never taken', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      (gaps, readsPerBeat) => {
        let nowMs = 0;
        let watch: LeaseWatch | null = null;
        for (const [index, gap] of gaps.entries()) {
          nowMs += gap;
          const beat = Math.floor(index / readsPerBeat);
          const item = read({ beat });
          watch = watchLease(watch, item, nowMs);
          expect(readsPerBeat * 900).toBeLessThan(STANDSTILL_MS);
          expect(mayTakeLease(item, watch)).toBe('wait');
        }
      },
    ),
  );
});

/** A copy's volume: the invariants of domain/sizing.ts and of the account's limits. */
import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exceedsAccountLimits } from '../../domain/account-limits.ts';
import { CopySet } from '../../domain/copy-set.ts';
import { positionId } from '../../domain/ids.ts';
import { sizeCopy, type SizingQuestion } from '../../domain/sizing.ts';
import { lots } from '../../domain/symbol-spec.ts';
import { account, copyOf, decimal, openCopy, spec, STEPS } from './builders.ts';

function question(changes: Partial<SizingQuestion> = {}): SizingQuestion {
  return {
    masterVolume: lots('0.10'),
    sizing: { mode: 'same' },
    spec: spec(),
    maxLots: null,
    heldSteps: 0,
    ...changes,
  };
}

function limits(changes: Parameters<typeof account>[0], copies: ReturnType<typeof copyOf>[]) {
  return { account: account(changes), copies: new CopySet(copies) };
}

test.each([
  ['same lots', {}, '0.10'],
  ['a multiplier', { sizing: { mode: 'multiplier', value: '0.5' } }, '0.05'],
  [
    'a multiplier off the step rounds down',
    { sizing: { mode: 'multiplier', value: '0.33' } },
    '0.03',
  ],
  ['a fixed volume', { sizing: { mode: 'fixed', value: lots('0.07') } }, '0.07'],
  [
    'a coarser step rounds down',
    { masterVolume: lots('0.19'), spec: spec({ volumeStep: '0.1' }) },
    '0.1',
  ],
] as const)('%s', (_name, changes, volume) => {
  expect(sizeCopy(question(changes))).toMatchObject({ type: 'sized', volume });
});

test.each([
  ['BELOW_MIN_LOT', { masterVolume: lots('0.009') }],
  ['BELOW_MIN_LOT', { spec: spec({ volumeMin: '0.2' }) }],
  ['ABOVE_SYMBOL_MAX', { spec: spec({ volumeMax: '0.05' }) }],
  ['ABOVE_SYMBOL_LIMIT', { spec: spec({ volumeLimit: '0.15' }), heldSteps: 6 }],
  ['ABOVE_MAX_LOTS', { maxLots: lots('0.09') }],
] as const)('%s is a refusal, never a cut', (code, changes) => {
  expect(sizeCopy(question(changes))).toMatchObject({ type: 'refused', refusal: { code } });
});

test.each([
  [{ masterVolume: lots('0.009') }, ['0.009', '0.00', '0.01']],
  [{ spec: spec({ volumeMax: '0.05' }) }, ['0.10', '0.05']],
  [{ spec: spec({ volumeLimit: '0.15' }), heldSteps: 6 }, ['0.10', '0.06', '0.15']],
  [{ maxLots: lots('0.09') }, ['0.10', '0.09']],
] as const)('a refusal tells the volume and the limit it misses', (changes, named) => {
  const size = sizeCopy(question(changes));
  const detail = size.type === 'refused' ? size.refusal.detail : '';
  expect(detail.match(/\d+\.\d+/g)).toEqual(named);
});

test('a volume just within every limit is taken', () => {
  const size = sizeCopy(
    question({
      spec: spec({ volumeMin: '0.1', volumeMax: '0.1', volumeLimit: '0.15' }),
      maxLots: lots('0.10'),
      heldSteps: 5,
    }),
  );
  expect(size.type).toBe('sized');
});

test('opening, open, closing and unknown copies count against the account’s limits, others do not', () => {
  const closed = copyOf({
    masterPosition: positionId('7'),
    state: { status: 'closed', position: null, cause: 'MASTER_CLOSED' },
  });
  const copies = [copyOf(), openCopy({ masterPosition: positionId('101') }), closed];
  expect(exceedsAccountLimits(lots('0.1'), limits({ maxOpenCopies: 3 }, copies))).toBeNull();
  expect(exceedsAccountLimits(lots('0.1'), limits({ maxOpenCopies: 2 }, copies))).toMatchObject({
    code: 'TOO_MANY_COPIES',
  });
  const exposure = limits({ maxTotalLots: lots('0.30') }, copies);
  expect(exceedsAccountLimits(lots('0.10'), exposure)).toBeNull();
  expect(exceedsAccountLimits(lots('0.11'), exposure)).toMatchObject({
    code: 'ABOVE_MAX_EXPOSURE',
  });
});

const volume = decimal(2, 1, 20_000).map(lots);

test('property, sizing 1: never above master × factor, and on the step', () => {
  fc.assert(
    fc.property(volume, decimal(3, 1, 5_000), fc.constantFrom(...STEPS), (master, value, step) => {
      const sizing = { mode: 'multiplier', value } as const;
      const size = sizeCopy(
        question({
          masterVolume: master,
          sizing,
          spec: spec({ volumeStep: step, volumeMin: step }),
        }),
      );
      if (size.type === 'refused') return;
      expect(new Big(size.volume).lte(new Big(master).times(value))).toBe(true);
      expect(new Big(size.volume).mod(step).eq(0)).toBe(true);
    }),
  );
});

test('property, sizing 1 and 2: a sized volume keeps minimum, maximum, limit and max_lots', () => {
  fc.assert(
    fc.property(volume, volume, fc.nat(3_000), (masterVolume, maxLots, heldSteps) => {
      const symbol = spec({ volumeMin: '0.05', volumeMax: '50', volumeLimit: '80' });
      const size = sizeCopy(question({ masterVolume, spec: symbol, maxLots, heldSteps }));
      if (size.type === 'refused') return;
      expect(size.steps).toBeGreaterThanOrEqual(symbol.minSteps);
      expect(size.steps).toBeLessThanOrEqual(symbol.maxSteps);
      expect(size.steps + heldSteps).toBeLessThanOrEqual(symbol.limitSteps);
      expect(new Big(size.volume).lte(maxLots)).toBe(true);
    }),
  );
});

test('property, sizing 2: same lots on the same step are the same lots, or a refusal', () => {
  fc.assert(
    fc.property(volume, (masterVolume) => {
      const size = sizeCopy(question({ masterVolume }));
      const isOther = size.type === 'sized' && !new Big(size.volume).eq(masterVolume);
      expect(isOther).toBe(false);
    }),
  );
});

/** Named cases of a copy that follows its master's changes; more in plan-held.test.ts. */
import { expect, test } from 'vitest';
import { absenceKey, NO_EVIDENCE, type Evidence } from '../../domain/evidence.ts';
import { positionId } from '../../domain/ids.ts';
import type { Action } from '../../domain/plan-input.ts';
import { targetSteps } from '../../domain/plan-change.ts';
import { plan } from '../../domain/plan.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import { observeModify, observePart } from '../../domain/tries.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import {
  account,
  book,
  closingDeal,
  held,
  HELD,
  input,
  MASTER,
  masterBook,
  NOW,
  openCopy,
  position,
  spec,
} from './builders.ts';

const copy = openCopy();
const halved = position({ volume: lots('0.05') });
const restopped = position({ sl: price('1.09'), tp: price('1.2') });

/** What is planned for the copy that the slave holds, when the master has this. */
function planned(master: typeof halved, changes: Parameters<typeof input>[0] = {}): Action | null {
  const [action = null] = plan(
    input({
      copies: [copy],
      slaveBook: book([held(copy)]),
      masterBook: masterBook([master]),
      ...changes,
    }),
  );
  return action;
}

/** The symbol with this minimum lot. */
function minimum(volumeMin: string) {
  return { symbols: new Map([['EURUSD', { type: 'known', spec: spec({ volumeMin }) } as const]]) };
}

/** Reads in which the master's position was smaller. */
function reduced(reads: number, epoch = 1): { readonly evidence: Evidence } {
  const row = { epoch, reads, lastRead: 10, firstAtMs: NOW, lastAtMs: NOW };
  const masterReductions = new Map([[absenceKey(MASTER, copy.masterPosition), row]]);
  return { evidence: { ...NO_EVIDENCE, masterReductions } };
}

test.each([
  ['three reads of the same epoch', reduced(3), 'close'],
  ['two reads', reduced(2), undefined],
  ['three reads of an earlier epoch', reduced(3, 0), undefined],
  [
    'another position’s closing deal',
    {
      masterBook: masterBook([halved], {
        recentlyClosed: [closingDeal({ identifier: positionId('7') })],
      }),
    },
    undefined,
  ],
])('plan-change 2: below the minimum lot %s decide', (_name, proof, type) => {
  expect(planned(halved, { ...minimum('0.06'), ...proof })?.type).toBe(type);
});

test('plan-change 2: a target of the minimum lot itself is kept, and the rest is closed', () => {
  expect(planned(halved, minimum('0.05'))).toMatchObject({
    type: 'close-part',
    copy: { requests: 2, journalId: 'journal-1' },
    order: { volume: '0.05' },
  });
});

test.each([
  ['a part is closed before new stops are sent', halved.volume, 'close-part'],
  ['new stops are sent while nothing is to be closed', copy.masterVolume, 'modify'],
])('%s', (_name, volume, type) => {
  expect(planned({ ...restopped, volume })?.type).toBe(type);
});

test('new stops are sent while a part waits for its minimum lot or its pause', () => {
  const both = { ...restopped, volume: lots('0.09') };
  expect(planned(both, minimum('0.02'))?.type).toBe('modify');
  const partTries = new Map([[copy.copyId, { count: 1, notBeforeMs: NOW + 1 }]]);
  expect(planned(both, { evidence: { ...NO_EVIDENCE, partTries } })?.type).toBe('modify');
});

/** A part was closed at NOW; reads since then list the position with one volume. */
function afterPart(
  reads: number,
  spanMs: number,
): Pick<Parameters<typeof input>[0] & object, 'evidence'> {
  const evidence = observePart(NO_EVIDENCE, copy.copyId, NOW, DEFAULT_WINDOWS);
  const row = { epoch: 1, reads, lastRead: 10, firstAtMs: NOW, lastAtMs: NOW + spanMs };
  const unchanged = new Map([[copy.copyId, { ...row, volume: copy.masterVolume }]]);
  return { evidence: { ...evidence, unchanged } };
}

const { lingerMs, absenceReads } = DEFAULT_WINDOWS;

test.each([
  ['after its pause, with reads that last as long', lingerMs, absenceReads, lingerMs, 'close-part'],
  ['not before its pause is over', lingerMs - 1, absenceReads, lingerMs, undefined],
  ['not while the clock alone says so: it was set forward', lingerMs, absenceReads, 300, undefined],
  ['not while the clock alone says so: it was set back', -1_500, absenceReads, 300, undefined],
  [
    'when the clock was set back, with reads that last',
    -1_500,
    absenceReads,
    lingerMs,
    'close-part',
  ],
  ['not with two reads', lingerMs, absenceReads - 1, lingerMs, undefined],
])('another part is closed %s', (_name, sinceMs, reads, spanMs, type) => {
  const nowMs = NOW + sinceMs;
  const slaveBook = book([held(copy)], { readAtMs: nowMs });
  const action = planned(halved, { ...afterPart(reads, spanMs), nowMs, slaveBook });
  expect(action?.type).toBe(type);
});

test('where the list proves nothing, the pause by the clock is enough for another part', () => {
  const nowMs = NOW + lingerMs;
  const slaveBook = book([held(copy)], { readAtMs: nowMs, complete: false });
  const action = planned(halved, { ...afterPart(1, 0), nowMs, slaveBook });
  expect(action?.type).toBe('close-part');
});

test('a larger master volume closes nothing', () => {
  expect(planned(position({ volume: lots('0.20') }))).toBeNull();
});

test.each([
  ['not listed', []],
  ['reversed', [{ ...restopped, side: 'SELL' as const, volume: lots('0.05') }]],
])(
  'a copy of a position that is %s follows nothing until it is proved to be closed',
  (_name, has) => {
    expect(planned(halved, { masterBook: masterBook(has) })).toBeNull();
  },
);

test('a symbol that the slave’s broker does not have any more changes nothing', () => {
  const missing = { type: 'missing', code: 'SYMBOL_UNKNOWN' } as const;
  const symbols = new Map([['EURUSD', missing]]);
  expect(planned(halved, { symbols })).toBeNull();
  expect(planned(restopped, { symbols })).toBeNull();
});

test.each([
  ['SL', position({ sl: price('1.09') }), { sl: '1.09000', tp: null }],
  ['TP', position({ tp: price('1.2') }), { sl: null, tp: '1.20000' }],
])('plan-change 3: a change of the %s alone is followed', (_name, master, order) => {
  expect(planned(master)).toMatchObject({
    type: 'modify',
    copy: { state: { status: 'unknown', operation: 'modify', position: HELD, sinceMs: NOW } },
    order: { ...order, ...HELD, magic: copy.magic },
  });
});

test('plan-change 3: a change that is none on the slave’s tick grid is recorded, not sent', () => {
  const coarse = { type: 'known', spec: spec({ tickSize: '0.0001' }) } as const;
  const finer = position({ sl: price('1.09001') });
  expect(
    planned(finer, {
      symbols: new Map([['EURUSD', coarse]]),
      slaveBook: book([held(copy, { sl: price('1.0900') })]),
    }),
  ).toMatchObject({ type: 'record', copy: { masterSl: '1.09001', state: { status: 'open' } } });
});

test('plan-change 4: the interval and a refused target’s pause end at their last millisecond', () => {
  const account1 = account({ minModifyIntervalMs: 1_000 });
  const tried = (atMs: number, notBeforeMs: number): Parameters<typeof input>[0] => {
    const refused = { sl: price('1.09'), tp: price('1.2'), count: 1, notBeforeMs };
    const modifyTries = new Map([[copy.copyId, { atMs, refused }]]);
    return { account: account1, evidence: { ...NO_EVIDENCE, modifyTries } };
  };
  expect(planned(restopped, tried(NOW - 999, NOW))).toBeNull();
  expect(planned(restopped, tried(NOW - 1_000, NOW + 1))).toBeNull();
  expect(planned(restopped, tried(NOW - 1_000, NOW))?.type).toBe('modify');
});

test('plan-change 5: a copy whose size was never decided keeps what it has', () => {
  const unsized = { intendedVolume: null, masterVolume: lots('0.10') };
  expect(targetSteps(unsized, { volume: lots('0.10') }, halved, spec())).toBe(10);
});

test('a volume step that the broker raised later rounds the target once, and closes nothing whole', () => {
  const rule = spec({ volumeStep: '0.1', volumeMin: '0.1' });
  const sized = { intendedVolume: lots('0.19'), masterVolume: lots('1.00') };
  // 0.19 × 0.90 is 0.171: one step of 0.1, not none.
  expect(targetSteps(sized, { volume: lots('0.19') }, { volume: lots('0.90') }, rule)).toBe(1);
});

test.each([
  ['read before our last modification was answered', -500, null],
  ['that may lag behind it', 2_000, null],
  ['read later', 2_001, 'record'],
  ['of a clock that was set back since', -3_600_000, 'record'],
])(
  'a list %s says whether the slave has the SL and TP that the master is back at',
  (_name, ms, type) => {
    const following = openCopy({ masterSl: price('1.09'), masterTp: price('1.2') });
    const answered = observeModify(NO_EVIDENCE, following.copyId, null, NOW - ms, DEFAULT_WINDOWS);
    const slaveBook = book([held(following, { sl: null, tp: null })]);
    const plain = position({ sl: null, tp: null });
    const changes = { copies: [following], slaveBook, evidence: answered };
    expect(planned(plain, changes)?.type ?? null).toBe(type);
  },
);

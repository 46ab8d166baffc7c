/** Standing alarms: the invariants of domain/alarm.ts. */
import { expect, test } from 'vitest';
import { standingAlarms } from '../../domain/alarm.ts';
import { unheardBook } from '../../domain/book.ts';
import { copyMagic } from '../../domain/copy-identity.ts';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import { accountName, positionId } from '../../domain/ids.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import { observeFailedClose, observeModify } from '../../domain/tries.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import {
  book,
  copyOf,
  held,
  input,
  MASTER,
  masterBook,
  NOW,
  openCopy,
  position,
} from './builders.ts';

const copy = openCopy();
const refused = copyOf({
  state: { status: 'refused', code: 'OUTCOME_UNKNOWN', detail: 'not found' },
});

function codes(changes: Parameters<typeof input>[0]): readonly string[] {
  const calm = { masterBook: masterBook([position()]), slaveBook: book([held(copy)]) };
  return standingAlarms(input({ copies: [copy], ...calm, ...changes })).map(({ code }) => code);
}

test('a copy that equals its master position raises nothing', () => {
  expect(codes({})).toEqual([]);
});

test.each([
  ['MASTER_SILENT', { masterBook: masterBook([position()], { readAtMs: NOW - 3_001 }) }],
  ['MASTER_SILENT', { masterBook: unheardBook(MASTER, accountName('Master')) }],
  ['INCREASE_NOT_COPIED', { masterBook: masterBook([position({ volume: lots('0.20') })]) }],
  ['UNKNOWN_TOO_LONG', { copies: [copyOf({ intendedAtMs: NOW - 60_001 })], slaveBook: book([]) }],
  ['OUTCOME_UNKNOWN', { copies: [refused], slaveBook: book([]) }],
  [
    'ORPHAN',
    {
      slaveBook: book([
        held(copy),
        held(copy, { identifier: positionId('501'), magic: copyMagic(refused.copyId, 2) }),
      ]),
    },
  ],
  [
    'STOPS_REFUSED',
    {
      evidence: observeModify(
        NO_EVIDENCE,
        copy.copyId,
        { sl: price('1.09900'), tp: null },
        NOW,
        DEFAULT_WINDOWS,
      ),
      masterBook: masterBook([position({ sl: price('1.09900') })]),
    },
  ],
] as const)('%s', (code, changes) => {
  expect(codes(changes)).toEqual([code]);
});

test.each([
  ['ahead', 3_600_000],
  ['behind', -3_600_000],
])(
  'CLOCK_SKEW as soon as the master’s clock is an hour %s, by whoever’s clock was set',
  (_which, ms) => {
    const far = masterBook([position()], { readAtMs: NOW + ms, sentAtMs: NOW + ms });
    // Its last sound book came when this computer’s clock still agreed with it.
    expect(codes({ masterBook: far, heard: { heardAtMs: NOW, soundAtMs: NOW + ms } })).toEqual([
      'CLOCK_SKEW',
    ]);
  },
);

test('a late fill is an alarm of its own, beside the doubt it ends', () => {
  expect(codes({ copies: [refused], slaveBook: book([held(refused)]) })).toEqual([
    'OUTCOME_UNKNOWN',
    'LATE_FILL',
  ]);
});

test('the doubt is watched for a day', () => {
  const old = copyOf({ ...refused, intendedAtMs: NOW - DEFAULT_WINDOWS.lateWatchMs - 1 });
  expect(codes({ copies: [old], slaveBook: book([]) })).toEqual([]);
});

test('a close that fails five times is an alarm', () => {
  let evidence = NO_EVIDENCE;
  for (let tries = 1; tries <= 5; tries += 1) {
    expect(codes({ evidence })).toEqual([]);
    evidence = observeFailedClose(evidence, copy.copyId, NOW, DEFAULT_WINDOWS);
  }
  expect(codes({ evidence })).toEqual(['CLOSE_FAILING']);
});

test('refused SL and TP are no alarm once the master wants what the broker has', () => {
  const target = { sl: price('1.09900'), tp: null };
  const evidence = observeModify(NO_EVIDENCE, copy.copyId, target, NOW, DEFAULT_WINDOWS);
  const wanted = masterBook([position({ sl: target.sl })]);
  expect(codes({ evidence, masterBook: wanted })).toEqual(['STOPS_REFUSED']);
  expect(codes({ evidence })).toEqual([]);
});

test('SL and TP that the terminal could not ask the broker for are none that he refuses', () => {
  const target = { sl: price('1.09900'), tp: null };
  const unasked = { ...target, isUnasked: true };
  const evidence = observeModify(NO_EVIDENCE, copy.copyId, unasked, NOW, DEFAULT_WINDOWS);
  const wanted = masterBook([position({ sl: target.sl })]);
  expect(codes({ evidence, masterBook: wanted })).toEqual([]);
});

test('a silent master without copies that nobody follows is no alarm', () => {
  const silent = unheardBook(MASTER, accountName('Master'));
  expect(codes({ copies: [], slaveBook: book([]), masterBook: silent, isFollowed: false })).toEqual(
    [],
  );
});

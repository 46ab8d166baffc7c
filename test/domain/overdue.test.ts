/** Copies that wait too long for what the plan wants of them (domain/overdue.ts, alarm.ts; L3 of the contract). */
import { expect, test } from 'vitest';
import { standingAlarms } from '../../domain/alarm.ts';
import type { Copy } from '../../domain/copy.ts';
import { NO_EVIDENCE, type Evidence } from '../../domain/evidence.ts';
import { observeWaiting } from '../../domain/overdue.ts';
import { masterId, type CopyId } from '../../domain/ids.ts';
import type { SymbolLookup } from '../../domain/plan-input.ts';
import type { ClosingDeal, Position } from '../../domain/position.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import { observeFailedClose, observeModify, observePart } from '../../domain/tries.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import {
  book,
  closingDeal,
  held,
  HELD,
  input,
  masterBook,
  NOW,
  openCopy,
  position,
} from './builders.ts';

const copy = openCopy();
const { copyId } = copy;
interface Master {
  readonly positions: readonly Position[];
  readonly closed: readonly ClosingDeal[];
}

const halved: Master = { positions: [position({ volume: lots('0.05') })], closed: [] };
const gone: Master = { positions: [], closed: [closingDeal()] };
const moved: Master = { positions: [position({ sl: price('1.09') })], closed: [] };
const calm: Master = { positions: [position()], closed: [] };
const doubtful = openCopy({
  requests: 2,
  state: {
    status: 'unknown',
    operation: 'close-part',
    request: 'r' as never,
    sinceMs: NOW,
    position: HELD,
    cause: null,
  },
});

/** The alarms so many ms after NOW, and the evidence by then. */
function look(
  master: Master,
  ms: number,
  evidence: Evidence,
  own: Copy = copy,
  volume = held().volume,
  symbols = input().symbols,
) {
  const at = { readAtMs: NOW + ms };
  const given = input({
    copies: [own],
    masterBook: masterBook(master.positions, { ...at, recentlyClosed: master.closed }),
    slaveBook: book([held(own, { volume })], at),
    evidence,
    symbols,
    nowMs: NOW + ms,
  });
  const known = observeWaiting(given);
  const alarms = standingAlarms({ ...given, evidence: known });
  return { evidence: known, codes: alarms.map(({ code }) => code), alarms };
}

const pausing = (ms: number): Evidence => {
  const closed = observeFailedClose(NO_EVIDENCE, copyId, NOW + ms, DEFAULT_WINDOWS, 10018);
  const parted = observePart(closed, copyId, NOW + ms, DEFAULT_WINDOWS, 10014);
  return observeModify(parted, copyId, null, NOW + ms, DEFAULT_WINDOWS);
};

test.each([
  ['a partial close that is refused again and again', halved],
  ['a modification that is never answered', moved],
  ['a close that is wanted and not on its way', gone],
])('%s is an alarm after a minute, whatever pauses between its tries', (_name, master) => {
  let { evidence, codes } = look(master, 0, NO_EVIDENCE);
  for (let ms = 1_000; ms <= 60_000; ms += 1_000) {
    expect(codes).toEqual([]);
    // Every other second the plan waits after a try.
    const tries = ms % 2_000 === 0 ? pausing(ms) : NO_EVIDENCE;
    ({ evidence, codes } = look(master, ms, { ...tries, waiting: evidence.waiting }));
  }
  expect(look(master, 60_001, evidence).codes).toEqual(['CHANGE_FAILING']);
});

test('a copy on its way to be closed says since when', () => {
  const state = {
    status: 'closing',
    position: HELD,
    request: 'r',
    cause: 'MASTER_CLOSED',
  } as never;
  const closing = openCopy({ state });
  const { evidence } = look(gone, 0, NO_EVIDENCE, closing);
  const { alarms } = look(gone, 61_000, evidence, closing);
  expect(alarms).toMatchObject([
    { code: 'CLOSE_FAILING', detail: expect.stringContaining('since 61 s') },
  ]);
});

test('what is carried out ends the waiting: a master that trails his SL raises nothing', () => {
  let evidence = NO_EVIDENCE;
  for (let ms = 0; ms <= 120_000; ms += 1_000) {
    const following = openCopy({ masterSl: price((1.08 + ms / 1e8).toFixed(5)) });
    const outcome = look(moved, ms, evidence, following);
    expect(outcome.codes).toEqual([]);
    ({ evidence } = outcome);
  }
});

test('in doubt, open and in doubt again is one waiting', () => {
  const { evidence } = look(halved, 0, NO_EVIDENCE, doubtful);
  const between = look(halved, 30_000, evidence);
  expect(look(halved, 60_001, between.evidence, doubtful).codes).toContain('CHANGE_FAILING');
});

test.each([
  ['a smaller volume', 30_000, lots('0.07')],
  ['a clock that was set back', -3_600_000, held().volume],
])('%s begins a new waiting', (_name, ms, volume) => {
  const { evidence } = look(halved, 0, NO_EVIDENCE);
  expect(look(halved, ms, evidence, copy, volume).evidence.waiting.get(copyId)?.sinceMs).toBe(
    NOW + ms,
  );
});

test('nothing is waited for when all is as it should be, nor for SL and TP that are refused', () => {
  expect(look(calm, 0, NO_EVIDENCE).evidence.waiting.size).toBe(0);
  const target = { sl: price('1.09'), tp: null };
  const refused = observeModify(NO_EVIDENCE, copyId, target, NOW, DEFAULT_WINDOWS);
  expect(look(moved, 0, refused).evidence.waiting.size).toBe(0);
  const unasked = { ...target, isUnasked: true };
  const tried = observeModify(NO_EVIDENCE, copyId, unasked, NOW, DEFAULT_WINDOWS);
  expect(look(moved, 0, tried).evidence.waiting.size).toBe(1);
  const { evidence } = look(halved, 0, NO_EVIDENCE);
  expect(look(calm, 1_000, evidence).evidence.waiting.size).toBe(0);
});

test('what copies of other masters wait for is kept, of copies that are no more it is forgotten', () => {
  const other = openCopy({ copyId: 'other' as CopyId, masterId: masterId('9@Other') });
  const since = { sinceMs: NOW - 5_000, shape: 'as it was' };
  const evidence = {
    ...NO_EVIDENCE,
    waiting: new Map([
      [other.copyId, since],
      [copyId, since],
      ['no more' as CopyId, since],
    ]),
  };
  const given = input({
    copies: [copy, other],
    masterBook: masterBook([position()]),
    slaveBook: book([held(copy)]),
    evidence,
  });
  expect([...observeWaiting(given).waiting]).toEqual([[other.copyId, since]]);
});

test('SL and TP are part of what a copy is like: none is not some', () => {
  const { evidence } = look(halved, 0, NO_EVIDENCE);
  const trailed = openCopy({ masterSl: price('1.09'), masterTp: price('1.2') });
  const changed = look(halved, 1_000, evidence, trailed).evidence.waiting.get(copyId);
  expect(changed).toEqual({ sinceMs: NOW + 1_000, shape: '0.10 1.09 1.2' });
  expect(evidence.waiting.get(copyId)?.shape).toBe('0.10 none none');
});

const MISSING: SymbolLookup = { type: 'missing', code: 'SYMBOL_UNKNOWN' };

test.each([
  ['a smaller volume', 'is missing', halved, new Map([['EURUSD', MISSING]])],
  ['other SL and TP', 'is missing', moved, new Map([['EURUSD', MISSING]])],
  ['a smaller volume', 'was never learnt', halved, new Map<string, SymbolLookup>()],
])('%s that is not followed as the symbol %s is an alarm', (_what, _why, master, symbols) => {
  const { evidence } = look(master, 0, NO_EVIDENCE, copy, held().volume, symbols);
  const { alarms } = look(master, 60_001, evidence, copy, held().volume, symbols);
  expect(alarms).toMatchObject([{ code: 'CHANGE_FAILING' }]);
  expect(alarms[0]?.detail).toContain('"EURUSD" is not known');
  const followed = look(calm, 0, NO_EVIDENCE, copy, held().volume, symbols);
  expect(look(calm, 60_001, followed.evidence, copy, held().volume, symbols).codes).toEqual([]);
});

/** Named cases of copies that are open: closes, parts, stops, vanished positions (plan-copy, plan-change, plan-settled). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unheardBook } from '../../domain/book.ts';
import { requestId } from '../../domain/copy-identity.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import { absenceKey, NO_EVIDENCE, type Evidence } from '../../domain/evidence.ts';
import { accountName, ticket } from '../../domain/ids.ts';
import { targetSteps } from '../../domain/plan-change.ts';
import type { Action } from '../../domain/plan-input.ts';
import { plan } from '../../domain/plan.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import type { FoundDeal } from '../../domain/trade-reply.ts';
import { observeModify } from '../../domain/tries.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import {
  book,
  closingDeal,
  decimal,
  found,
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
const { copyId } = copy;
const CLOSE_2 = requestId(copyId, 'close', 2);
const closing = openCopy({
  requests: 2,
  state: { status: 'closing', position: HELD, request: CLOSE_2, cause: 'MASTER_CLOSED' },
});
const GONE = masterBook([], { recentlyClosed: [closingDeal()] });
const parting = openCopy({
  requests: 2,
  state: {
    status: 'unknown',
    operation: 'close-part',
    request: requestId(copyId, 'close-part', 2),
    sinceMs: NOW - 1_000,
    position: HELD,
    cause: null,
  },
});

/** The one action for this copy, which the slave holds and the master too, unless told otherwise. */
function planned(changes: Parameters<typeof input>[0] = {}): Action | null {
  const actions = plan(
    input({
      copies: [copy],
      masterBook: masterBook([position()]),
      slaveBook: book([held(copy)]),
      ...changes,
    }),
  );
  expect(actions.length).toBeLessThanOrEqual(1);
  return actions[0] ?? null;
}

function smaller(volume: string, changes: Parameters<typeof masterBook>[1] = {}) {
  return masterBook([position({ volume: lots(volume) })], changes);
}

const part = { recentlyClosed: [closingDeal({ volume: lots('0.05') })] };

function detached(reason: string): Copy {
  return withState(
    copy,
    { status: 'detached', position: HELD, reason },
    { closedAtMs: NOW - 9_000 },
  );
}

function closedAt(agoMs: number): Copy {
  const state = { status: 'closed', position: HELD, cause: 'MASTER_CLOSED' } as const;
  return withState(closing, state, { closedAtMs: NOW - agoMs });
}

/** The evidence of a modification that was answered this long ago. */
function modified(agoMs: number): Evidence {
  return observeModify(NO_EVIDENCE, copyId, null, NOW - agoMs, DEFAULT_WINDOWS);
}

test('a copy that equals its master position is left alone', () => {
  expect(planned()).toBeNull();
});

test('a closed master position closes the copy, by its present ticket and volume', () => {
  const slaveBook = book([held(copy, { ticket: ticket('501'), volume: lots('0.07') })]);
  expect(planned({ masterBook: GONE, slaveBook })).toMatchObject({
    type: 'close',
    copy: { requests: 2, version: 3, state: { status: 'closing', cause: 'MASTER_CLOSED' } },
    order: { request: CLOSE_2, ticket: '501', volume: '0.07', ifVolume: '0.07', magic: copy.magic },
  });
});

test.each([
  ['a stale slave book', book([held()], { readAtMs: NOW - 3_001 })],
  ['an unsynchronised slave book', book([held()], { synced: false })],
  ['no slave book', null],
])('with %s no close is planned', (_name, slaveBook) => {
  expect(planned({ masterBook: GONE, slaveBook })).toBeNull();
});

test('an incomplete slave book that lists the position is enough to close it', () => {
  const slaveBook = book([held()], { complete: false });
  expect(planned({ masterBook: GONE, slaveBook })?.type).toBe('close');
});

test('a close is tried again when its pause is over, even if the master lists the position again', () => {
  const after = (notBeforeMs: number): Evidence => ({
    ...NO_EVIDENCE,
    closeTries: new Map([[copyId, { count: 1, notBeforeMs }]]),
  });
  expect(planned({ copies: [closing], evidence: after(NOW + 1) })).toBeNull();
  expect(planned({ copies: [closing], evidence: after(NOW) })).toMatchObject({
    type: 'close',
    order: { request: requestId(copyId, 'close', 3) },
  });
});

test('a dead master’s copies are not closed, and its unknown ones are still resolved', () => {
  const dead = unheardBook(MASTER, accountName('Master'));
  expect(planned({ masterBook: dead })).toBeNull();
  expect(planned({ masterBook: dead, copies: [closing] })?.type).toBe('close');
  expect(planned({ masterBook: dead, slaveBook: book([]) })).toMatchObject({ type: 'look' });
});

test('a master that is no longer followed still closes its copies', () => {
  expect(planned({ masterBook: GONE, isFollowed: false })?.type).toBe('close');
  const closer = masterBook([position({ sl: price('1.09') })]);
  expect(planned({ masterBook: closer, isFollowed: false })?.type).toBe('modify');
});

function deal(changes: Partial<FoundDeal> = {}): FoundDeal {
  return {
    deal: ticket('801'),
    order: ticket('702'),
    identifier: HELD.identifier,
    entry: 'OUT',
    volume: lots('0.10'),
    reason: 'EXPERT',
    magic: copy.magic,
    ...changes,
  };
}
const IN = deal({ deal: ticket('800'), entry: 'IN', order: ticket('700') });
const byHand = deal({ reason: 'CLIENT', magic: position().magic });

test.each([
  ['closed by hand', copy, [IN, byHand], { status: 'detached', reason: 'CLIENT' }],
  ['stopped out', copy, [IN, deal({ reason: 'SO' })], { status: 'detached', reason: 'SO' }],
  ['closed by our close', closing, [IN, deal()], { status: 'closed', cause: 'MASTER_CLOSED' }],
  ['closed by hand before our close', closing, [IN, byHand], { status: 'detached' }],
])('a vanished position that was %s', (_name, entry, deals, state) => {
  const answers = new Map([[copyId, found({ deals })]]);
  const action = planned({ copies: [entry], slaveBook: book([]), found: answers });
  expect(action).toMatchObject({ type: 'record', copy: { state } });
});

test('a vanished position without a deal is looked for until its absence is proved', () => {
  const row = { epoch: 1, reads: 3, lastRead: 9, firstAtMs: NOW - 5_000, lastAtMs: NOW };
  const answers = new Map([[copyId, found()]]);
  const gone = { slaveBook: book([]), found: answers };
  expect(planned(gone)).toMatchObject({ type: 'look', position: HELD.identifier });
  const evidence = { ...NO_EVIDENCE, slaveAbsences: new Map([[copyId, row]]) };
  expect(planned({ ...gone, evidence })).toMatchObject({
    copy: { state: { status: 'detached', reason: 'ABSENT' } },
  });
});

test('a copy detached for its absence is adopted when it shows up; one closed by hand is not', () => {
  expect(planned({ copies: [detached('ABSENT')] })).toMatchObject({
    type: 'record',
    copy: { closedAtMs: null, state: { status: 'open' } },
  });
  expect(planned({ copies: [detached('CLIENT')] })).toBeNull();
});

test('a closed copy that is still listed after two seconds is closed again', () => {
  expect(planned({ copies: [closedAt(800)] })).toBeNull();
  expect(planned({ copies: [closedAt(2_001)] })?.type).toBe('close');
});

test('half of the master’s volume leaves half of the copy', () => {
  expect(planned({ masterBook: smaller('0.05') })).toMatchObject({
    type: 'close-part',
    copy: { state: { status: 'unknown', operation: 'close-part', sinceMs: NOW } },
    order: { volume: '0.05', ifVolume: '0.10' },
  });
});

test.each([
  ['an incomplete book', smaller('0.05', { complete: false })],
  ['a stale book', smaller('0.05', { readAtMs: NOW - 4_000 })],
])('%s proves no partial close', (_name, incomplete) => {
  expect(planned({ masterBook: incomplete })).toBeNull();
});

test('a copy below its target is converged: partly filled, or closed in part by hand', () => {
  const slaveBook = book([held(copy, { volume: lots('0.05') })]);
  expect(planned({ masterBook: smaller('0.05'), slaveBook })).toBeNull();
  expect(planned({ slaveBook })).toBeNull();
});

test('a difference below the minimum lot waits', () => {
  const known = { type: 'known', spec: spec({ volumeMin: '0.03' }) } as const;
  const symbols = new Map([['EURUSD', known]]);
  expect(planned({ masterBook: smaller('0.08'), symbols })).toBeNull();
  expect(planned({ masterBook: smaller('0.07'), symbols })?.type).toBe('close-part');
});

test('a target below the minimum lot closes the copy on its own proof', () => {
  const known = { type: 'known', spec: spec({ volumeMin: '0.06' }) } as const;
  const symbols = new Map([['EURUSD', known]]);
  expect(planned({ masterBook: smaller('0.05'), symbols })).toBeNull();
  expect(planned({ masterBook: smaller('0.05', part), symbols })).toMatchObject({
    type: 'close',
    copy: { state: { cause: 'BELOW_MIN_LOT' } },
  });
  const row = { epoch: 1, reads: 3, lastRead: 10, firstAtMs: NOW, lastAtMs: NOW };
  const masterReductions = new Map([[absenceKey(MASTER, copy.masterPosition), row]]);
  const evidence = { ...NO_EVIDENCE, masterReductions };
  expect(planned({ masterBook: smaller('0.05'), symbols, evidence })?.type).toBe('close');
});

test('a symbol that is not known after a restart is learnt before a part is closed', () => {
  expect(planned({ masterBook: smaller('0.05'), symbols: new Map() })).toEqual({
    type: 'learn',
    symbol: 'EURUSD',
  });
});

test('a partial close in doubt is not repeated before a minute, and a full close does not wait', () => {
  const answers = new Map([[copyId, found()]]);
  const asked = { copies: [parting], masterBook: smaller('0.05'), found: answers };
  const later = { nowMs: NOW + 900_000, slaveBook: book([held()], { readAtMs: NOW + 900_000 }) };
  expect(planned({ ...asked, ...later })?.type).toBe('look');
  const after = (ms: number): Evidence => {
    const row = { epoch: 1, reads: 3, lastRead: 9, firstAtMs: NOW - ms, lastAtMs: NOW };
    return { ...NO_EVIDENCE, unchanged: new Map([[copyId, { ...row, volume: held().volume }]]) };
  };
  expect(planned({ ...asked, evidence: after(59_999) })?.type).toBe('look');
  expect(planned({ ...asked, evidence: after(60_000) })).toMatchObject({
    type: 'record',
    copy: { state: { status: 'open' } },
  });
  expect(planned({ ...asked, masterBook: GONE })?.type).toBe('close');
});

test('a copy above what the broker takes at once is closed in parts', () => {
  const rule = spec({ volumeMax: '0.07' });
  const symbols = new Map([['EURUSD', { type: 'known', spec: rule } as const]]);
  expect(planned({ masterBook: GONE, symbols })).toMatchObject({
    type: 'close-part',
    order: { volume: '0.07', ifVolume: held().volume },
  });
  const rest = book([held(copy, { volume: lots('0.05') })]);
  expect(planned({ masterBook: GONE, symbols, slaveBook: rest })).toMatchObject({
    type: 'close',
    order: { volume: '0.05' },
  });
  // What became of a part has to be known before the next one leaves.
  const doubtful = { copies: [parting], found: new Map([[copyId, found()]]) };
  expect(planned({ masterBook: GONE, symbols, ...doubtful })?.type).toBe('look');
});

const closer = masterBook([position({ sl: price('1.090004'), tp: price('1.2') })]);

test('the master’s new SL and TP are sent on the slave’s tick grid', () => {
  expect(planned({ masterBook: closer })).toMatchObject({
    type: 'modify',
    copy: { requests: 2, masterSl: null, state: { status: 'unknown', operation: 'modify' } },
    order: { request: requestId(copyId, 'modify', 2), sl: '1.09000', tp: '1.20000' },
    follows: { sl: '1.090004', tp: '1.2' },
  });
});

test('stops that the slave has already are recorded, not sent', () => {
  const slaveBook = book([held(copy, { sl: price('1.09'), tp: price('1.20000') })]);
  expect(planned({ masterBook: closer, slaveBook })).toMatchObject({
    type: 'record',
    copy: { masterSl: '1.090004', masterTp: '1.2' },
  });
});

test('stops moved by hand on the slave stand until the master moves his', () => {
  const following = openCopy({ masterSl: price('1.09') });
  const slaveBook = book([held(following, { sl: price('1.05') })]);
  const before = masterBook([position({ sl: price('1.0900') })]);
  expect(planned({ copies: [following], slaveBook, masterBook: before })).toBeNull();
  const moved = masterBook([position({ sl: price('1.091') })]);
  expect(planned({ copies: [following], slaveBook, masterBook: moved })?.type).toBe('modify');
});

test('an SL that the master took away is taken away', () => {
  const following = openCopy({ masterSl: price('1.09') });
  const slaveBook = book([held(following, { sl: price('1.09') })]);
  expect(planned({ copies: [following], slaveBook })).toMatchObject({ order: { sl: null } });
});

test('two modifications keep the account’s interval', () => {
  expect(planned({ masterBook: closer, evidence: modified(999) })).toBeNull();
  expect(planned({ masterBook: closer, evidence: modified(1_000) })?.type).toBe('modify');
});

test('a refused target waits for its back-off, another target does not', () => {
  const target = { sl: price('1.09'), tp: price('1.2') };
  let evidence = NO_EVIDENCE;
  for (let count = 0; count < 12; count += 1) {
    evidence = observeModify(evidence, copyId, target, NOW - 20_000, DEFAULT_WINDOWS);
  }
  expect(planned({ masterBook: closer, evidence })).toBeNull();
  const other = masterBook([position({ sl: price('1.08') })]);
  expect(planned({ masterBook: other, evidence })?.type).toBe('modify');
  const refused = evidence.modifyTries.get(copyId)?.refused;
  expect(refused?.notBeforeMs).toBe(NOW + 10_000);
});

test('a modification in doubt is compared again', () => {
  const doubt = openCopy({
    state: {
      status: 'unknown',
      operation: 'modify',
      request: requestId(copyId, 'modify', 2),
      sinceMs: NOW,
      position: HELD,
      cause: null,
    },
  });
  expect(planned({ copies: [doubt], masterBook: closer })).toMatchObject({
    type: 'record',
    copy: { state: { status: 'open' } },
  });
});

test('a ticket that has changed is recorded', () => {
  const slaveBook = book([held(copy, { ticket: ticket('501') })]);
  expect(planned({ slaveBook })).toMatchObject({
    type: 'record',
    copy: { state: { position: { identifier: '500', ticket: '501' } } },
  });
});

test('a reversed master position closes the copy and opens none', () => {
  const reversed = masterBook([position({ side: 'SELL' })], {
    recentlyClosed: [closingDeal({ entry: 'INOUT' })],
  });
  expect(planned({ masterBook: reversed })).toMatchObject({
    type: 'close',
    copy: { state: { cause: 'REVERSED' } },
  });
});

const volume = decimal(2, 1, 500).map(lots);

test('property, plan-change 1: the target is never above the copy, and grows with the master', () => {
  fc.assert(
    fc.property(volume, volume, volume, volume, volume, (intended, whole, current, left, right) => {
      const at = (master: typeof volume extends fc.Arbitrary<infer V> ? V : never): number =>
        targetSteps(
          { intendedVolume: intended, masterVolume: whole },
          { volume: current },
          { volume: master },
          spec(),
        );
      const [less, more] = Number(left) <= Number(right) ? [left, right] : [right, left];
      expect(at(more)).toBeLessThanOrEqual(Math.round(Number(current) * 100));
      expect(at(less)).toBeLessThanOrEqual(at(more));
      expect(at(whole)).toBe(
        Math.min(Math.round(Number(current) * 100), Math.round(Number(intended) * 100)),
      );
    }),
  );
});

test('property, plan-change 2: what a partial close leaves and what it takes are tradable volumes', () => {
  fc.assert(
    fc.property(volume, decimal(2, 1, 10).map(lots), (remaining, volumeMin) => {
      const known = { type: 'known', spec: spec({ volumeMin }) } as const;
      const whole = openCopy({ masterVolume: lots('5.00'), intendedVolume: lots('0.30') });
      const action = planned({
        copies: [whole],
        symbols: new Map([['EURUSD', known]]),
        slaveBook: book([held(whole)]),
        masterBook: smaller(remaining),
      });
      const closedLots = action?.type === 'close-part' ? Number(action.order.volume) : 0.3;
      const rest = 0.3 - closedLots;
      expect(closedLots).toBeGreaterThanOrEqual(Number(volumeMin) - 1e-9);
      expect(rest < 1e-9 || rest >= Number(volumeMin) - 1e-9).toBe(true);
    }),
  );
});

/** What follows an opening request that was not executed (domain/resolution.ts). */
import { expect, test } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import { magic, ticket } from '../../domain/ids.ts';
import type { Action } from '../../domain/plan-input.ts';
import { plan } from '../../domain/plan.ts';
import { lots } from '../../domain/symbol-spec.ts';
import type { FoundDeal } from '../../domain/trade-reply.ts';
import {
  book,
  copyOf,
  found,
  held,
  HELD,
  input,
  masterBook,
  NOW,
  position,
  rejected,
} from './builders.ts';

const opening = copyOf();
const { copyId } = opening;
const OPEN_1 = requestId(copyId, 'open', 1);
const withMaster = { masterBook: masterBook([position()]) };

function only(actions: readonly Action[]): Action | null {
  expect(actions.length).toBeLessThanOrEqual(1);
  return actions[0] ?? null;
}

function deal(): FoundDeal {
  return {
    deal: ticket('800'),
    order: ticket('700'),
    identifier: HELD.identifier,
    entry: 'IN',
    volume: lots('0.10'),
    reason: 'EXPERT',
    magic: opening.magic,
  };
}

test('a master that is followed no longer gets no second try of an open', () => {
  const evidence = {
    ...NO_EVIDENCE,
    openRetries: new Map([[copyId, { request: OPEN_1, filling: 'IOC' as const }]]),
  };
  const retry = input({ ...withMaster, copies: [opening], evidence });
  expect(only(plan(retry))?.type).toBe('retry');
  expect(only(plan({ ...retry, isFollowed: false }))).toMatchObject({
    type: 'record',
    copy: { state: { status: 'refused', code: 'NOT_FOLLOWED' } },
  });
});

test.each([
  ['safe', 'SAFE', 0],
  ['permissions', 'PERMISSIONS', 0],
  ['flatten', 'FLATTENING', 0],
  ['database', 'DATABASE', 20_000],
  ['link', 'LINK', 20_000],
] as const)('an intent that %s holds back is refused %s, after %i ms', (block, code, afterMs) => {
  const retry = { request: OPEN_1, filling: 'IOC' as const };
  const evidence = { ...NO_EVIDENCE, openRetries: new Map([[copyId, retry]]) };
  const blocked = { ...withMaster, copies: [opening], evidence, blocks: new Set([block]) };
  expect(plan(input(blocked))).toHaveLength(afterMs > 0 ? 0 : 1);
  expect(only(plan(input({ ...blocked, nowMs: NOW + afterMs })))).toMatchObject({
    type: 'record',
    copy: { state: { status: 'refused', code } },
  });
});

test('a further request that never arrived is sent with the filling mode that it was numbered for', () => {
  const request = requestId(copyId, 'open', 2);
  const again = copyOf({ requests: 2, version: 2, state: { status: 'opening', request } });
  const retry = { request: OPEN_1, filling: 'FOK' as const };
  const evidence = { ...NO_EVIDENCE, openRetries: new Map([[copyId, retry]]) };
  const answers = new Map([[copyId, found({ journal: 'absent' })]]);
  const given = { ...withMaster, copies: [again], found: answers };
  expect(only(plan(input({ ...given, evidence })))).toMatchObject({
    type: 'send',
    order: { request, filling: 'FOK' },
  });
  expect(only(plan(input(given)))).toMatchObject({ type: 'send', order: { filling: 'IOC' } });
});

test.each([
  ['grew, as a netting one may', '0.30', '0.10'],
  ['shrank', '0.04', '0.04'],
] as const)(
  'a retry opens no more than the master has by now: his position %s',
  (_, now, volume) => {
    const retry = { request: OPEN_1, filling: null };
    const evidence = { ...NO_EVIDENCE, openRetries: new Map([[copyId, retry]]) };
    const master = masterBook([position({ volume: lots(now) })]);
    expect(only(plan(input({ masterBook: master, copies: [opening], evidence })))).toMatchObject({
      type: 'retry',
      copy: { intendedVolume: '0.10', masterVolume: '0.10' },
      order: { volume },
    });
  },
);

test('nothing is opened of what is left of the master’s position when that is below the minimum', () => {
  const retry = { request: OPEN_1, filling: null };
  const evidence = { ...NO_EVIDENCE, openRetries: new Map([[copyId, retry]]) };
  const half = copyOf({ intendedVolume: lots('0.05') });
  const master = masterBook([position({ volume: lots('0.01') })]);
  expect(only(plan(input({ masterBook: master, copies: [half], evidence })))).toMatchObject({
    type: 'record',
    copy: { state: { status: 'refused', code: 'BELOW_MIN_LOT' } },
  });
});

test('a retry that comes too late is refused although the terminal is away and tells no symbol', () => {
  const retry = { request: OPEN_1, filling: null };
  const evidence = { ...NO_EVIDENCE, openRetries: new Map([[copyId, retry]]) };
  const away = { copies: [opening], evidence, slaveBook: null, symbols: new Map() };
  const given = { ...withMaster, ...away, blocks: new Set(['link'] as const) };
  expect(only(plan(input(given)))).toMatchObject({ type: 'learn' });
  expect(only(plan(input({ ...given, nowMs: NOW + 20_000 })))).toMatchObject({
    type: 'record',
    copy: { state: { status: 'refused', code: 'LINK' } },
  });
});

test('a retry after a back-off waits for its time, and is refused when it comes too late', () => {
  const retry = { request: OPEN_1, filling: 'IOC' as const, notBeforeMs: NOW + 1_000 };
  const evidence = { ...NO_EVIDENCE, openRetries: new Map([[copyId, retry]]) };
  const waiting = { ...withMaster, copies: [opening], evidence };
  expect(plan(input(waiting))).toEqual([]);
  const later = { nowMs: NOW + 1_000, masterBook: masterBook([position()], { readAtMs: NOW }) };
  expect(only(plan(input({ ...waiting, ...later })))?.type).toBe('retry');
  const tooLate = only(plan(input({ ...waiting, nowMs: NOW + 20_000 })));
  expect(tooLate).toMatchObject({ type: 'record', copy: { state: { code: 'STALE' } } });
});

test('a retry that meets only the requoted order in the history is refused, not searched for a day', () => {
  const request = requestId(copyId, 'open', 2);
  const second = copyOf({
    requests: 2,
    state: {
      status: 'unknown',
      operation: 'open',
      request,
      sinceMs: NOW,
      position: null,
      cause: null,
    },
  });
  const kept = { reply: rejected(null, 'MAGIC_EXISTS'), historyOrders: [ticket('700')] };
  const planned = (copy: typeof second, changes: Parameters<typeof found>[0]) =>
    only(
      plan(input({ ...withMaster, copies: [copy], found: new Map([[copyId, found(changes)]]) })),
    );
  expect(planned(second, kept)).toMatchObject({ copy: { state: { code: 'REJECTED' } } });
  // The first request may have met anybody's order: it is searched for as the contract says.
  expect(planned({ ...second, requests: 1 }, kept)?.type).toBe('look');
  expect(planned(second, { ...kept, isReliable: false })?.type).toBe('look');
  expect(planned(second, { ...kept, deals: [deal()] })?.type).toBe('look');
});

test('resolution 1: an open is adopted by its deal when a trade by hand has left its position another magic', () => {
  const slaveBook = book([held(opening, { magic: magic('0'), volume: lots('0.04') })]);
  const planned = (deals: readonly FoundDeal[]) => {
    const result = new Map([[copyId, found({ deals })]]);
    return only(plan(input({ ...withMaster, copies: [opening], slaveBook, found: result })));
  };
  const byHand = { ...deal(), deal: ticket('801'), entry: 'OUT' as const, magic: magic('0') };
  const open = { status: 'open', position: HELD };
  expect(planned([deal(), { ...byHand, volume: lots('0.06') }])).toMatchObject({
    copy: { state: open },
  });
  // Listed for a moment after it was closed.
  expect(planned([deal(), byHand])).toMatchObject({ copy: { state: { status: 'detached' } } });
});

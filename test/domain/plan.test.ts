/** Named cases of the planner: opens, refusals, resolutions, adoption (domain/plan*.ts, resolution.ts). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyMagic, requestId } from '../../domain/copy-identity.ts';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import { magic, positionId, ticket } from '../../domain/ids.ts';
import type { Action, Block, PlanInput } from '../../domain/plan-input.ts';
import { plan } from '../../domain/plan.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import type { FoundDeal } from '../../domain/trade-reply.ts';
import {
  account,
  book,
  closingDeal,
  copyOf,
  found,
  held,
  HELD,
  input,
  masterBook,
  NOW,
  openCopy,
  position,
  rejected,
  SERVER_AHEAD_MS,
  spec,
  taken,
} from './builders.ts';

const opening = copyOf();
const { copyId } = opening;
const OPEN_1 = requestId(copyId, 'open', 1);
const withMaster = { masterBook: masterBook([position()]) };

function only(actions: readonly Action[]): Action | null {
  expect(actions.length).toBeLessThanOrEqual(1);
  return actions[0] ?? null;
}

function refusal(changes: Parameters<typeof input>[0]): string | null {
  const action = only(plan(input({ ...withMaster, ...changes })));
  if (action === null || !('copy' in action)) return action?.type ?? null;
  return action.copy.state.status === 'refused' ? action.copy.state.code : action.type;
}

function deal(changes: Partial<FoundDeal> = {}): FoundDeal {
  return {
    deal: ticket('800'),
    order: ticket('700'),
    identifier: HELD.identifier,
    entry: 'IN',
    volume: lots('0.10'),
    reason: 'EXPERT',
    magic: opening.magic,
    ...changes,
  };
}

function opened(identifier: string, agoMs: number): ReturnType<typeof position> {
  const openedAtServerMs = NOW + SERVER_AHEAD_MS - agoMs;
  return position({ identifier: positionId(identifier), openedAtServerMs });
}

function lookedAt(agoMs: number): PlanInput {
  const evidence = { ...NO_EVIDENCE, lookedAtMs: new Map([[copyId, NOW - agoMs]]) };
  return input({ ...withMaster, copies: [opening], evidence });
}

/** The action after searches that found nothing. */
function searched(reads: number, spanMs: number): Action | null {
  const row = { epoch: 0, reads, lastRead: reads, firstAtMs: NOW - spanMs, lastAtMs: NOW };
  const evidence = { ...NO_EVIDENCE, searches: new Map([[copyId, row]]) };
  const answers = new Map([[copyId, found()]]);
  return only(plan(input({ ...withMaster, copies: [opening], evidence, found: answers })));
}

test('a fresh position is opened with its intent, its magic, its stops and its limits', () => {
  const master = position({ sl: price('1.090004'), tp: price('1.2') });
  const action = only(plan(input({ masterBook: masterBook([master]) })));
  expect(action).toMatchObject({
    type: 'open',
    copy: { version: 1, requests: 1, journalId: 'journal-1', state: { status: 'opening' } },
    order: {
      request: OPEN_1,
      magic: copyMagic(copyId),
      volume: '0.10',
      sl: '1.09000',
      tp: '1.20000',
      worstPrice: '1.10050',
      bestPrice: '1.09950',
      validForMs: 9_000,
      deviationPoints: 48,
      comment: 'LS 100',
      filling: 'IOC',
      master: { price: '1.10000', slaveDigits: 5 },
    },
  });
});

test.each([
  [
    'STALE',
    { masterBook: masterBook([position({ openedAtServerMs: NOW + SERVER_AHEAD_MS - 10_001 })]) },
  ],
  [
    'STALE',
    { masterBook: masterBook([position({ openedAtServerMs: NOW + SERVER_AHEAD_MS + 4_001 })]) },
  ],
  ['SLIPPAGE', { account: account({ slippageTolerance: 1 }) }],
  ['LOOP', { masterBook: masterBook([position({ magic: copyMagic(copyId) })]) }],
  ['PAUSED', { blocks: new Set<Block>(['paused']) }],
  ['FLATTENING', { blocks: new Set<Block>(['flatten']) }],
  [
    'SYMBOL_UNKNOWN',
    { symbols: new Map([['EURUSD', { type: 'missing', code: 'SYMBOL_UNKNOWN' } as const]]) },
  ],
  ['BELOW_MIN_LOT', { masterBook: masterBook([position({ volume: lots('0.001') })]) }],
  ['ABOVE_MAX_LOTS', { account: account({ maxLots: lots('0.05') }) }],
  ['TOO_MANY_COPIES', { account: account({ maxOpenCopies: 0 }) }],
  ['learn', { symbols: new Map() }],
  ['open', {}],
] as const)('a position is answered %s', (expected, changes) => {
  expect(refusal(changes)).toBe(expected);
});

test.each([
  ['a stale book', { masterBook: masterBook([position()], { readAtMs: NOW - 3_001 }) }],
  ['a book of the future', { masterBook: masterBook([position()], { readAtMs: NOW + 3_001 }) }],
  ['an incomplete book', { masterBook: masterBook([position()], { complete: false }) }],
  ['an unsynchronised book', { masterBook: masterBook([position()], { synced: false }) }],
  ['no slave book', { slaveBook: null }],
  ['a stale slave book', { slaveBook: book([], { readAtMs: NOW - 3_001 }) }],
  ['a block', { blocks: new Set<Block>(['database']) }],
  ['no quote', { quotes: new Map() }],
  ['a master that is not followed', { isFollowed: false }],
  ['an action under way', { inFlight: new Set([copyId]) }],
  [
    'a deal that may have closed it',
    { masterBook: masterBook([position()], { recentlyClosed: [closingDeal()] }) },
  ],
] as const)('with %s nothing is opened yet', (_name, changes) => {
  expect(plan(input({ ...withMaster, ...changes }))).toEqual([]);
});

test('a position that was closed in part before it was seen is opened', () => {
  const part = closingDeal({ volume: lots('0.90'), timeServerMs: NOW + SERVER_AHEAD_MS - 2_500 });
  const old = position({ openedAtServerMs: NOW + SERVER_AHEAD_MS - 4_000 });
  expect(refusal({ masterBook: masterBook([old], { recentlyClosed: [part] }) })).toBe('open');
});

test('limits are shared out by the master’s open time, and each symbol is learnt once', () => {
  const books = { masterBook: masterBook([opened('102', 1_000), opened('101', 3_000)]) };
  const actions = plan(input({ ...books, account: account({ maxOpenCopies: 1 }) }));
  expect(
    actions.map((action) => ('copy' in action ? [action.copy.masterPosition, action.type] : [])),
  ).toEqual([
    ['101', 'open'],
    ['102', 'refuse'],
  ]);
  expect(plan(input({ ...books, symbols: new Map() }))).toEqual([
    { type: 'learn', symbol: 'EURUSD' },
  ]);
});

test('a magic that another copy has is replaced by the second one', () => {
  const other = copyOf({
    masterPosition: positionId('7'),
    magic: opening.magic,
    state: { status: 'closed', position: null, cause: 'RISK' },
  });
  const action = only(plan(input({ ...withMaster, copies: [other] })));
  expect(action).toMatchObject({ type: 'open', copy: { magic: copyMagic(copyId, 2) } });
});

test('a close that arrives while the copy is still opening waits for the outcome', () => {
  const closed = masterBook([], { recentlyClosed: [closingDeal()] });
  expect(only(plan(input({ copies: [opening], masterBook: closed })))).toMatchObject({
    type: 'look',
  });
});

test('an open in doubt is looked for, at most every half second', () => {
  expect(only(plan(lookedAt(499)))).toBeNull();
  expect(only(plan(lookedAt(500)))).toMatchObject({
    type: 'look',
    request: OPEN_1,
    position: null,
  });
});

test.each([
  [
    'a position with its magic: adopted',
    { positions: [held(opening)] },
    'record',
    { status: 'open', position: HELD },
  ],
  ['an active order: waits', { orders: [ticket('700')] }, 'look', { status: 'opening' }],
  [
    'a definite rejection: refused',
    { reply: rejected(10019) },
    'record',
    { status: 'refused', code: 'REJECTED' },
  ],
  [
    'nothing, the journal never heard of it: sent',
    { journal: 'absent' },
    'send',
    { status: 'opening' },
  ],
  [
    'nothing, under another journal: looks again',
    { journal: 'absent', journalId: 'journal-2' },
    'look',
    { status: 'opening' },
  ],
  [
    'a requote: another request is numbered',
    { reply: rejected(10004) },
    'retry',
    { status: 'opening', request: requestId(copyId, 'open', 2) },
  ],
  ['executed without a trace: looks again', { reply: taken() }, 'look', { status: 'opening' }],
  [
    'opened and closed by SL: detached',
    { deals: [deal(), deal({ deal: ticket('801'), entry: 'OUT', reason: 'SL' })] },
    'record',
    { status: 'detached', reason: 'SL' },
  ],
  ['opened and not closed, not listed: waits', { deals: [deal()] }, 'look', { status: 'opening' }],
] as const)('an open in doubt finds %s', (_name, answer, type, state) => {
  const action = only(
    plan(input({ ...withMaster, copies: [opening], found: new Map([[copyId, found(answer)]]) })),
  );
  expect(action).toMatchObject({ type, copy: { state } });
});

test('an open in doubt is given up only after enough searches over enough time', () => {
  expect(searched(3, 10_000)).toMatchObject({ copy: { state: { code: 'OUTCOME_UNKNOWN' } } });
  expect(searched(2, 10_000)).toMatchObject({ type: 'look' });
  expect(searched(3, 9_999)).toMatchObject({ type: 'look' });
});

test.each([
  ['too old', 'STALE', { nowMs: NOW + 10_001 }],
  ['paused', 'PAUSED', { blocks: new Set<Block>(['paused']) }],
  ['closed on the master', 'MASTER_CLOSED', { masterBook: masterBook([]) }],
  ['too far away', 'SLIPPAGE', { account: account({ slippageTolerance: 1 }) }],
] as const)('an intent that never arrived and is %s is refused %s', (_name, code, changes) => {
  const answers = new Map([[copyId, found({ journal: 'absent' })]]);
  const action = only(
    plan(input({ ...withMaster, copies: [opening], found: answers, ...changes })),
  );
  expect(action).toMatchObject({ type: 'record', copy: { state: { status: 'refused', code } } });
});

test.each([
  ['an incomplete book', { masterBook: masterBook([], { complete: false }) }],
  ['a block', { blocks: new Set<Block>(['database']) }],
] as const)('an intent that never arrived waits with %s', (_name, changes) => {
  const answers = new Map([[copyId, found({ journal: 'absent' })]]);
  const action = only(
    plan(input({ ...withMaster, copies: [opening], found: answers, ...changes })),
  );
  expect(action?.type).toBe('look');
});

test('a retry is numbered durably, under the present journal, with the other filling mode', () => {
  const evidence = {
    ...NO_EVIDENCE,
    openRetries: new Map([[copyId, { request: OPEN_1, filling: 'FOK' as const }]]),
  };
  const action = only(
    plan(input({ ...withMaster, copies: [opening], evidence, journalId: 'journal-2' })),
  );
  const request = requestId(copyId, 'open', 2);
  expect(action).toMatchObject({
    type: 'retry',
    copy: {
      requests: 2,
      version: 2,
      journalId: 'journal-2',
      state: { status: 'opening', request },
    },
    order: { request, filling: 'FOK' },
  });
});

test.each(['OUTCOME_UNKNOWN', 'REJECTED'] as const)(
  'a copy refused %s that was filled after all is adopted',
  (code) => {
    const refused = copyOf({ state: { status: 'refused', code, detail: '' } });
    const action = only(
      plan(input({ ...withMaster, copies: [refused], slaveBook: book([held(refused)]) })),
    );
    expect(action).toMatchObject({
      type: 'record',
      copy: { state: { status: 'open', position: HELD } },
    });
  },
);

test('a position with the magic of no entry is adopted by its comment, never opened again', () => {
  const action = only(plan(input({ ...withMaster, slaveBook: book([held()]) })));
  expect(action).toMatchObject({
    type: 'adopt',
    copy: { copyId, version: 1, intendedVolume: '0.10' },
  });
  const gone = only(plan(input({ slaveBook: book([held()]) })));
  expect(gone).toMatchObject({ type: 'adopt', copy: { copyId } });
});

test('a position with a copy magic that nobody can compute stays alone', () => {
  const foreign = held(openCopy(), {
    magic: copyMagic(copyOf({ masterPosition: positionId('7') }).copyId),
  });
  expect(plan(input({ slaveBook: book([foreign]) }))).toEqual([]);
  expect(plan(input({ slaveBook: book([held(openCopy(), { magic: magic('77') })]) }))).toEqual([]);
});

test('property, plan-open 1: whatever is wrong with a book, nothing is opened from it', () => {
  const flags = fc.record({
    complete: fc.boolean(),
    connected: fc.boolean(),
    synced: fc.boolean(),
    ageMs: fc.integer({ min: -6_000, max: 6_000 }),
  });
  fc.assert(
    fc.property(flags, ({ ageMs, ...rest }) => {
      const readAtMs = NOW - ageMs;
      const master = masterBook([position()], { ...rest, readAtMs });
      const isOpened = plan(input({ masterBook: master })).some(({ type }) => type === 'open');
      const isFit = rest.complete && rest.connected && rest.synced && Math.abs(ageMs) <= 3_000;
      expect(isOpened && !isFit).toBe(false);
    }),
  );
});

test('property, plan-open 2: no order is valid for longer than the signal’s age allows', () => {
  fc.assert(
    fc.property(fc.integer({ min: -4_000, max: 12_000 }), (ageMs) => {
      const master = position({ openedAtServerMs: NOW + SERVER_AHEAD_MS - ageMs });
      const action = only(plan(input({ masterBook: masterBook([master]) })));
      const validForMs = action?.type === 'open' ? action.order.validForMs : 0;
      expect(validForMs).toBeGreaterThanOrEqual(0);
      expect(validForMs + Math.max(0, ageMs)).toBeLessThanOrEqual(Math.max(10_000, ageMs));
    }),
  );
});

test('property, plan-open 1: with any block nothing is opened, and closes go on', () => {
  const blocks = fc.subarray<Block>(
    ['paused', 'flatten', 'safe', 'database', 'permissions', 'kill', 'journal', 'link'],
    { minLength: 1 },
  );
  fc.assert(
    fc.property(blocks, (raised) => {
      const copy = openCopy();
      const fresh = position({ identifier: positionId('101') });
      const actions = plan(
        input({
          copies: [copy],
          slaveBook: book([held(copy)]),
          masterBook: masterBook([fresh], { recentlyClosed: [closingDeal()] }),
          blocks: new Set(raised),
          symbols: new Map([['EURUSD', { type: 'known', spec: spec() }]]),
        }),
      );
      const types = actions.map(({ type }) => type);
      expect(types).toContain('close');
      expect(types).not.toContain('open');
    }),
  );
});

test.each([
  ['the slave is flattened', { blocks: new Set<Block>(['flatten']) }],
  ['this copy is wanted closed', { wantedClosed: new Set([openCopy().copyId]) }],
])('a copy whose master position is open is closed when %s (plan-copy 1)', (_name, changes) => {
  const copy = openCopy();
  const actions = plan(
    input({ ...withMaster, copies: [copy], slaveBook: book([held(copy)]), ...changes }),
  );
  expect(actions).toMatchObject([
    { type: 'close', copy: { state: { status: 'closing', cause: 'OPERATOR' } } },
  ]);
});

test('an operator’s close waits for the slave’s own book', () => {
  const blocks = new Set<Block>(['flatten']);
  expect(plan(input({ ...withMaster, copies: [openCopy()], slaveBook: null, blocks }))).toEqual([]);
});

/** Named cases of positions without a copy (domain/plan-open.ts); more in plan.test.ts. */
import { expect, test } from 'vitest';
import { copyMagic } from '../../domain/copy-identity.ts';
import type { Copy } from '../../domain/copy.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import type { Action, Block } from '../../domain/plan-input.ts';
import { plan } from '../../domain/plan.ts';
import type { Position } from '../../domain/position.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import {
  account,
  book,
  closingDeal,
  copyOf,
  input,
  masterBook,
  NO_RULES,
  NOW,
  position,
  SERVER_AHEAD_MS,
  spec,
} from './builders.ts';

const master = position({ sl: price('1.09'), tp: price('1.2') });
const draft = copyOf({ masterSl: master.sl, masterTp: master.tp, intendedAtMs: NOW });
const closed = { status: 'closed', position: null, cause: 'RISK' } as const;

function planned(changes: Parameters<typeof input>[0] = {}): Action | null {
  const [action = null] = plan(input({ masterBook: masterBook([master]), ...changes }));
  return action;
}

/** Another copy of the slave that has this magic. */
function owner(attempt: 1 | 2): Copy {
  return copyOf({
    masterPosition: positionId(String(attempt)),
    magic: copyMagic(draft.copyId, attempt),
    state: closed,
  });
}

function foreign(identifier: string, changes: Partial<Position>): Position {
  return position({ identifier: positionId(identifier), ...changes });
}

test('an intent holds what the slave has to know of it after a restart', () => {
  expect(planned()).toMatchObject({ type: 'open', copy: draft });
});

test('plan-open 3: a refusal is a complete entry without size and without request', () => {
  const refused = planned({ blocks: new Set<Block>(['paused']) });
  expect(refused).toEqual({
    type: 'refuse',
    copy: {
      ...draft,
      intendedVolume: null,
      requests: 0,
      state: { status: 'refused', code: 'PAUSED', detail: expect.any(String) as string },
    },
  });
});

const EXCLUDED = { ...NO_RULES, map: new Map([['EURUSD', '']]) };
const missing = { type: 'missing', code: 'SYMBOL_NOT_SELECTED' } as const;

test.each([
  ['LOOP', /copy/, { masterBook: masterBook([position({ magic: draft.magic })]) }],
  ['PAUSED', /paused/, { blocks: new Set<Block>(['paused']) }],
  ['FLATTENING', /flatten/, { blocks: new Set<Block>(['flatten']) }],
  ['STALE', /12\.0 s .*10 s/, { masterBook: masterBook([opened(12_000)]) }],
  ['STALE', /future/, { masterBook: masterBook([opened(-5_000)]) }],
  ['SYMBOL_NOT_SELECTED', /"EURUSD"/, { symbols: new Map([['EURUSD', missing]]) }],
  ['SLIPPAGE', /1\.10000.* 1\.10002.* 2\.0 .* 1$/, { account: account({ slippageTolerance: 1 }) }],
  ['TOO_MANY_COPIES', /0/, { account: account({ maxOpenCopies: 0 }) }],
  ['MAGIC_CLASH', /magics/, { copies: [owner(1), owner(2)] }],
  ['SYMBOL_UNMAPPED', /"EURUSD"/, { account: account({ symbols: EXCLUDED }) }],
] as const)('a refusal %s says why: %s', (code, detail, changes) => {
  expect(planned(changes)).toMatchObject({
    type: 'refuse',
    copy: { state: { status: 'refused', code, detail: expect.stringMatching(detail) as string } },
  });
});

function opened(agoMs: number): Position {
  return position({ openedAtServerMs: NOW + SERVER_AHEAD_MS - agoMs });
}

test('a position that went stale while opens were blocked tells of the block, another one does not', () => {
  const old = { masterBook: masterBook([opened(12_000)]) };
  const refused = (blocks: readonly Block[]) => planned({ ...old, blocks: new Set(blocks) });
  expect(refused(['database'])).toMatchObject({
    copy: {
      state: { code: 'STALE', detail: expect.stringMatching(/ 10 s; .*blocked: .*database/) },
    },
  });
  expect(refused([])).toMatchObject({
    copy: { state: { code: 'STALE', detail: expect.stringMatching(/ 10 s$/) } },
  });
});

test('the second magic is taken only while another copy has the first', () => {
  expect(planned({ copies: [owner(2)] })).toMatchObject({ copy: { magic: draft.magic } });
  expect(planned({ copies: [owner(1)] })).toMatchObject({
    type: 'open',
    copy: { magic: copyMagic(draft.copyId, 2) },
    order: { magic: copyMagic(draft.copyId, 2) },
  });
});

test('the symbol’s limit counts what the slave has in this symbol and direction, and nothing else', () => {
  const limited = {
    symbols: new Map([['EURUSD', { type: 'known', spec: spec({ volumeLimit: '0.30' }) } as const]]),
  };
  const other = [
    foreign('500', { volume: lots('0.10') }),
    foreign('501', { side: 'SELL', volume: lots('0.20') }),
    foreign('502', { symbol: 'GBPUSD', volume: lots('0.20') }),
  ];
  const full = [...other, foreign('503', { volume: lots('0.11') })];
  const at = (positions: readonly Position[]) =>
    planned({ ...limited, slaveBook: book(positions) });
  expect(at(other)?.type).toBe('open');
  expect(at(full)).toMatchObject({
    type: 'refuse',
    copy: { state: { code: 'ABOVE_SYMBOL_LIMIT' } },
  });
});

test('a master that is not followed has none of its positions refused, and a looping one no copy', () => {
  const old = { masterBook: masterBook([opened(60_000)]), isFollowed: false };
  expect(planned(old)).toBeNull();
  expect(planned({ ...old, isFollowed: true })).toMatchObject({ type: 'refuse' });
});

test('plan-open 3: a position that is refused stays refused when its reason is gone', () => {
  const refused = planned({ blocks: new Set<Block>(['paused']) });
  if (refused?.type !== 'refuse') throw new Error('it is not refused');
  expect(planned({ copies: [refused.copy] })).toBeNull();
});

/** The action when the master's closing deal of a part of it was made this long ago. */
function after(agoMs: number, entry: 'OUT' | 'INOUT' = 'OUT'): Action | null {
  const timeServerMs = NOW + SERVER_AHEAD_MS - agoMs;
  const deal = closingDeal({ entry, timeServerMs, volume: lots('0.05') });
  return planned({ masterBook: masterBook([opened(5_000)], { recentlyClosed: [deal] }) });
}

test('a position whose closing deal is a moment old waits, one with an older part is opened', () => {
  expect(after(1_000)).toBeNull();
  expect(after(4_000)?.type).toBe('open');
  expect(after(4_000, 'INOUT')).toBeNull();
});

test.each([
  ['its own, a moment old', 999, '100', 10_000, 'waits'],
  ['its own, for longer', 1_000, '100', 10_000, 'open'],
  ['its own, when the signal is half too old', 500, '100', 1_000, 'open'],
  ['another one', 999, '101', 10_000, 'open'],
])('plan-open 5: a position of which an order is active, %s', (_, agoMs, order, maxMs, does) => {
  const filling = masterBook([opened(agoMs)], { orders: [ticket(order)] });
  const action = planned({ masterBook: filling, account: account({ maxSignalAgeMs: maxMs }) });
  expect(action?.type ?? 'waits').toBe(does);
});

/** The position so long after it was opened, with a quote that was heard so long ago; null: none yet. */
function quotedAgo(ageMs: number, agoMs: number | null, changes: Parameters<typeof input>[0] = {}) {
  const old = { ...master, openedAtServerMs: NOW + SERVER_AHEAD_MS - ageMs };
  const at = { bid: price('1.1'), ask: price('1.1') };
  const quotes = new Map(
    agoMs === null ? [] : [['EURUSD', { ...at, receivedAtMs: NOW - agoMs }] as const],
  );
  return planned({ masterBook: masterBook([old]), quotes, ...changes });
}

test.each([
  ['none yet', null],
  ['none of the last minute', 60_001],
  ['one of the future', -60_001],
])('plan-open 1: with a quote, %s, the next tick is waited for', (_, agoMs) => {
  expect(quotedAgo(10_000, agoMs)).toBeNull();
  expect(quotedAgo(10_001, agoMs)).toMatchObject({
    copy: {
      state: {
        status: 'refused',
        code: 'STALE_QUOTE',
        detail: 'opened 10.0 s ago, max_signal_age 10 s; no quote of "EURUSD" for a minute',
      },
    },
  });
});

test.each([
  ['its quote is a minute old', quotedAgo(10_001, 60_000)],
  ['it is older than the quote may be', quotedAgo(60_001, 60_001)],
  [
    'the slave excludes it',
    quotedAgo(10_001, null, {
      account: account({ symbols: { ...NO_RULES, map: new Map([['EURUSD', '']]) } }),
    }),
  ],
  ['its symbol is not known', quotedAgo(10_001, null, { symbols: new Map() })],
  ['the clocks disagree', quotedAgo(-4_001, null)],
])('a position that is too old is STALE when %s', (_, action) => {
  expect(action).toMatchObject({ copy: { state: { status: 'refused', code: 'STALE' } } });
});

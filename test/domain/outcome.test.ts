/** Outcomes: the invariants of domain/outcome.ts and outcome-change.ts, over the whole retcode table. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import { afterModify, afterPart } from '../../domain/outcome-change.ts';
import { afterClose, afterOpen, MAX_OPEN_RETRIES, openOutcome } from '../../domain/outcome.ts';
import { classifyRetcode } from '../../domain/retcodes.ts';
import { price } from '../../domain/symbol-spec.ts';
import type { TradeReply } from '../../domain/trade-reply.ts';
import { copyOf, HELD, NOW, openCopy, rejected, taken } from './builders.ts';

const NO_ANSWER: TradeReply = { type: 'unknown', reason: 'no answer in 15 s' };
const opening = copyOf();
const closeRequest = requestId(opening.copyId, 'close', 2);
const closing = openCopy({
  requests: 2,
  state: { status: 'closing', position: HELD, request: closeRequest, cause: 'MASTER_CLOSED' },
});
const parting = openCopy({
  requests: 2,
  state: {
    status: 'unknown',
    operation: 'close-part',
    request: requestId(opening.copyId, 'close-part', 2),
    sinceMs: NOW,
    position: HELD,
    cause: null,
  },
});
const follows = { sl: price('1.09000'), tp: null };
const modifying = openCopy({
  requests: 2,
  state: {
    status: 'unknown',
    operation: 'modify',
    request: requestId(opening.copyId, 'modify', 2),
    sinceMs: NOW,
    position: HELD,
    cause: null,
  },
});

function statusAfterOpen(reply: TradeReply): Copy['state'] {
  return afterOpen(opening, reply, NOW).state;
}

test.each([10009, 10010])('an open answered %i is open', (retcode) => {
  expect(afterOpen(opening, taken(retcode), NOW)).toMatchObject({
    version: 2,
    openedAtMs: NOW,
    state: { status: 'open', position: HELD },
  });
});

test('an open that is done without a position is unknown', () => {
  const reply: TradeReply = {
    ...taken(),
    type: 'taken',
    retcode: 10009,
    position: null,
    order: null,
    volume: null,
  };
  expect(statusAfterOpen(reply)).toMatchObject({ status: 'unknown', operation: 'open' });
});

test.each([
  ['no answer', NO_ANSWER],
  ['accepted, not final', taken(10008)],
  ['a timeout', rejected(10012)],
  ['a lost connection', rejected(10031)],
  ['a locked order', rejected(10023)],
  ['a number of no table', rejected(12345)],
  ['a magic that exists', rejected(null, 'MAGIC_EXISTS')],
  ['an error of no table', rejected(null, 'SOMETHING_NEW')],
])('an open answered with %s is unknown', (_name, reply) => {
  expect(statusAfterOpen(reply)).toMatchObject({
    status: 'unknown',
    operation: 'open',
    request: requestId(opening.copyId, 'open', 1),
    sinceMs: NOW,
  });
});

test.each([
  ['INVALID_STOPS', rejected(10016)],
  ['MARKET_CLOSED', rejected(10018)],
  ['REJECTED', rejected(10019)],
  ['REJECTED', rejected(10014)],
  ['STALE', rejected(null, 'EXPIRED')],
  ['SLIPPAGE', rejected(null, 'PRICE_MOVED')],
  ['ABOVE_EA_MAX_LOTS', rejected(null, 'ABOVE_EA_MAX_LOTS')],
  ['PERMISSIONS', rejected(null, 'BLOCKED')],
  ['REJECTED', rejected(null, 'BAD_PARAMS')],
])('an open is refused %s', (code, reply) => {
  expect(statusAfterOpen(reply)).toMatchObject({ status: 'refused', code });
});

test.each([
  ['BUSY', 'no'],
  ['HISTORY_UNAVAILABLE', 'no'],
  ['BLOCKED', 'not connected and synchronised'],
])(
  'an open that the EA could not look at (%s, %s) may be followed by another after a pause',
  (error, message) => {
    const copy = copyOf({ requests: 9 });
    const reply = { type: 'rejected', error, retcode: null, message } as const;
    const outcome = openOutcome(copy, reply, 'IOC', NOW);
    const { request } = copy.state as { readonly request: string };
    expect(outcome.copy).toBe(copy);
    expect(outcome.retry).toEqual({ request, filling: 'IOC', notBeforeMs: NOW + 250 });
  },
);

test.each([10004, 10020, 10021])(
  'an open requoted with %i may be followed by three more',
  (retcode) => {
    for (let requests = 1; requests <= MAX_OPEN_RETRIES; requests += 1) {
      const copy = copyOf({ requests });
      const outcome = openOutcome(copy, rejected(retcode), 'IOC', NOW);
      expect(outcome).toMatchObject({ copy, retry: { filling: 'IOC' } });
    }
    const last = openOutcome(copyOf({ requests: 4 }), rejected(retcode), 'IOC', NOW);
    expect(last).toMatchObject({ retry: null, copy: { state: { status: 'refused' } } });
  },
);

test('an unsupported filling mode is followed once by the other one', () => {
  expect(openOutcome(opening, rejected(10030), 'IOC', NOW).retry?.filling).toBe('FOK');
  expect(openOutcome(opening, rejected(10030), 'FOK', NOW).retry?.filling).toBe('IOC');
  const second = openOutcome(copyOf({ requests: 2 }), rejected(10030), 'FOK', NOW);
  expect(second).toMatchObject({ retry: null, copy: { state: { status: 'refused' } } });
});

test.each([10026, 10027, 10032, 10033])('%i refuses the copy and blocks opens', (retcode) => {
  const outcome = openOutcome(opening, rejected(retcode), 'IOC', NOW);
  expect(outcome).toMatchObject({ block: 'permissions', copy: { state: { code: 'REJECTED' } } });
});

test.each([10006, 10007, 10019, 10034, 10040])('%i refuses this copy only', (retcode) => {
  expect(openOutcome(opening, rejected(retcode), 'IOC', NOW).block).toBeNull();
});

test('a close that is done is closed', () => {
  expect(afterClose(closing, taken(), NOW)).toMatchObject({
    closedAtMs: NOW,
    state: { status: 'closed', cause: 'MASTER_CLOSED' },
  });
});

test.each([
  ['partly done', taken(10010)],
  ['requoted', rejected(10004)],
  ['in a closed market', rejected(10018)],
  ['refused by the server', rejected(10006)],
  ['with another volume', rejected(null, 'VOLUME_CHANGED')],
])('a close %s stays to be done', (_name, reply) => {
  expect(afterClose(closing, reply, NOW)).toBe(closing);
});

test.each([
  ['no answer', NO_ANSWER],
  ['a timeout', rejected(10012)],
  ['no such position', rejected(10036)],
])('a close answered with %s is unknown and keeps its cause', (_name, reply) => {
  expect(afterClose(closing, reply, NOW).state).toMatchObject({
    status: 'unknown',
    operation: 'close',
    cause: 'MASTER_CLOSED',
    position: HELD,
  });
});

test.each([
  ['done', taken()],
  ['no changes', rejected(10025)],
])('a modification that is %s makes the copy follow', (_name, reply) => {
  const { copy, isRefused } = afterModify(modifying, follows, reply);
  expect(copy).toMatchObject({ masterSl: '1.09000', masterTp: null, state: { status: 'open' } });
  expect(isRefused).toBe(false);
});

test('a refused modification opens the copy again as it was, to be remembered', () => {
  const again = { masterSl: null, state: { status: 'open', position: HELD } };
  const refused = afterModify(modifying, follows, rejected(10016));
  expect(refused).toMatchObject({ copy: again, isRefused: true });
  const gone = afterModify(modifying, follows, rejected(10036));
  expect(gone).toMatchObject({ copy: again, isRefused: false });
});

test('a modification without an answer stays unknown and follows nothing yet', () => {
  expect(afterModify(modifying, follows, NO_ANSWER).copy).toBe(modifying);
});

test.each([taken(), taken(10010), rejected(10004), rejected(null, 'VOLUME_CHANGED')])(
  'a partial close with a definite answer leaves the copy open',
  (reply) => {
    expect(afterPart(parting, reply).state).toEqual({ status: 'open', position: HELD });
  },
);

test.each([NO_ANSWER, taken(10008), rejected(10012), rejected(10039)])(
  'a partial close without a definite answer stays unknown',
  (reply) => {
    expect(afterPart(parting, reply)).toBe(parting);
  },
);

const anyReply: fc.Arbitrary<TradeReply> = fc.oneof(
  fc.constant(NO_ANSWER),
  fc.integer({ min: 10_000, max: 10_050 }).map((retcode) => taken(retcode)),
  fc.integer({ min: 10_000, max: 10_050 }).map((retcode) => rejected(retcode)),
  fc
    .constantFrom('EXPIRED', 'PRICE_MOVED', 'MAGIC_EXISTS', 'BLOCKED', 'X')
    .map((error) => rejected(null, error)),
);
const DOUBTFUL = new Set(['ambiguous', 'accepted', 'in-flight']);

test('property, outcome 1: an open in doubt is never refused and never followed by another', () => {
  fc.assert(
    fc.property(anyReply, fc.integer({ min: 1, max: 5 }), (reply, requests) => {
      const outcome = openOutcome(copyOf({ requests }), reply, 'IOC', NOW);
      const retcode = reply.type === 'unknown' ? null : reply.retcode;
      const isDoubtful =
        reply.type !== 'rejected' || (retcode !== null && DOUBTFUL.has(classifyRetcode(retcode)));
      if (!isDoubtful) return;
      expect(outcome.retry).toBeNull();
      expect(['open', 'unknown']).toContain(outcome.copy.state.status);
    }),
  );
});

test('property, outcome 2: whatever the answer, a close ends closed or stays to be done', () => {
  fc.assert(
    fc.property(anyReply, (reply) => {
      const { state } = afterClose(closing, reply, NOW);
      expect(['closed', 'closing', 'unknown']).toContain(state.status);
      expect('cause' in state ? state.cause : null).toBe('MASTER_CLOSED');
    }),
  );
});

test('property, outcome 3: an open is never followed by more than three requests', () => {
  fc.assert(
    fc.property(fc.array(anyReply, { minLength: 10, maxLength: 10 }), (replies) => {
      let copy = copyOf();
      for (const reply of replies) {
        const outcome = openOutcome(copy, reply, 'IOC', NOW);
        if (outcome.retry === null) break;
        const requests = copy.requests + 1;
        copy = withState(copy, copy.state, { requests });
      }
      expect(copy.requests).toBeLessThanOrEqual(1 + MAX_OPEN_RETRIES);
    }),
  );
});

test('property, outcome: a version grows by one, or the copy is the same', () => {
  fc.assert(
    fc.property(anyReply, (reply) => {
      for (const [before, after] of [
        [opening, afterOpen(opening, reply, NOW)],
        [closing, afterClose(closing, reply, NOW)],
        [parting, afterPart(parting, reply)],
      ] as const) {
        expect(after === before || after.version === before.version + 1).toBe(true);
      }
    }),
  );
});

test.each([
  ['kill', 'KILL'],
  ['algo, state', 'JOURNAL'],
  ['algo', 'PERMISSIONS'],
] as const)('an open that the EA blocks for %s is refused %s', (message, code) => {
  const reply = { type: 'rejected', error: 'BLOCKED', retcode: null, message } as const;
  expect(afterOpen(opening, reply, NOW).state).toMatchObject({ status: 'refused', code });
});

/** A whole close that the broker takes in parts (domain/close-order.ts): it stays wanted until nothing is left. */
import { expect, test } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import type { Copy } from '../../domain/copy.ts';
import { explained } from '../../domain/order-cause.ts';
import { afterPart } from '../../domain/outcome-change.ts';
import { plan } from '../../domain/plan.ts';
import type { Action } from '../../domain/plan-input.ts';
import { lots } from '../../domain/symbol-spec.ts';
import {
  book,
  closingDeal,
  found,
  held,
  HELD,
  input,
  masterBook,
  NOW,
  openCopy,
  position,
  rejected,
  spec,
  taken,
} from './builders.ts';

/** The broker takes 0.07 at once; the copy has 0.10, and nothing but its entry says that it is to be closed. */
const symbols = new Map([
  ['EURUSD', { type: 'known', spec: spec({ volumeMax: '0.07' }) } as const],
]);
const { copyId } = openCopy();
const closing = openCopy({
  requests: 2,
  state: {
    status: 'closing',
    position: HELD,
    request: requestId(copyId, 'close', 2),
    cause: 'OPERATOR',
  },
});

function given(own: Copy, changes: Parameters<typeof input>[0] = {}) {
  const books = { masterBook: masterBook([position()]), slaveBook: book([held(own)]) };
  return input({ copies: [own], symbols, ...books, ...changes });
}

function planned(own: Copy, changes: Parameters<typeof input>[0] = {}): Action | null {
  const actions = plan(given(own, changes));
  expect(actions.length).toBeLessThanOrEqual(1);
  return actions[0] ?? null;
}

/** The copy while its first part is under way. */
function parting(): Copy {
  const action = planned(closing);
  if (action?.type !== 'close-part') throw new Error(`planned ${action?.type ?? 'nothing'}`);
  return action.copy;
}

test('a part of a whole close keeps why the whole is closed, in the entry and on record', () => {
  const action = planned(closing);
  expect(action).toMatchObject({
    type: 'close-part',
    copy: { state: { status: 'unknown', operation: 'close-part', cause: 'OPERATOR' } },
    order: { volume: '0.07' },
  });
  if (action === null) return;
  expect(explained(action, given(closing))).toMatchObject({
    order: { because: { decision: 'close-part', cause: 'OPERATOR' } },
  });
});

test.each([taken(), taken(10010), rejected(10004), rejected(null, 'VOLUME_CHANGED')])(
  'once a part is answered the rest is still to be closed, after a restart too',
  (reply) => {
    const copy = afterPart(parting(), reply);
    expect(copy.state).toMatchObject({ status: 'closing', position: HELD, cause: 'OPERATOR' });
    const rest = book([held(copy, { volume: lots('0.03') })]);
    expect(planned(copy, { slaveBook: rest })).toMatchObject({
      type: 'close',
      copy: { state: { status: 'closing', cause: 'OPERATOR' } },
      order: { volume: '0.03' },
    });
  },
);

test('a part in doubt that is resolved after a restart leaves the rest to be closed', () => {
  const copy = parting();
  const answers = new Map([[copyId, found({ journal: 'absent' })]]);
  expect(planned(copy, { found: answers })).toMatchObject({
    type: 'record',
    copy: { version: copy.version + 1, state: { status: 'closing', cause: 'OPERATOR' } },
  });
  expect(planned(copy)?.type).toBe('look');
});

test('an entry of an older version, without the cause, is resolved to an open copy', () => {
  const copy = parting();
  if (copy.state.status !== 'unknown') throw new Error(copy.state.status);
  const older = { ...copy, state: { ...copy.state, cause: null } };
  expect(afterPart(older, taken()).state).toEqual({ status: 'open', position: HELD });
});

test('a part that a smaller master asks for closes nothing more', () => {
  const smaller = masterBook([position({ volume: lots('0.05') })]);
  const action = planned(openCopy(), { masterBook: smaller });
  expect(action).toMatchObject({ type: 'close-part', copy: { state: { cause: null } } });
  if (action?.type !== 'close-part') return;
  expect(afterPart(action.copy, taken()).state.status).toBe('open');
});

test('a closed copy that is listed again in more than one part counts as not closed', () => {
  const state = { status: 'closed', position: HELD, cause: 'MASTER_CLOSED' } as const;
  const closed = openCopy({ state, closedAtMs: NOW - 60_000 });
  const gone = masterBook([], { recentlyClosed: [closingDeal()] });
  expect(planned(closed, { masterBook: gone })).toMatchObject({
    type: 'close-part',
    copy: { closedAtMs: null, state: { cause: 'MASTER_CLOSED' } },
  });
});

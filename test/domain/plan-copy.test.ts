/** Named cases of copies in doubt or on their way (domain/plan-copy.ts); more in plan-held.test.ts. */
import { expect, test } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import { ticket } from '../../domain/ids.ts';
import type { Action, PlanInput } from '../../domain/plan-input.ts';
import { plan } from '../../domain/plan.ts';
import {
  book,
  closingDeal,
  copyOf,
  found,
  HELD,
  held,
  input,
  masterBook,
  NOW,
  openCopy,
  position,
} from './builders.ts';

const opening = copyOf();
const { copyId } = opening;

function planned(copy: typeof opening, changes: Parameters<typeof input>[0] = {}): Action | null {
  const [action = null] = plan(
    input({ copies: [copy], masterBook: masterBook([position()]), ...changes }),
  );
  return action;
}

function rejected() {
  return new Map([[copyId, { request: requestId(copyId, 'open', 1), filling: null }]]);
}

function inDoubt(operation: 'open' | 'close' | 'close-part' | 'modify') {
  const isOpen = operation === 'open';
  return openCopy({
    requests: 2,
    state: {
      status: 'unknown',
      operation,
      request: requestId(copyId, operation, 2),
      sinceMs: NOW,
      position: isOpen ? null : HELD,
      cause: operation === 'close' ? 'OPERATOR' : null,
    },
  });
}

test.each([
  ['open', null],
  ['modify', HELD.identifier],
  ['close-part', HELD.identifier],
  ['close', HELD.identifier],
] as const)('a copy in doubt of its %s is looked for by its request', (operation, identifier) => {
  expect(planned(inDoubt(operation))).toEqual({
    type: 'look',
    copy: inDoubt(operation),
    request: requestId(copyId, operation, 2),
    position: identifier,
    sinceServerMs: expect.any(Number) as number,
  });
});

test('an open copy that is not listed any more is looked for by its opening request', () => {
  expect(planned(openCopy({ requests: 4 }))).toMatchObject({
    type: 'look',
    request: requestId(copyId, 'open', 1),
    position: HELD.identifier,
  });
});

test('plan-copy 2: evidence of an earlier request’s rejection sends no other request', () => {
  const retry = { request: requestId(copyId, 'open', 7), filling: null };
  const openRetries = new Map([[copyId, retry]]);
  expect(planned(opening, { evidence: { ...NO_EVIDENCE, openRetries } })?.type).toBe('look');
  openRetries.set(copyId, { request: requestId(copyId, 'open', 1), filling: null });
  expect(planned(opening, { evidence: { ...NO_EVIDENCE, openRetries } })?.type).toBe('retry');
});

test.each([
  ['whatever is known of its symbol', { symbols: new Map() }],
  ['rather than sent again', { evidence: { ...NO_EVIDENCE, openRetries: rejected() } }],
])('a copy on its way that is listed is adopted, %s', (_how, changes) => {
  const slaveBook = book([held(opening)]);
  const actions = plan(
    input({ copies: [opening], masterBook: masterBook([position()]), slaveBook, ...changes }),
  );
  expect(actions).toContainEqual(
    expect.objectContaining({
      type: 'record',
      copy: expect.objectContaining({ state: { status: 'open', position: HELD } }) as object,
    }),
  );
});

test('a copy on its way learns its symbol before anything of it is decided', () => {
  expect(planned(opening, { symbols: new Map() })).toEqual({ type: 'learn', symbol: 'EURUSD' });
});

test.each<readonly [string, Pick<PlanInput, 'slaveBook'>]>([
  ['incomplete', { slaveBook: book([], { complete: false }) }],
  ['stale', { slaveBook: book([], { readAtMs: NOW - 3_001 }) }],
  ['unsynchronised', { slaveBook: book([], { synced: false }) }],
  ['not there', { slaveBook: null }],
])(
  'plan-copy 3: a copy that a book does not list which is %s is not looked for',
  (_name, slave) => {
    const deals = [
      {
        deal: ticket('801'),
        order: ticket('702'),
        identifier: HELD.identifier,
        entry: 'OUT',
        volume: position().volume,
        reason: 'CLIENT',
        magic: position().magic,
      },
    ] as const;
    const answers = new Map([[copyId, found({ deals })]]);
    expect(planned(openCopy(), { found: answers, ...slave })).toBeNull();
    expect(planned(openCopy(), { found: answers })).toMatchObject({
      copy: { state: { status: 'detached', reason: 'CLIENT' } },
    });
  },
);

test('a close in doubt is sent again for its own cause while the position is listed', () => {
  expect(planned(inDoubt('close'), { slaveBook: book([held()]) })).toMatchObject({
    type: 'close',
    copy: { requests: 3, state: { status: 'closing', cause: 'OPERATOR' } },
  });
});

test('a ticket that changed is recorded before anything is changed by it, and is closed by', () => {
  const slaveBook = book([held(openCopy(), { ticket: ticket('501') })]);
  expect(planned(openCopy(), { slaveBook })).toMatchObject({ type: 'record' });
  const gone = masterBook([], { recentlyClosed: [closingDeal()] });
  expect(planned(openCopy(), { slaveBook, masterBook: gone })).toMatchObject({
    type: 'close',
    order: { ticket: '501', identifier: '500' },
  });
});

/** In which order and for whom a plan acts: the invariants of domain/plan.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { masterId, positionId, ticket } from '../../domain/ids.ts';
import { plan } from '../../domain/plan.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import {
  account,
  book,
  closingDeal,
  copyOf,
  held,
  input,
  masterBook,
  openCopy,
  position,
} from './builders.ts';

/** The master's position of this number, its copy and the copy's position. */
function pair(number: number, changes: Parameters<typeof position>[0] = {}) {
  const identifier = positionId(String(number));
  const at = { identifier: positionId(String(number + 500)), ticket: ticket(String(number + 500)) };
  const copy = openCopy({ masterPosition: identifier, state: { status: 'open', position: at } });
  return { master: position({ identifier, ...changes }), copy, held: held(copy, at) };
}

test('plan 3: closes come first, whole or in part, then changes, then opens', () => {
  const moved = pair(101, { sl: price('1.09') });
  const halved = pair(102, { volume: lots('0.05') });
  const closed = pair(103);
  const fresh = position({ identifier: positionId('104') });
  const known = [moved, halved, closed];
  const actions = plan(
    input({
      copies: known.map(({ copy }) => copy),
      slaveBook: book(known.map((each) => each.held)),
      masterBook: masterBook([fresh, moved.master, halved.master], {
        recentlyClosed: [closingDeal({ identifier: closed.master.identifier })],
      }),
    }),
  );
  expect(actions.map(({ type }) => type)).toEqual(['close-part', 'close', 'modify', 'open']);
});

test('plan 4: a copy with an action under way gets none, and one of another master neither', () => {
  const gone = { recentlyClosed: [closingDeal()] };
  const copy = openCopy();
  const closing = { masterBook: masterBook([], gone), slaveBook: book([held(copy)]) };
  expect(plan(input({ ...closing, copies: [copy] }))).toMatchObject([{ type: 'close' }]);
  const inFlight = new Set([copy.copyId]);
  expect(plan(input({ ...closing, copies: [copy], inFlight }))).toEqual([]);
  const other = openCopy({ masterId: masterId('9@Other') });
  expect(plan(input({ ...closing, copies: [other] }))).toEqual([]);
});

test('a symbol is learnt once, however many copies wait for it', () => {
  const halves = [pair(101, { volume: lots('0.05') }), pair(102, { volume: lots('0.05') })];
  const actions = plan(
    input({
      copies: halves.map(({ copy }) => copy),
      slaveBook: book(halves.map((each) => each.held)),
      masterBook: masterBook([...halves.map(({ master }) => master), position()]),
      symbols: new Map(),
    }),
  );
  expect(actions).toEqual([{ type: 'learn', symbol: 'EURUSD' }]);
});

test('a position whose symbol is still to be learnt counts against no limit yet', () => {
  const older = position({ symbol: 'GBPUSD', openedAtServerMs: position().openedAtServerMs - 1 });
  const younger = position({ identifier: positionId('101') });
  const actions = plan(
    input({
      masterBook: masterBook([younger, older]),
      account: account({ maxOpenCopies: 1 }),
    }),
  );
  expect(actions).toMatchObject([{ type: 'learn', symbol: 'GBPUSD' }, { type: 'open' }]);
});

test('a copy that is adopted counts against the account’s limits in the same plan', () => {
  const lost = held(openCopy());
  const books = {
    masterBook: masterBook([position(), position({ identifier: positionId('101') })]),
    slaveBook: book([lost]),
  };
  const at = (maxOpenCopies: number) =>
    plan(input({ ...books, account: account({ maxOpenCopies }) })).map(({ type }) => type);
  expect(at(1)).toEqual(['adopt', 'refuse']);
  expect(at(2)).toEqual(['adopt', 'open']);
});

test('property, plan: limits are shared out by open time, then by copyId, in any order of the book', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(ids, (numbers) => {
      const positions = numbers.map((each) => position({ identifier: positionId(String(each)) }));
      const actions = plan(
        input({ masterBook: masterBook(positions), account: account({ maxOpenCopies: 1 }) }),
      );
      const first = actions.find(({ type }) => type === 'open');
      const opened = first !== undefined && 'copy' in first ? first.copy.copyId : null;
      const byId = positions
        .map(({ identifier }) => copyOf({ masterPosition: identifier }))
        .map(({ copyId }) => copyId)
        .toSorted();
      expect(opened).toBe(byId[0]);
      expect(actions.filter(({ type }) => type === 'refuse')).toHaveLength(numbers.length - 1);
    }),
  );
});

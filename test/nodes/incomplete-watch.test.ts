/** The invariants of nodes/incomplete-watch.ts. */
import { expect, test } from 'vitest';
import type { EaBook } from '../../messaging/ea-protocol.ts';
import type { Trouble } from '../../nodes/alarm-relay.ts';
import { IncompleteWatch } from '../../nodes/incomplete-watch.ts';

const POSITION: EaBook['positions'][number] = {
  ticket: '11',
  identifier: '10',
  symbol: 'EURUSD',
  type: 'BUY',
  volume: '0.10',
  priceOpen: '1.10000',
  sl: '0',
  tp: '0',
  timeMsc: 900,
  magic: '0',
  comment: '',
};
const OTHER = { ...POSITION, ticket: '21', identifier: '20' };
const DEAL: EaBook['recentlyClosed'][number] = {
  deal: '900',
  order: '901',
  identifier: '20',
  symbol: 'EURUSD',
  entry: 'OUT',
  volume: '0.10',
  price: '1.10000',
  timeMsc: 950,
  reason: 'CLIENT',
  magic: '0',
};

type Part = Parameters<IncompleteWatch['book']>[0];

function part(changes: Partial<Part> = {}): Part {
  const calm = { complete: true, connected: true, synced: true };
  return { ...calm, positions: [POSITION], recentlyClosed: [], ...changes };
}

function desk() {
  const standing = new Map<string, Trouble>();
  const set = (trouble: Trouble, isRaised: boolean): void => {
    if (isRaised) standing.set(trouble.code, trouble);
    else standing.delete(trouble.code);
  };
  return { watch: new IncompleteWatch({ set }, 'Prop'), standing };
}

test('a minute without a complete book is an alarm, which the next complete one ends', () => {
  const { watch, standing } = desk();
  const broken = part({ complete: false });
  watch.book(part(), 0);
  watch.book(broken, 1_000);
  watch.book(broken, 61_000);
  expect(standing.size).toBe(0);
  watch.book(broken, 61_001);
  expect([...standing.keys()]).toEqual(['BOOK_INCOMPLETE']);
  watch.book(part(), 61_500);
  expect(standing.size).toBe(0);
});

test('a terminal that went away begins anew', () => {
  const { watch, standing } = desk();
  watch.book(part({ complete: false }), 0);
  watch.book(part({ complete: false }), 60_001);
  expect(standing.size).toBe(1);
  watch.disconnected();
  expect(standing.size).toBe(0);
  watch.book(part({ complete: false }), 70_000);
  expect(standing.size).toBe(0);
});

function detail(before: Part | null, after: Partial<Part>): string {
  const { watch, standing } = desk();
  if (before !== null) watch.book(before, 0);
  watch.book(part({ complete: false, ...after }), 1);
  watch.book(part({ complete: false, ...after }), 60_002);
  return standing.get('BOOK_INCOMPLETE')?.detail ?? '';
}

const both = part({ positions: [POSITION, OTHER] });

const CASES: readonly (readonly [string, Part | null, Partial<Part>, string])[] = [
  ['a vanished position', both, {}, 'position 20 vanished'],
  [
    'a position that deals close only in part',
    both,
    { recentlyClosed: [{ ...DEAL, volume: '0.04' }] },
    'position 20 vanished',
  ],
  ['equity that does not fit', both, { recentlyClosed: [DEAL] }, 'margin or equity'],
  ['a history that explains nothing', null, {}, 'what is listed (position 10)'],
  ['no connection', both, { connected: false }, 'no connection to its trade server'],
  ['no synchronisation', both, { synced: false }, 'still loading'],
];

test.each(CASES)('the alarm names %s', (_what, before, after, expected) => {
  expect(detail(before, after)).toContain(expected);
});

test('the alarm says how to make the present list the base', () => {
  expect(detail(both, {})).toContain('`lockstep trust Prop`');
});

test('books that do not parse for a minute are an alarm that one good book ends', () => {
  const told: (readonly [boolean, Trouble])[] = [];
  const watch = new IncompleteWatch(
    { set: (trouble, isRaised) => void told.push([isRaised, trouble]) },
    'slave',
  );
  watch.unreadable(0);
  watch.unreadable(60_000);
  expect(told).toEqual([]);
  watch.unreadable(60_001);
  expect(told).toMatchObject([[true, { code: 'BOOK_INCOMPLETE' }]]);
  watch.book(part(), 60_100);
  expect(told.at(-1)?.[0]).toBe(false);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RepeatedClosings } from '../../messaging/repeated-closings.ts';

interface Deal {
  readonly deal: string;
  readonly symbol: string;
}

const messageOf = (closed: readonly Deal[], read: number): string =>
  JSON.stringify({ read, recentlyClosed: closed, account: { name: '"recentlyClosed":[' } });

function learnt(closed: readonly Deal[]) {
  const closings = new RepeatedClosings<Deal>();
  const checked = structuredClone([...closed]);
  closings.learn(messageOf(closed, 1), closed, checked);
  return { closings, checked };
}

test('invariants 1 and 2: a list that is repeated is cut out, and the checked one stands for it', () => {
  const closed = [{ deal: '7', symbol: 'A]}' }];
  const { closings, checked } = learnt(closed);
  const found = closings.cut(messageOf(closed, 2));
  expect(found?.deals).toBe(checked);
  expect(found?.rest).toBe(messageOf([], 2));
  expect(Object.isFrozen(checked)).toBe(true);
});

test('invariant 1: any other list is not taken for it', () => {
  const deals = fc.array(fc.record({ deal: fc.string(), symbol: fc.string() }), { maxLength: 3 });
  fc.assert(
    fc.property(deals, deals, (before, after) => {
      const { closings } = learnt(before);
      const found = closings.cut(messageOf(after, 2));
      expect(found === null ? before : after).toEqual(before);
    }),
  );
});

test('invariant 1: where the name comes twice, the first list counts for nothing', () => {
  const closed = [{ deal: '7', symbol: 'A' }];
  const { closings } = learnt(closed);
  const message = messageOf(closed, 2);
  expect(closings.cut(`${message.slice(0, -1)},"recentlyClosed":[]}`)).toBe(null);
});

test('a list that its sender writes in another way is parsed each time', () => {
  const message = '{"recentlyClosed":[ {"deal":"7","symbol":"A"} ]}';
  const closings = new RepeatedClosings<Deal>();
  closings.learn(message, [{ deal: '7', symbol: 'A' }], [{ deal: '7', symbol: 'A' }]);
  expect(closings.cut(message)).toBe(null);
});

test('the lists of eight accounts are kept, the newest ones', () => {
  const closings = new RepeatedClosings<Deal>();
  const lists = Array.from({ length: 9 }, (_, index) => [{ deal: String(index), symbol: '' }]);
  for (const list of lists) closings.learn(messageOf(list, 1), list, [...list]);
  const known = lists.map((list) => closings.cut(messageOf(list, 2)) !== null);
  expect(known).toEqual([false, ...Array.from({ length: 8 }, () => true)]);
});

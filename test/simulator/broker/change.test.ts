import { expect, test } from 'vitest';
import { foldChange } from '../../../simulator/broker/change.ts';
import { bench } from './builders.ts';

test('invariants 1 and 3: the changes fold to the state, in the order of opening', () => {
  const { changes, folded, open, send, state } = bench();
  const [first, second, third] = [open(), open(), open()];
  send({ action: 'SLTP', position: first, sl: '1.05000' });
  send({ type: 'SELL', position: second });
  expect(folded()).toEqual(state());
  expect(folded().positions.map(({ ticket }) => ticket)).toEqual([first, third]);
  expect(changes.length).toBeGreaterThan(6);
});

test('invariant 2: folding leaves the state before as it was', () => {
  const { changes, open, state } = bench();
  const before = state();
  const copy = structuredClone(before);
  open();
  const after = changes.reduce(foldChange, before);
  expect(before).toEqual(copy);
  expect(after.positions).toHaveLength(1);
});

test('what is gone already may be told again', () => {
  const { changes, folded, open, send } = bench();
  const position = open();
  send({ type: 'SELL', position });
  const last = changes.at(-1);
  expect(last).toMatchObject({ closed: [position] });
  const again = last === undefined ? folded() : foldChange(folded(), { ...last, deals: [] });
  expect(again.positions).toEqual([]);
});

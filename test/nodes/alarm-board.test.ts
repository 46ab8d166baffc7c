/** The invariant of nodes/alarm-board.ts. */
import { expect, test } from 'vitest';
import { AlarmBoard } from '../../nodes/alarm-board.ts';

test('the board reports each alarm when it is raised, when it says something else, and when it is over', () => {
  const heard: string[] = [];
  const board = new AlarmBoard(({ code, detail }, isRaised) =>
    heard.push(`${isRaised ? '+' : '-'}${code} ${detail}`),
  );
  const alarm = { code: 'ORPHAN', subject: '500', detail: 'first' } as const;
  board.show([alarm]);
  board.show([{ ...alarm, detail: 'second' }]);
  board.show([{ ...alarm, detail: 'second' }]);
  expect(board.standing).toEqual([{ ...alarm, detail: 'second' }]);
  board.show([]);
  expect(heard).toEqual(['+ORPHAN first', '+ORPHAN second', '-ORPHAN second']);
});

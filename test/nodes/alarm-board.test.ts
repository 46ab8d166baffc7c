/** The invariant of nodes/alarm-board.ts. */
import { expect, test } from 'vitest';
import { AlarmBoard } from '../../nodes/alarm-board.ts';

test('the board reports each alarm once when it is raised and once when it is over', () => {
  const heard: string[] = [];
  const board = new AlarmBoard(({ code }, isRaised) =>
    heard.push(`${isRaised ? '+' : '-'}${code}`),
  );
  const alarm = { code: 'ORPHAN', subject: '500', detail: 'first' } as const;
  board.show([alarm]);
  board.show([{ ...alarm, detail: 'second' }]);
  expect(board.standing).toEqual([{ ...alarm, detail: 'second' }]);
  board.show([]);
  expect(heard).toEqual(['+ORPHAN', '-ORPHAN']);
});

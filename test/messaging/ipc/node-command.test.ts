import { expect, test } from 'vitest';
import { nodeAnswer } from '../../../messaging/ipc/node-command.ts';

test('an answer with a long text is cut, not lost: a node would look mute', () => {
  const message = 'why '.repeat(1_000);
  const { data } = nodeAnswer.safeParse({ type: 'refused', code: 'BUG', message });
  expect(data).toEqual({ type: 'refused', code: 'BUG', message: message.slice(0, 2_000) });
});

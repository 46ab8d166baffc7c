import { expect, test } from 'vitest';
import { Outbox } from '../../simulator/outbox.ts';

/** A socket that takes the next message only when told. */
function slowSocket() {
  const sent: string[] = [];
  const taken: (() => void)[] = [];
  const send = async (text: string): Promise<void> => {
    sent.push(text);
    await new Promise<void>((resolve) => {
      taken.push(resolve);
    });
  };
  const next = async (): Promise<void> => {
    taken.shift()?.();
    await new Promise(setImmediate);
  };
  return { sent, send, next };
}

test('a waiting message is replaced by the newer one of its key, others keep their order', async () => {
  const { next, send, sent } = slowSocket();
  const outbox = new Outbox(send, 10);
  for (const [key, value] of [
    ['book', 1],
    ['book', 2],
    ['reply/1', 3],
    ['book', 4],
  ] as const) {
    outbox.put(key, { value });
    void outbox.flush();
  }
  expect(sent).toEqual(['{"value":1}']);
  await next();
  await next();
  await next();
  expect(sent).toEqual(['{"value":1}', '{"value":4}', '{"value":3}']);
});

test('the queue is limited', () => {
  const outbox = new Outbox(() => Promise.resolve(), 1);
  outbox.put('a', {});
  outbox.put('a', {});
  expect(() => outbox.put('b', {})).toThrow('does not read');
});

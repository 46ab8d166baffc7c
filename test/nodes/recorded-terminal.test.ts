import { expect, test } from 'vitest';
import type { EventEntry } from '../../db/event-log.ts';
import { RecordedTerminal } from '../../nodes/recorded-terminal.ts';
import { FakeTerminal, intent, openOrder } from './builders.ts';

test('a request is on record when it leaves, and its answer when it comes', async () => {
  const terminal = new FakeTerminal();
  const events: EventEntry[] = [];
  const seen: string[][] = [];
  terminal.reply = async () => {
    seen.push(events.map(({ kind }) => kind));
    return { type: 'rejected', error: 'RETCODE', retcode: 10019, message: 'no money' };
  };
  const recorded = new RecordedTerminal(
    terminal,
    (entry) => events.push(entry),
    () => 7,
  );
  const order = openOrder(intent());
  const reply = await recorded.open(order);
  expect(reply).toMatchObject({ retcode: 10019 });
  expect(events.map(({ kind }) => kind)).toEqual(['order-requested', 'order-answered']);
  expect(events[0]?.data).toMatchObject({
    operation: 'open',
    lease: 7,
    request: order.request,
    volume: '0.10',
  });
  expect(events[1]?.data).toMatchObject({ request: order.request, retcode: 10019 });
  expect(seen).toHaveLength(1);
});

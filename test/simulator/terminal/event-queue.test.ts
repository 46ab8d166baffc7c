import { expect, test } from 'vitest';
import { EMPTY_TRADE } from '../../../simulator/faults/manual-trade.ts';
import {
  EventQueue,
  MAX_TRANSACTIONS,
  type ExpertEvent,
} from '../../../simulator/terminal/event-queue.ts';

const result = {
  retcode: 10_009,
  deal: '0',
  order: '0',
  volume: '0',
  price: '0',
  bid: '0',
  ask: '0',
  comment: '',
};

const answer = (requestId: number): ExpertEvent => ({
  type: 'request',
  requestId,
  trade: EMPTY_TRADE,
  result,
});

test('one tick and one timer event wait at most (1)', () => {
  const queue = new EventQueue();
  for (const type of ['tick', 'timer', 'tick', 'timer'] as const) queue.push({ type });
  expect([queue.next(), queue.next(), queue.next()]).toEqual([
    { type: 'tick' },
    { type: 'timer' },
    null,
  ]);
  queue.push({ type: 'tick' });
  expect(queue.next()).toEqual({ type: 'tick' });
});

test('of more than 1024 waiting transactions the oldest are displaced (2)', () => {
  const queue = new EventQueue();
  queue.push({ type: 'tick' });
  for (let id = 1; id <= MAX_TRANSACTIONS + 2; id++) queue.push(answer(id));
  expect(queue.displaced).toBe(2);
  expect(queue.next()).toEqual({ type: 'tick' });
  expect(queue.next()).toMatchObject({ requestId: 3 });
});

test('events are handled in the order in which they came (3)', () => {
  const queue = new EventQueue();
  const events: ExpertEvent[] = [answer(1), { type: 'timer' }, answer(2), { type: 'tick' }];
  for (const event of events) queue.push(event);
  expect(events.map(() => queue.next())).toEqual(events);
  expect(queue.isEmpty).toBe(true);
});

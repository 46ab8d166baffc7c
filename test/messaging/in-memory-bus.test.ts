import { expect, test } from 'vitest';
import { InMemoryBus } from '../../messaging/in-memory-bus.ts';
import { systemNow } from '../../messaging/zmq-bus-subscriber.ts';
import { bookMessage, MASTER, notices, Reader, until } from './bus-builders.ts';
import { busContract } from './bus-contract.ts';

busContract(() => {
  const bus = new InMemoryBus(systemNow);
  return {
    bind: async (endpoint) => bus.bind(endpoint),
    subscriber: (listener) => bus.subscriber(listener),
  };
});

test('time passes by hand: silence and return are noticed', async () => {
  let ms = 0;
  const bus = new InMemoryBus(() => ({ epochMs: 1_700_000_000_000 + ms, monotonicMs: ms }));
  const publisher = bus.bind('tcp://127.0.0.1:5555');
  const { all, listener } = notices();
  const subscriber = bus.subscriber(listener);
  const reader = new Reader(subscriber);
  subscriber.follow({ masterId: MASTER, endpoint: publisher.endpoint });
  ms = 3_000;
  subscriber.tick();
  publisher.publish(bookMessage({ readAt: 1_700_000_003_000 }));
  await until(() => reader.last);
  expect(all.map(({ type }) => type)).toEqual(['stale', 'back']);
});

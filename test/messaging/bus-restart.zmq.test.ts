/** A publisher that dies and comes back, for subscribers on two addresses. */
import { expect, onTestFinished, test } from 'vitest';
import { ZmqBookPublisher } from '../../messaging/zmq-bus-publisher.ts';
import { ZmqBookSubscriber } from '../../messaging/zmq-bus-subscriber.ts';
import { hostKeys, isGrowing, MASTER, notices, positions, Reader } from './bus-builders.ts';
import { publishUntil } from './bus-contract.ts';

const RESTARTS = 20;

test('a publisher restarted 20 times on one address: subscribers that connect from another end on the newest book and never go back', async () => {
  const [away, home] = [hostKeys(), hostKeys()];
  const publishing = hostKeys([away.subscribe.publicKey, home.subscribe.publicKey]);
  const readers = [away, home].map((keys) => {
    const subscriber = new ZmqBookSubscriber(
      { ...keys, publisherKey: publishing.publisherKey },
      notices().listener,
    );
    onTestFinished(() => subscriber.close());
    return { subscriber, reader: new Reader(subscriber) };
  });
  let endpoint = 'tcp://127.0.0.2:*';
  for (let epoch = 1; epoch <= RESTARTS; epoch += 1) {
    const publisher = await ZmqBookPublisher.bind(endpoint, publishing, notices().listener);
    ({ endpoint } = publisher);
    for (const { subscriber } of readers) subscriber.follow({ masterId: MASTER, endpoint });
    const haveAll = (): boolean => readers.every(({ reader }) => reader.last?.epoch === epoch);
    await publishUntil(publisher, haveAll, { epoch, positions: positions(epoch) });
    await publisher.close();
  }
  for (const { reader, subscriber } of readers) {
    expect(isGrowing(reader.order)).toBe(true);
    expect(reader.last).toMatchObject({ epoch: RESTARTS, positions: positions(RESTARTS) });
    expect(Object.values(subscriber.drops).every((count) => count === 0)).toBe(true);
  }
}, 60_000);

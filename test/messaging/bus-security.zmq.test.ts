/** Who is let in and who is believed: nobody without a known key. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { curveKeyPair, Publisher, Subscriber } from 'zeromq';
import { encodeBookMessage } from '../../messaging/book-codec.ts';
import { ZmqBookPublisher } from '../../messaging/zmq-bus-publisher.ts';
import { ZmqBookSubscriber } from '../../messaging/zmq-bus-subscriber.ts';
import { bookMessage, hostKeys, MASTER, notices, Reader, until } from './bus-builders.ts';
import { publishUntil } from './bus-contract.ts';

const ANY_PORT = 'tcp://127.0.0.1:*';
type Keys = ReturnType<typeof hostKeys>;

async function publisherOf(keys: Keys) {
  const { all, listener } = notices();
  const publisher = await ZmqBookPublisher.bind(ANY_PORT, keys, listener);
  onTestFinished(() => publisher.close());
  return { publisher, all };
}

function subscriberOf(keys: Keys, endpoint: string) {
  const { all, listener } = notices();
  const subscriber = new ZmqBookSubscriber(keys, listener);
  onTestFinished(() => subscriber.close());
  subscriber.follow({ masterId: MASTER, endpoint });
  return { subscriber, all, reader: new Reader(subscriber) };
}

/** Publishes until a well-behaved subscriber has heard, then some more. */
async function publishLong(publisher: ZmqBookPublisher, keys: Keys): Promise<void> {
  const { reader } = subscriberOf(keys, publisher.endpoint);
  await publishUntil(publisher, () => reader.books.length > 20);
}

test('a subscriber whose key is not known is turned away, and both ends say so', async () => {
  const keys = hostKeys();
  const { publisher, all: atPublisher } = await publisherOf(keys);
  const stranger = { ...hostKeys(), publisherKey: keys.publisherKey };
  const { reader, all } = subscriberOf(stranger, publisher.endpoint);
  await until(() => all.some(({ type }) => type === 'refused'));
  await publishLong(publisher, keys);
  expect(reader.books).toEqual([]);
  expect(all[0]).toMatchObject({ detail: expect.stringMatching(/does not admit .* keys export/) });
  const refused = atPublisher.find(({ type }) => type === 'refused');
  expect(refused).toMatchObject({ detail: expect.stringContaining(stranger.subscribe.publicKey) });
});

test('a stranger who tries again and again fills no log', async () => {
  const keys = hostKeys();
  const { publisher, all } = await publisherOf(keys);
  for (let tries = 0; tries < 20; tries += 1) {
    const { publicKey: curvePublicKey, secretKey: curveSecretKey } = curveKeyPair();
    const curveServerKey = keys.publish.publicKey;
    const raw = new Subscriber({ linger: 0, curvePublicKey, curveSecretKey, curveServerKey });
    const turnedAway = new Promise<void>((resolve) => {
      raw.events.on('handshake:error:auth', () => resolve());
    });
    raw.connect(publisher.endpoint);
    await turnedAway;
    raw.close();
  }
  expect(all).toHaveLength(1);
});

test('a subscriber of a known host is let in', async () => {
  const other = hostKeys();
  const keys = hostKeys([other.subscribe.publicKey]);
  const { publisher } = await publisherOf(keys);
  const { reader, all } = subscriberOf(
    { ...other, publisherKey: keys.publisherKey },
    publisher.endpoint,
  );
  await publishUntil(publisher, () => reader.last !== undefined);
  expect(all).toEqual([]);
});

test.each([
  ['no key at all', {}],
  ['a key, but another server key', 'wrong'],
  ['PLAIN instead of CURVE', { plainUsername: 'lockstep', plainPassword: 'lockstep' }],
])('a raw subscriber with %s receives nothing', async (_what, options) => {
  const keys = hostKeys();
  const { publisher } = await publisherOf(keys);
  const own = curveKeyPair();
  const curve = {
    curvePublicKey: own.publicKey,
    curveSecretKey: own.secretKey,
    curveServerKey: curveKeyPair().publicKey,
  };
  const raw = new Subscriber({ linger: 0, ...(options === 'wrong' ? curve : (options as object)) });
  raw.subscribe();
  raw.connect(publisher.endpoint);
  let received = 0;
  const reading = (async () => {
    for await (const frames of raw) received += frames.length;
  })();
  await publishLong(publisher, keys);
  raw.close();
  await reading;
  expect(received).toBe(0);
});

test('a publisher that squats on the port with other keys is not believed', async () => {
  const keys = hostKeys();
  const squatter = await publisherOf(hostKeys([keys.subscribe.publicKey]));
  const { reader, all } = subscriberOf(keys, squatter.publisher.endpoint);
  await publishUntil(squatter.publisher, () => all.some(({ type }) => type === 'refused'));
  expect(reader.books).toEqual([]);
  expect(all[0]).toMatchObject({ detail: expect.stringMatching(/is not the expected publisher/) });
});

test('a publisher without keys on the port is not believed', async () => {
  const keys = hostKeys();
  const raw = new Publisher({ linger: 0 });
  await raw.bind(ANY_PORT);
  onTestFinished(() => raw.close());
  const { reader, all } = subscriberOf(keys, raw.lastEndpoint ?? '');
  while (!all.some(({ type }) => type === 'refused')) {
    await raw.send([`${MASTER}\0`, encodeBookMessage(bookMessage())]);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(reader.books).toEqual([]);
});

test('something on the port that accepts and says nothing is left, and the real publisher found', async () => {
  const keys = hostKeys();
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const endpoint = `tcp://127.0.0.1:${String((mute.address() as AddressInfo).port)}`;
  const { reader } = subscriberOf(keys, endpoint);
  await until(() => sockets.length > 0);
  mute.close();
  for (const socket of sockets) socket.destroy();
  const publisher = await ZmqBookPublisher.bind(endpoint, keys, notices().listener);
  onTestFinished(() => publisher.close());
  await publishUntil(publisher, () => reader.last !== undefined);
  expect(reader.last?.masterId).toBe(MASTER);
});

test('an endpoint whose keys are not known is not connected to', async () => {
  const keys = hostKeys();
  const { publisher } = await publisherOf(keys);
  const unknown = { ...keys, publisherKey: () => Promise.reject(new Error('not known here')) };
  const { reader, all } = subscriberOf(unknown, publisher.endpoint);
  await publishLong(publisher, keys);
  expect(reader.books).toEqual([]);
  expect(all).toContainEqual({
    type: 'refused',
    endpoint: publisher.endpoint,
    detail: 'not known here',
  });
});

test('keys that cannot be read let nobody in', async () => {
  const keys = hostKeys();
  const broken = { ...keys, admits: () => Promise.reject(new Error('disk on fire')) };
  const { publisher, all } = await publisherOf(broken);
  const { reader } = subscriberOf(keys, publisher.endpoint);
  await publishUntil(publisher, () => all.length > 0);
  expect(reader.books).toEqual([]);
  expect(all[0]).toMatchObject({ detail: expect.stringMatching(/cannot be read: disk on fire/) });
});

/** The named faults of the bus, over real sockets with CURVE, through a relay that spoils messages. */
import { expect, onTestFinished, test } from 'vitest';
import { masterId } from '../../domain/ids.ts';
import { BUS_WINDOWS } from '../../messaging/book-intake.ts';
import { encodeBookMessage } from '../../messaging/book-codec.ts';
import { BUS_PROTOCOL_VERSION } from '../../messaging/book-message.ts';
import { bookOf, frameOf } from '../../messaging/zmq-bus-options.ts';
import type { BookMessage } from '../../messaging/book-message.ts';
import { ZmqBookPublisher } from '../../messaging/zmq-bus-publisher.ts';
import { ZmqBookSubscriber } from '../../messaging/zmq-bus-subscriber.ts';
import {
  bookMessage,
  closingDeal,
  hostKeys,
  isGrowing,
  MASTER,
  notices,
  position,
  positions,
  Reader,
  resealed,
  until,
} from './bus-builders.ts';
import { BusRelay } from './bus-relay.ts';

/** Publisher → relay → subscriber, with a heartbeat that repeats the book every 10 ms. */
async function setUp(windows = BUS_WINDOWS) {
  const keys = hostKeys();
  const { all, listener } = notices();
  const publisher = await ZmqBookPublisher.bind('tcp://127.0.0.1:*', keys, listener);
  const relay = await BusRelay.start(publisher.endpoint, keys);
  const subscriber = new ZmqBookSubscriber(keys, listener, windows);
  const reader = new Reader(subscriber);
  let fields: Partial<BookMessage> = {};
  let seq = 0;
  const send = (): number => {
    seq += 1;
    publisher.publish(bookMessage({ ...fields, seq }));
    return seq;
  };
  const heartbeat = setInterval(send, 10);
  onTestFinished(async () => {
    clearInterval(heartbeat);
    await Promise.all([publisher.close(), relay.close(), subscriber.close()]);
  });
  return {
    all,
    relay,
    subscriber,
    reader,
    keys,
    follow: (): void => subscriber.follow({ masterId: MASTER, endpoint: relay.endpoint }),
    /** From now on the master says this, at once and with every heartbeat. */
    says: (said: Partial<BookMessage>): number => {
      fields = said;
      return send();
    },
    heard: (count = 1): Promise<boolean> => until(() => reader.books.length >= count),
    mute: (): void => clearInterval(heartbeat),
  };
}

const framesOf = (message: BookMessage, master: string = MASTER): Buffer[] => [
  frameOf(master, encodeBookMessage(message)),
];

/** The book of a message that comes from the publisher, as text. */
const bookText = ([frame = Buffer.of()]: readonly Buffer[]): string =>
  (bookOf(MASTER, frame) ?? Buffer.of()).toString();

test('F01: with every tenth message left, the newest book still arrives', async () => {
  const { relay, says, follow, reader } = await setUp();
  let count = 0;
  relay.fault = (frames) => {
    count += 1;
    return count % 10 === 0 ? [frames] : [];
  };
  follow();
  const seq = says({ positions: positions(3) });
  await until(() => (reader.last?.seq ?? 0) >= seq);
  expect(reader.last?.positions).toEqual(positions(3));
});

test('F01: with all messages dropped the master is stale, and back with the first one after', async () => {
  const { relay, follow, all, heard } = await setUp({ ...BUS_WINDOWS, silenceMs: 300 });
  relay.fault = () => [];
  follow();
  await until(() => all.some(({ type }) => type === 'stale'));
  relay.fault = (frames) => [frames];
  await heard();
  expect(all.map(({ type }) => type)).toEqual(['stale', 'back']);
});

test('F02: after a long silence the next book alone says what has changed meanwhile', async () => {
  const { relay, follow, says, heard, reader, all } = await setUp({
    ...BUS_WINDOWS,
    silenceMs: 300,
  });
  follow();
  await heard();
  relay.fault = () => [];
  says({ positions: positions(1) });
  says({ positions: positions(20), recentlyClosed: [closingDeal()] });
  await until(() => all.some(({ type }) => type === 'stale'));
  const before = reader.books.length;
  relay.fault = (frames) => [frames];
  await heard(before + 1);
  expect(reader.books[before]).toMatchObject({
    positions: positions(20),
    recentlyClosed: [closingDeal()],
  });
});

test('F03: every message 50 times is delivered once', async () => {
  const { relay, follow, heard, reader, subscriber } = await setUp();
  relay.fault = (frames) => Array.from({ length: 50 }, () => frames);
  follow();
  await heard(5);
  expect(isGrowing(reader.order)).toBe(true);
  expect(subscriber.drops.old + subscriber.skipped).toBeGreaterThan(100);
});

test('F04: messages in reverse order: none older is delivered after a newer one', async () => {
  const { relay, follow, reader, subscriber } = await setUp();
  const held: (readonly Buffer[])[] = [];
  relay.fault = (frames) => {
    held.unshift(frames);
    return held.length < 3 ? [] : held.splice(0);
  };
  follow();
  await until(() => subscriber.drops.old > 10);
  expect(isGrowing(reader.order)).toBe(true);
  // The relay may have missed the first ones.
  const newest = (reader.order[0]?.[1] ?? 0) % 3;
  expect(reader.order.every(([, seq]) => seq % 3 === newest)).toBe(true);
});

test('F05: a message that is late by any time does not come after a newer one', async () => {
  const { relay, follow, heard, reader, subscriber } = await setUp();
  const late: (readonly Buffer[])[] = [];
  relay.fault = (frames) => {
    late.push(frames);
    return [frames];
  };
  follow();
  await heard(3);
  const [old] = late;
  relay.fault = (frames) => (old === undefined ? [frames] : [frames, old]);
  await until(() => subscriber.drops.old > 3);
  expect(isGrowing(reader.order)).toBe(true);
});

test.each([1_000, 3_500, 60_000, 600_000])(
  'F05: a first book that is %i ms late opens nothing once it is stale',
  async (lateMs) => {
    const { follow, says, heard, reader } = await setUp();
    const readAt = Date.now() - lateMs;
    const said = {
      readAt,
      sentAt: readAt,
      positions: [position()],
      recentlyClosed: [closingDeal()],
    };
    says(said);
    follow();
    await heard();
    const isFresh = lateMs < 3_000;
    expect(reader.last).toMatchObject({
      complete: isFresh,
      positions: isFresh ? [position()] : [],
      recentlyClosed: [closingDeal()],
    });
  },
);

test("F06: yesterday's capture shows a new slave no position, but the closing deals", async () => {
  const { relay, follow, mute, reader, subscriber } = await setUp();
  mute();
  follow();
  const yesterday = Date.now() - 86_400_000;
  for (let seq = 1; reader.books.length < 3; seq += 1) {
    const message = bookMessage({
      seq,
      readAt: yesterday + seq,
      sentAt: yesterday + seq,
      positions: positions(50),
      recentlyClosed: [closingDeal()],
    });
    await relay.inject(framesOf(message));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const book of reader.books) {
    expect(book).toMatchObject({ complete: false, positions: [], recentlyClosed: [closingDeal()] });
  }
  expect(subscriber.drops.malformed).toBe(0);
});

test("F06: yesterday's capture changes nothing for a slave that has heard today's node", async () => {
  const { relay, follow, says, heard, reader, subscriber, all } = await setUp();
  says({ epoch: 2 });
  follow();
  await heard();
  const sentAt = Date.now() - 86_400_000;
  for (let seq = 1_000_000; seq < 1_000_050; seq += 1) {
    await relay.inject(framesOf(bookMessage({ epoch: 1, seq, sentAt, readAt: sentAt })));
  }
  const count = reader.books.length;
  await heard(count + 10);
  expect(reader.books.every(({ epoch }) => epoch === 2)).toBe(true);
  expect(subscriber.drops.old + subscriber.skipped).toBeGreaterThanOrEqual(50);
  expect(all.some(({ type }) => type === 'two-publishers')).toBe(false);
});

test('F07: a slave that starts after 50 opens gets all of them in its first book', async () => {
  const { follow, says, heard, reader, relay } = await setUp();
  for (let count = 1; count <= 50; count += 1) says({ positions: positions(count) });
  await until(() => relay.received > 0);
  follow();
  await heard();
  expect(reader.books[0]?.positions).toEqual(positions(50));
});

test.each<[string, (json: string) => string]>([
  ['truncated', (json) => json.slice(0, json.length / 2)],
  ['empty', () => ''],
  ['not JSON', () => 'OPEN EURUSD 1.0'],
  ['NaN', (json) => json.replace('"1.38626"', 'NaN')],
  ['1e308 lots', (json) => json.replace('"0.10"', '1e308')],
  ['negative lots', (json) => json.replace('"0.10"', '"-0.10"')],
])(
  'F13: a book that is %s is dropped and counted, the next good one arrives',
  async (_what, spoil) => {
    const { relay, follow, says, heard, reader, subscriber } = await setUp();
    says({ positions: [position()] });
    // As it is, and once more with a hash that fits: damage on the way, and a sender gone wrong.
    relay.fault = (frames) => {
      const [, content = ''] = bookText(frames).split('\n');
      return [
        [frameOf(MASTER, Buffer.from(spoil(bookText(frames))))],
        [frameOf(MASTER, resealed(spoil(content), { seq: 1_000_000 }))],
      ];
    };
    follow();
    await until(() => subscriber.drops.malformed > 5);
    expect(reader.books).toEqual([]);
    relay.fault = (frames) => [frames];
    await heard();
    expect(reader.last?.positions).toEqual([position()]);
  },
);

test('F13: a book of another content than its hash is dropped and counted', async () => {
  const { relay, follow, says, heard, reader, subscriber } = await setUp();
  says({ positions: [position()] });
  relay.fault = (frames) => [
    [frameOf(MASTER, Buffer.from(bookText(frames).replace('"0.10"', '"9.10"')))],
  ];
  follow();
  await until(() => subscriber.drops.malformed > 5);
  expect(reader.books).toEqual([]);
  relay.fault = (frames) => [frames];
  await heard();
});

test('F13: several frames, and a frame without a book, are dropped and counted', async () => {
  const { relay, follow, heard, subscriber, reader } = await setUp();
  relay.fault = (frames) => [[...frames, ...frames], [Buffer.from(`${MASTER}\0`)]];
  follow();
  await until(() => subscriber.drops.malformed > 5);
  expect(reader.books).toEqual([]);
  relay.fault = (frames) => [frames];
  await heard();
});

test('F13: an oversized frame is not read into memory; the subscriber comes back by itself', async () => {
  const { relay, follow, heard, reader } = await setUp();
  follow();
  await heard();
  await relay.inject([frameOf(MASTER, Buffer.alloc(5 * 1024 * 1024))]);
  const count = reader.books.length;
  await heard(count + 20);
  expect(isGrowing(reader.order)).toBe(true);
});

test('F14: books of another protocol version are told apart, and open nothing', async () => {
  const { relay, follow, reader, subscriber, all } = await setUp({
    ...BUS_WINDOWS,
    silenceMs: 300,
  });
  const [ours, theirs] = [String(BUS_PROTOCOL_VERSION), String(BUS_PROTOCOL_VERSION + 1)];
  relay.fault = (frames) => [
    [
      frameOf(
        MASTER,
        Buffer.from(bookText(frames).replace(`"version":${ours}`, `"version":${theirs}`)),
      ),
    ],
  ];
  follow();
  await until(() => all.some(({ type }) => type === 'stale'));
  expect(subscriber.drops.version).toBeGreaterThan(5);
  expect(reader.books).toEqual([]);
  const told = all.find((notice) => notice.type === 'dropped' && notice.reason === 'version');
  expect(told).toMatchObject({
    detail: expect.stringMatching(new RegExp(`version ${theirs}, .* speaks ${ours}`)),
  });
});

test('F16: two masters of one name stay two masters', async () => {
  const { relay, follow, says, subscriber, reader } = await setUp();
  const other = masterId('4711@Other-Demo');
  says({ name: 'popov', positions: positions(2) });
  follow();
  subscriber.follow({ masterId: other, endpoint: relay.endpoint });
  const hasBoth = (): boolean => new Set(reader.books.map((book) => book.masterId)).size === 2;
  for (let seq = 1; !hasBoth(); seq += 1) {
    const message = bookMessage({ of: other, name: 'popov', seq, positions: [position()] });
    await relay.inject(framesOf(message, other));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  for (const book of reader.books) {
    expect(book.positions).toHaveLength(book.masterId === other ? 1 : 2);
  }
});

test('F16: two live nodes of one master are both refused until one was alone', async () => {
  const { relay, follow, says, heard, reader, all, subscriber } = await setUp({
    ...BUS_WINDOWS,
    overlapMs: 50,
    aloneMs: 500,
  });
  says({ epoch: 2 });
  follow();
  await heard();
  const isTold = (type: string) => (): boolean => all.some((notice) => notice.type === type);
  for (
    let seq = 1;
    !isTold('two-publishers')() || subscriber.drops['two-publishers'] < 10;
    seq += 1
  ) {
    await relay.inject(framesOf(bookMessage({ epoch: 1, seq })));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const count = reader.books.length;
  await until(isTold('one-publisher'));
  await heard(count + 1);
  expect(reader.books.every(({ epoch }) => epoch === 2)).toBe(true);
});

/** What every adapter of the bus must do; run against all of them. */
import { expect, test } from 'vitest';
import { ConfigurationError } from '../../domain/errors.ts';
import { masterId } from '../../domain/ids.ts';
import type { BookMessage } from '../../messaging/book-message.ts';
import type { BookPublisher, BookSubscriber, BusListener } from '../../messaging/bus.ts';
import {
  bookMessage,
  closingDeal,
  isGrowing,
  received,
  MASTER,
  notices,
  positions,
  Reader,
  until,
} from './bus-builders.ts';

/** One bus of one adapter, fresh for each test. */
export interface BusUnderTest {
  bind(endpoint: string): Promise<BookPublisher>;
  subscriber(listener: BusListener): BookSubscriber;
}

const ANY_PORT = 'tcp://127.0.0.1:*';

/** Publishes with growing `seq`, as a master's heartbeat does, until `isDone`. */
export async function publishUntil(
  publisher: BookPublisher,
  isDone: () => boolean,
  fields: Parameters<typeof bookMessage>[0] = {},
): Promise<BookMessage> {
  let message = bookMessage(fields);
  for (let seq = fields.seq ?? 1; !isDone(); seq += 1) {
    message = bookMessage({ ...fields, seq });
    publisher.publish(message);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return message;
}

/** Declares the contract's tests. */
export function busContract(open: () => BusUnderTest): void {
  test('a book arrives as it was published, with its hash', async () => {
    const bus = open();
    const publisher = await bus.bind(ANY_PORT);
    const subscriber = bus.subscriber(notices().listener);
    const reader = new Reader(subscriber);
    subscriber.follow({ masterId: MASTER, endpoint: publisher.endpoint });
    const fields = {
      positions: positions(20),
      recentlyClosed: [closingDeal()],
      readAt: Date.now(),
      sentAt: Date.now(),
      serverNow: 1,
      read: 5,
    };
    await publishUntil(publisher, () => reader.last !== undefined, fields);
    const expected = bookMessage({ ...fields, seq: reader.last?.seq ?? 0 });
    expect(reader.last).toEqual(received(expected));
    await Promise.all([subscriber.close(), publisher.close()]);
  });

  test('a master whose id begins with that of another does not reach its followers', async () => {
    const bus = open();
    const publisher = await bus.bind(ANY_PORT);
    const subscriber = bus.subscriber(notices().listener);
    const reader = new Reader(subscriber);
    const [short, long] = [masterId('1@A'), masterId('1@AB')];
    subscriber.follow({ masterId: short, endpoint: publisher.endpoint });
    await publishUntil(publisher, () => reader.last !== undefined, { of: short });
    publisher.publish(bookMessage({ of: long, seq: 1_000_000 }));
    publisher.publish(bookMessage({ of: short, seq: 1_000_000 }));
    await until(() => reader.last?.seq === 1_000_000);
    expect(new Set(reader.books.map((book) => book.masterId))).toEqual(new Set([short]));
    expect(subscriber.drops.foreign).toBe(0);
    await Promise.all([subscriber.close(), publisher.close()]);
  });

  test('one subscriber follows several masters; one that is dead holds up no other', async () => {
    const bus = open();
    const [one, two] = [masterId('1@A'), masterId('2@A')];
    const publishers = await Promise.all([bus.bind(ANY_PORT), bus.bind(ANY_PORT)]);
    const subscriber = bus.subscriber(notices().listener);
    const reader = new Reader(subscriber);
    const hasBook = (id: string) => () => reader.books.some((book) => book.masterId === id);
    subscriber.follow({ masterId: masterId('3@Dead'), endpoint: 'tcp://127.0.0.1:1' });
    subscriber.follow({ masterId: one, endpoint: publishers[0].endpoint });
    subscriber.follow({ masterId: two, endpoint: publishers[1].endpoint });
    await Promise.all([
      publishUntil(publishers[0], hasBook(one), { of: one }),
      publishUntil(publishers[1], hasBook(two), { of: two }),
    ]);
    expect(new Set(reader.books.map((book) => book.masterId))).toEqual(new Set([one, two]));
    await Promise.all([subscriber, ...publishers].map((end) => end.close()));
  });

  test('a consumer that was busy gets the newest book next, none of those between', async () => {
    const bus = open();
    const publisher = await bus.bind(ANY_PORT);
    const subscriber = bus.subscriber(notices().listener);
    subscriber.follow({ masterId: MASTER, endpoint: publisher.endpoint });
    const books = subscriber.books[Symbol.asyncIterator]();
    let hasFirst = false;
    const first = books.next().then(() => (hasFirst = true));
    const { seq } = await publishUntil(publisher, () => hasFirst);
    await first;
    const newest = bookMessage({ seq: seq + 50 });
    for (let busy = seq + 1; busy < newest.seq; busy += 1) {
      publisher.publish(bookMessage({ seq: busy }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The repetition that is dropped shows that the newest has arrived.
    publisher.publish(newest);
    const before = subscriber.drops.old;
    while (subscriber.drops.old === before) {
      publisher.publish(newest);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect((await books.next()).value?.seq).toBe(newest.seq);
    await Promise.all([subscriber.close(), publisher.close()]);
  });

  test('an old or repeated message is dropped and counted', async () => {
    const bus = open();
    const publisher = await bus.bind(ANY_PORT);
    const subscriber = bus.subscriber(notices().listener);
    const reader = new Reader(subscriber);
    subscriber.follow({ masterId: MASTER, endpoint: publisher.endpoint });
    const last = await publishUntil(publisher, () => reader.last !== undefined, { seq: 10 });
    publisher.publish({ ...last, seq: 3 });
    await until(() => subscriber.drops.old > 0);
    publisher.publish(bookMessage({ seq: last.seq + 1 }));
    await until(() => reader.last?.seq === last.seq + 1);
    expect(isGrowing(reader.order)).toBe(true);
    await Promise.all([subscriber.close(), publisher.close()]);
  });

  test('a publisher that starts after its followers is found', async () => {
    const bus = open();
    const first = await bus.bind(ANY_PORT);
    const { endpoint } = first;
    await first.close();
    const subscriber = bus.subscriber(notices().listener);
    const reader = new Reader(subscriber);
    subscriber.follow({ masterId: MASTER, endpoint });
    const publisher = await bus.bind(endpoint);
    expect(publisher.endpoint).toBe(endpoint);
    await publishUntil(publisher, () => reader.last !== undefined);
    await Promise.all([subscriber.close(), publisher.close()]);
  });

  test('following at another endpoint moves, and what was seen stays seen', async () => {
    const bus = open();
    const [before, after] = await Promise.all([bus.bind(ANY_PORT), bus.bind(ANY_PORT)]);
    const subscriber = bus.subscriber(notices().listener);
    const reader = new Reader(subscriber);
    subscriber.follow({ masterId: MASTER, endpoint: before.endpoint });
    const last = await publishUntil(before, () => reader.last !== undefined, { seq: 50 });
    subscriber.follow({ masterId: MASTER, endpoint: after.endpoint });
    await publishUntil(after, () => (reader.last?.seq ?? 0) > last.seq, { seq: 40 });
    expect(isGrowing(reader.order)).toBe(true);
    await Promise.all([subscriber, before, after].map((end) => end.close()));
  });

  test('after unfollow nothing of the master comes', async () => {
    const bus = open();
    const publisher = await bus.bind(ANY_PORT);
    const [gone, kept] = [masterId('1@Gone'), masterId('2@Kept')];
    const subscriber = bus.subscriber(notices().listener);
    const reader = new Reader(subscriber);
    for (const id of [gone, kept]) {
      subscriber.follow({ masterId: id, endpoint: publisher.endpoint });
      await publishUntil(publisher, () => reader.last?.masterId === id, { of: id });
    }
    subscriber.unfollow(gone);
    const count = reader.books.filter((book) => book.masterId === gone).length;
    publisher.publish(bookMessage({ of: gone, seq: 1_000_000 }));
    publisher.publish(bookMessage({ of: kept, seq: 1_000_000 }));
    await until(() => reader.last?.seq === 1_000_000);
    expect(reader.books.filter((book) => book.masterId === gone)).toHaveLength(count);
    await Promise.all([subscriber.close(), publisher.close()]);
  });

  test('F15: a port that is taken is an error that names it and the way out', async () => {
    const bus = open();
    const publisher = await bus.bind(ANY_PORT);
    const second = bus.bind(publisher.endpoint);
    await expect(second).rejects.toThrow(ConfigurationError);
    await expect(second).rejects.toThrow(
      new RegExp(`${publisher.endpoint}.* port is taken by another p\\w+; .* another`),
    );
    await publisher.close();
    const third = await bus.bind(publisher.endpoint);
    await third.close();
  });

  test('close ends the books, may be repeated, and silences the publisher', async () => {
    const bus = open();
    const publisher = await bus.bind(ANY_PORT);
    const subscriber = bus.subscriber(notices().listener);
    const reader = new Reader(subscriber);
    subscriber.follow({ masterId: MASTER, endpoint: publisher.endpoint });
    await Promise.all([subscriber.close(), subscriber.close()]);
    await reader.ended;
    await Promise.all([publisher.close(), publisher.close()]);
    publisher.publish(bookMessage());
    expect(reader.books).toEqual([]);
  });
}

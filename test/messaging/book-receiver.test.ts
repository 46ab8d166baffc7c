import fc from 'fast-check';
import { expect, test } from 'vitest';
import { masterId } from '../../domain/ids.ts';
import { BUS_WINDOWS } from '../../messaging/book-intake.ts';
import { decodeBookMessage, encodeBookMessage } from '../../messaging/book-codec.ts';
import { bookContent, bookHead, type BookMessage } from '../../messaging/book-message.ts';
import { BookReceiver } from '../../messaging/book-receiver.ts';
import { bookMessage, MASTER, notices, positions, resealed } from './bus-builders.ts';

const T0 = 1_700_000_000_000;

const at = (ms: number) => ({ epochMs: T0 + ms, monotonicMs: ms });

function receiverAt() {
  const { all, listener } = notices();
  const receiver = new BookReceiver(listener, BUS_WINDOWS);
  receiver.follow(MASTER, at(0));
  return {
    receiver,
    all,
    types: () => all.map(({ type }) => type),
    send: (ms: number, fields: Partial<BookMessage>): void => {
      const message = bookMessage({ readAt: T0 + ms, sentAt: T0 + ms, ...fields });
      receiver.receive(MASTER, encodeBookMessage(message), at(ms));
    },
  };
}

test('a master that was never heard is stale after 3 s, once', () => {
  const { receiver, types } = receiverAt();
  receiver.tick(at(2_999));
  expect(types()).toEqual([]);
  receiver.tick(at(3_000));
  receiver.tick(at(9_000));
  expect(types()).toEqual(['stale']);
});

test('the first book after the silence says that the master is back', () => {
  const { receiver, all, send } = receiverAt();
  send(1_000, { seq: 1 });
  receiver.tick(at(4_000));
  send(4_500, { seq: 2 });
  send(4_600, { seq: 3 });
  expect(all).toEqual([
    { type: 'stale', masterId: MASTER },
    { type: 'back', masterId: MASTER, silentMs: 3_500 },
  ]);
});

test('messages that are dropped break no silence', () => {
  const { receiver, types, send } = receiverAt();
  send(100, { seq: 5 });
  for (let ms = 200; ms <= 3_200; ms += 100) {
    send(ms, { seq: 4 });
    receiver.tick(at(ms));
  }
  expect(types()).toContain('stale');
});

test('nothing but old reads for 3 s is told once, with age and clock skew', () => {
  const { all, send } = receiverAt();
  send(0, { seq: 1 });
  for (let seq = 2; seq < 80; seq += 1) {
    send(seq * 100, { seq, readAt: T0 - 10_000, sentAt: T0 + seq * 100 - 5_000 });
  }
  const old = all.filter(({ type }) => type === 'old-reads');
  expect(old).toEqual([{ type: 'old-reads', masterId: MASTER, ageMs: 13_000, skewMs: 5_000 }]);
});

test('two publishers are told when they begin and when one is left', () => {
  const { receiver, all, send } = receiverAt();
  send(0, { epoch: 2, seq: 1 });
  send(1_500, { epoch: 1, seq: 9 });
  send(2_000, { epoch: 2, seq: 2 });
  receiver.tick(at(4_600));
  send(4_700, { epoch: 2, seq: 3 });
  expect(
    all.filter(({ type }) => type.endsWith('publishers') || type.endsWith('publisher')),
  ).toEqual([
    { type: 'two-publishers', masterId: MASTER, epochs: [1, 2] },
    { type: 'one-publisher', masterId: MASTER, epoch: 2 },
  ]);
  expect(receiver.drops['two-publishers']).toBe(2);
});

test('a notice of drops comes at most once per master, reason and minute', () => {
  const { receiver, all } = receiverAt();
  for (let ms = 0; ms <= 60_000; ms += 100) receiver.receive(MASTER, Buffer.from('?'), at(ms));
  const counts = all.map((notice) => notice.type === 'dropped' && [notice.reason, notice.count]);
  expect(counts).toEqual([
    ['malformed', 1],
    ['malformed', 600],
  ]);
});

test('a book of another master under this topic is foreign', () => {
  const { receiver } = receiverAt();
  const other = bookMessage({ of: masterId('1@Other') });
  receiver.receive(MASTER, encodeBookMessage(other), at(0));
  expect(receiver.drops.foreign).toBe(1);
});

test('a master that follows again after unfollow starts anew', async () => {
  const { receiver, send } = receiverAt();
  send(0, { epoch: 7, seq: 7 });
  receiver.unfollow(MASTER);
  receiver.follow(MASTER, at(1));
  send(2, { epoch: 1, seq: 1 });
  for await (const book of receiver.books) {
    expect(book.epoch).toBe(1);
    break;
  }
});

/** Whether both lines fit the schemas, uncompiled. */
function isGood(bytes: Uint8Array): boolean {
  const [head = '', content = ''] = Buffer.from(bytes).toString().split('\n');
  const isBook = bookContent.safeParse(JSON.parse(content)).success;
  return isBook && bookHead.safeParse(JSON.parse(head)).success;
}

test('100,000 random and mutated frames raise nothing but counted drops', () => {
  const { receiver } = receiverAt();
  const good = encodeBookMessage(
    bookMessage({ seq: 1, positions: positions(3), readAt: T0, sentAt: T0 }),
  );
  const text = new TextDecoder().decode(good);
  receiver.receive(MASTER, good, at(0));
  const mutated = fc
    .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      const bytes = good.slice();
      for (const [index, value] of changes) bytes[index] = value;
      return bytes;
    });
  const cut = fc.nat(good.length - 1).map((length) => good.slice(0, length));
  // A value somewhere in valid JSON replaced by one of those that break careless readers.
  const odd = fc
    .tuple(
      fc.nat(),
      fc.constantFrom('NaN', '1e308', '-1', 'null', '"-0.10"', '[]', '{}', '""', '1e999'),
    )
    .map(([which, value]) => {
      const places = [...text.matchAll(/(?<=":)("[^"]*"|\d+|true|null)(?=[,}])/g)];
      const place = places[which % places.length];
      if (place === undefined) throw new Error('no place');
      const end = place.index + place[0].length;
      return Buffer.from(text.slice(0, place.index) + value + text.slice(end));
    });
  // The same with a hash that fits, so that it is left to the check of the fields alone.
  const content = text.slice(text.indexOf('\n') + 1);
  const oddSealed = fc
    .tuple(
      fc.nat(content.length - 1),
      fc.constantFrom('-', '0', '"', '9', ',', ':', '{', '}', '[', ']'),
      fc.integer({ min: 2, max: 2 ** 31 }),
    )
    .map(([index, put, seq]) =>
      resealed(content.slice(0, index) + put + content.slice(index + 1), { seq }),
    );
  const dropped = (): number => Object.values(receiver.drops).reduce((sum, n) => sum + n, 0);
  const { hash } = decodeBookMessage(good);
  const frame = fc.oneof(
    fc
      .oneof(fc.uint8Array({ maxLength: 300 }), mutated, cut, odd)
      .map((bytes) => ({ bytes, isResealed: false })),
    oddSealed.map((bytes) => ({ bytes, isResealed: true })),
  );
  fc.assert(
    fc.property(frame, ({ bytes, isResealed }) => {
      const before = dropped();
      receiver.receive(MASTER, bytes, at(0));
      if (dropped() > before) return;
      // `seq` and `sentAt` are not of the content: a frame spoiled there alone is a later heartbeat.
      // And a digit for a digit under a new hash is another good book: then the schemas say so too.
      expect(isGood(bytes)).toBe(true);
      expect(isResealed || decodeBookMessage(bytes).hash === hash).toBe(true);
    }),
    { numRuns: 100_000 },
  );
  expect(dropped()).toBeGreaterThan(99_000);
}, 120_000);

test('another version of the protocol is told once, and once when it is over', () => {
  const { receiver, all, types, send } = receiverAt();
  send(0, { seq: 1 });
  const bytes = Buffer.from(
    Buffer.from(encodeBookMessage(bookMessage({ seq: 2 })))
      .toString('utf8')
      .replace(/"version":\d+/, '"version":999'),
  );
  for (const ms of [100, 600]) receiver.receive(MASTER, bytes, at(ms));
  expect(types().filter((type) => type === 'other-version')).toHaveLength(1);
  expect(all.find(({ type }) => type === 'other-version')).toHaveProperty(
    'detail',
    expect.stringContaining('999'),
  );
  receiver.tick(at(3_599));
  expect(types()).not.toContain('own-version');
  receiver.tick(at(3_600));
  receiver.tick(at(9_000));
  expect(types().filter((type) => type === 'own-version')).toHaveLength(1);
});

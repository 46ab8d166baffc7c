import { expect, test } from 'vitest';
import { decodeBookMessage, encodeBookMessage } from '../../messaging/book-codec.ts';
import type { BookMessage } from '../../messaging/book-message.ts';
import type { EaBook } from '../../messaging/ea-protocol.ts';
import { MasterNode } from '../../nodes/master-node.ts';

const IDENTITY = { name: 'Master', login: '1', server: 'Broker', epoch: 7 };

function eaBook(changes: Partial<EaBook> = {}): EaBook {
  return {
    read: 1,
    readMs: 5,
    serverNow: 1_000,
    connected: true,
    synced: true,
    complete: true,
    positions: [],
    orders: [],
    recentlyClosed: [],
    blocked: [],
    account: { balance: '100', equity: '100', margin: '0', freeMargin: '100', currency: 'USD' },
    ...changes,
  };
}

const POSITION: EaBook['positions'][number] = {
  ticket: '11',
  identifier: '10',
  symbol: 'EURUSD',
  type: 'BUY',
  volume: '0.10',
  priceOpen: '1.10000',
  sl: '0',
  tp: '1.20000',
  timeMsc: 900,
  magic: '0',
  comment: '',
};

function node(nowMs = 1_000) {
  const sent: BookMessage[] = [];
  const clock = { ms: nowMs, nowMs: () => clock.ms };
  const master = new MasterNode((message) => sent.push(message), clock);
  master.connected(IDENTITY);
  return { master, sent, clock };
}

test('a book that says something new goes out at once, one that repeats waits for the heartbeat', () => {
  const { master, sent } = node();
  master.book(eaBook({ read: 1 }), 1_000);
  master.book(eaBook({ read: 2 }), 1_100);
  master.book(eaBook({ read: 3, positions: [POSITION] }), 1_200);
  expect(sent.map(({ read }) => read)).toEqual([1, 3]);
});

test('a clock that is set back makes no old read new', () => {
  const sent: BookMessage[] = [];
  const clock = { ms: 100_000, passedMs: 0, nowMs: () => clock.ms };
  const master = new MasterNode(
    (message) => sent.push(message),
    clock,
    () => true,
    () => clock.passedMs,
  );
  master.connected(IDENTITY);
  master.book(eaBook(), 99_990);
  clock.passedMs += 900;
  clock.ms += 900;
  master.heartbeat();
  // A minute later, by a clock that was set back by a minute.
  clock.passedMs += 60_000;
  master.heartbeat();
  expect(sent.map(({ readAt }) => readAt)).toEqual([99_990, 99_990, 40_000]);
  expect(sent.at(-1)?.complete).toBe(false);
});

test('a node whose lease is in doubt publishes nothing, and then the newest', () => {
  const sent: BookMessage[] = [];
  let may = false;
  const master = new MasterNode(
    (message) => sent.push(message),
    { nowMs: () => 1_000 },
    () => may,
  );
  master.connected(IDENTITY);
  master.book(eaBook(), 1_000);
  master.heartbeat();
  expect(sent).toEqual([]);
  may = true;
  master.heartbeat();
  expect(sent).toMatchObject([{ read: 1, seq: 1 }]);
});

test('a heartbeat repeats the last read with a new seq', () => {
  const { master, sent } = node();
  master.book(eaBook(), 1_000);
  master.heartbeat();
  expect(sent.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(sent[1]).toMatchObject({ read: 1, readAt: 1_000, epoch: 7 });
});

test('a read older than a second goes out as not complete', () => {
  const { master, sent, clock } = node();
  master.book(eaBook(), 1_000);
  clock.ms = 2_001;
  master.heartbeat();
  expect(sent.map(({ complete }) => complete)).toEqual([true, false]);
});

test('without its terminal a master says so', () => {
  const { master, sent } = node();
  master.book(eaBook(), 1_000);
  master.disconnected();
  master.heartbeat();
  expect(sent.at(-1)?.complete).toBe(false);
});

test('an older read of the same connection is ignored', () => {
  const { master, sent } = node();
  master.book(eaBook({ read: 5, positions: [POSITION] }), 1_000);
  master.book(eaBook({ read: 4 }), 900);
  expect(sent).toHaveLength(1);
});

test('nothing of an earlier connection is repeated', () => {
  const { master, sent } = node();
  master.book(eaBook({ read: 5 }), 1_000);
  master.connected(IDENTITY);
  master.heartbeat();
  expect(sent).toHaveLength(1);
});

test('nothing goes out before an EA was admitted', () => {
  const sent: BookMessage[] = [];
  const master = new MasterNode((message) => sent.push(message), { nowMs: () => 0 });
  master.book(eaBook(), 0);
  master.heartbeat();
  expect(sent).toEqual([]);
});

test('what is published parses, and MT5’s 0 is no stop loss', () => {
  const { master, sent } = node();
  master.book(eaBook({ positions: [POSITION] }), 1_000);
  const [message] = sent;
  expect(message && decodeBookMessage(encodeBookMessage(message))).toMatchObject({ ...message });
  expect(message?.positions[0]).toMatchObject({ identifier: '10', sl: null, tp: '1.20000' });
});

test('a book says when the earliest deal behind it was told, and the next one does not', () => {
  const { master, sent } = node();
  master.dealTold(900.25);
  master.dealTold(901);
  master.book(eaBook({ read: 1, positions: [POSITION] }), 1_000);
  master.book(eaBook({ read: 2 }), 1_100);
  expect(sent.map(({ sawUs }) => sawUs)).toEqual([900_250, 1_100_000]);
});

test('a heartbeat repeats when its read was seen and had, with its own time of sending', () => {
  const { master, sent } = node();
  master.book(eaBook(), 1_000);
  master.heartbeat();
  const [first, second] = sent;
  expect([second?.sawUs, second?.gotUs]).toEqual([first?.sawUs, first?.gotUs]);
  expect(second?.sentUs).toBeGreaterThanOrEqual(first?.sentUs ?? Number.NaN);
});

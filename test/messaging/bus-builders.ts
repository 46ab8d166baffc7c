/** Books, keys and waits for the tests of the bus. */
import { createHash } from 'node:crypto';
import { curveKeyPair } from 'zeromq';
import type { KeyPair } from '../../config/bus-keys.ts';
import { masterId, type MasterId } from '../../domain/ids.ts';
import { decodeBookMessage, encodeBookMessage } from '../../messaging/book-codec.ts';
import {
  BUS_PROTOCOL_VERSION,
  type BookMessage,
  type ReceivedBook,
} from '../../messaging/book-message.ts';
import type { BookSubscriber, BusListener, BusNotice } from '../../messaging/bus.ts';

export const MASTER: MasterId = masterId('70358000@Popov-Demo');

type Position = BookMessage['positions'][number];
type ClosingDeal = BookMessage['recentlyClosed'][number];

export function position(fields: Partial<Position> = {}): Position {
  return {
    identifier: '12345679',
    ticket: '12345679',
    symbol: 'EURUSD',
    side: 'BUY',
    volume: '0.10',
    priceOpen: '1.38626',
    sl: null,
    tp: '1.39000',
    openedAtServerMs: 1_398_988_800_000,
    magic: '0',
    comment: '',
    ...fields,
  };
}

export function positions(count: number, fields: Partial<Position> = {}): Position[] {
  return Array.from({ length: count }, (_, index) =>
    position({ identifier: String(1_000 + index), ticket: String(1_000 + index), ...fields }),
  );
}

export function closingDeal(fields: Partial<ClosingDeal> = {}): ClosingDeal {
  return {
    deal: '900',
    order: '901',
    identifier: '902',
    entry: 'OUT',
    volume: '0.10',
    price: '1.38700',
    timeServerMs: 1_398_988_900_000,
    reason: 'CLIENT',
    magic: '0',
    ...fields,
  };
}

/** A fresh, complete book. `of` gives account and server at once. */
export function bookMessage(fields: Partial<BookMessage> & { of?: MasterId } = {}): BookMessage {
  const { of = MASTER, ...rest } = fields;
  const [login = '', server = ''] = of.split('@');
  const nowMs = Date.now();
  return {
    version: BUS_PROTOCOL_VERSION,
    masterId: of,
    name: 'popov',
    login,
    server,
    epoch: 1,
    seq: 1,
    read: rest.seq ?? 1,
    readAt: nowMs,
    sentAt: nowMs,
    serverNow: nowMs + 7_200_000,
    connected: true,
    synced: true,
    complete: true,
    positions: [],
    orders: [],
    recentlyClosed: [],
    account: { balance: '10000.00', equity: '10000.00', currency: 'EUR' },
    ...rest,
  };
}

/** The message as a subscriber has it: with its hash. */
export function received(message: BookMessage): ReceivedBook {
  return decodeBookMessage(encodeBookMessage(message));
}

/** Bytes whose hash fits whatever stands in the content's line, so that only the check is left. */
export function resealed(content: string, head: object = {}, closings = '[]'): Buffer {
  const hash = createHash('sha256').update(content).digest('hex');
  const whole = { version: BUS_PROTOCOL_VERSION, seq: 1, sentAt: 1_700_000_000_000, hash, ...head };
  return Buffer.from(`${JSON.stringify(whole)}\n${content}\n${closings}`);
}

/** The keys of one host without its files; `knows` are the subscribers it admits besides itself. */
export function hostKeys(knows: readonly string[] = []): {
  readonly publish: KeyPair;
  readonly subscribe: KeyPair;
  readonly admits: (key: string) => Promise<boolean>;
  readonly publisherKey: (endpoint: string) => Promise<string>;
} {
  const [publish, subscribe] = [curveKeyPair(), curveKeyPair()];
  return {
    publish,
    subscribe,
    admits: (key) => Promise.resolve(key === subscribe.publicKey || knows.includes(key)),
    publisherKey: () => Promise.resolve(publish.publicKey),
  };
}

/** Waits until `check` gives something; the test's own time limit bounds it. */
export async function until<Value>(check: () => Value | null | undefined | false): Promise<Value> {
  for (;;) {
    const value = check();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Writes down what a subscriber delivers. */
export class Reader {
  readonly books: ReceivedBook[] = [];
  readonly ended: Promise<void>;

  constructor(subscriber: BookSubscriber) {
    this.ended = (async () => {
      for await (const book of subscriber.books) this.books.push(book);
    })();
  }

  get last(): ReceivedBook | undefined {
    return this.books.at(-1);
  }

  /** (epoch, seq) of all, in order of arrival. */
  get order(): [number, number][] {
    return this.books.map(({ epoch, seq }) => [epoch, seq]);
  }
}

/** Writes down notices. */
export function notices(): { readonly all: BusNotice[]; readonly listener: BusListener } {
  const all: BusNotice[] = [];
  return { all, listener: (notice) => void all.push(notice) };
}

/** Whether a row of (epoch, seq) only grows. */
export function isGrowing(order: readonly [number, number][]): boolean {
  return order.every(([epoch, seq], index) => {
    const before = order[index - 1];
    return before === undefined || epoch > before[0] || (epoch === before[0] && seq > before[1]);
  });
}

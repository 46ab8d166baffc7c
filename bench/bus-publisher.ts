/** A publisher in a process of its own: raw zeromq.js, or our bus, with the same bytes. */
import { setTimeout as delay } from 'node:timers/promises';
import { Publisher } from 'zeromq';
import { encodeBookMessage } from '../messaging/book-codec.ts';
import { frameOf } from '../messaging/zmq-bus-options.ts';
import { ZmqBookPublisher } from '../messaging/zmq-bus-publisher.ts';
import { BENCH_MASTER, benchBook, type BenchKeys, type BenchMode } from './bus-bench-book.ts';
import { answerAll, nowUs } from './worker.ts';

/** What it is asked. */
export type PublisherQuestion =
  | { do: 'open'; mode: BenchMode; keys: BenchKeys; positions: number }
  /** `count` messages, one every `everyMs`. */
  | { do: 'pace'; count: number; everyMs: number }
  /** As many as possible, or `perSecond`, for `ms`; then heartbeats for a second. */
  | { do: 'flood'; ms: number; perSecond: number | null }
  | { do: 'close' };

/** What it answers. */
export interface PublisherAnswer {
  readonly endpoint: string;
  readonly lastSeq: number;
  readonly sent: number;
  readonly rssMb: number;
}

interface Opened {
  readonly endpoint: string;
  publish(): void | Promise<void>;
  close(): Promise<void>;
}

/** Of a double. */
const STAMP_BYTES = 8;

let opened: Opened | null = null;
let seq = 0;

async function open(mode: BenchMode, keys: BenchKeys, positions: number): Promise<Opened> {
  if (mode === 'bus') {
    const admitting =
      keys === null ? null : { ...keys, admits: admitsOnly(keys.subscribe.publicKey) };
    const bus = await ZmqBookPublisher.bind('tcp://127.0.0.1:*', admitting, () => undefined);
    return {
      endpoint: bus.endpoint,
      publish: () => {
        seq += 1;
        const book = benchBook(positions, seq);
        book.serverNow = nowUs();
        bus.publish(book);
      },
      close: () => bus.close(),
    };
  }
  const raw = new Publisher({
    linger: 0,
    ...(keys !== null && { curveServer: true, curveSecretKey: keys.publish.secretKey }),
  });
  await raw.bind('tcp://127.0.0.1:*');
  const frame = frameOf(BENCH_MASTER, encodeBookMessage(benchBook(positions, 1)));
  return {
    endpoint: raw.lastEndpoint ?? '',
    publish: async () => {
      seq += 1;
      // The bytes of a book with the moment of sending in the last eight: raw reads no more.
      const stamped = Buffer.from(frame);
      stamped.writeDoubleLE(nowUs(), stamped.length - STAMP_BYTES);
      await raw.send(stamped);
    },
    close: () => Promise.resolve(raw.close()),
  };
}

answerAll(async (question: PublisherQuestion): Promise<PublisherAnswer> => {
  const before = seq;
  switch (question.do) {
    case 'open':
      opened = await open(question.mode, question.keys, question.positions);
      break;
    case 'pace':
      for (let sent = 0; sent < question.count; sent += 1) {
        await opened?.publish();
        await delay(question.everyMs);
      }
      break;
    case 'flood': {
      await flood(question.ms, question.perSecond);
      break;
    }
    case 'close':
      await opened?.close();
  }
  return {
    endpoint: opened?.endpoint ?? '',
    lastSeq: seq,
    sent: seq - before,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
  };
});

async function flood(ms: number, perSecond: number | null): Promise<void> {
  const startMs = performance.now();
  let sent = 0;
  for (let atMs = 0; atMs < ms; atMs = performance.now() - startMs) {
    const due = perSecond === null ? sent + 1 : Math.floor((atMs * perSecond) / 1_000);
    for (; sent < due; sent += 1) await opened?.publish();
    await new Promise((resolve) => setImmediate(resolve));
  }
  // As a master node does: a book that was dropped on the way is said again.
  for (let beat = 0; beat < 4; beat += 1) {
    await delay(250);
    await opened?.publish();
  }
}

function admitsOnly(known: string): (key: string) => Promise<boolean> {
  return (key) => Promise.resolve(key === known);
}

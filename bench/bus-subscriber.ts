/** A subscriber in a process of its own: raw zeromq.js, or our bus up to the parsed book. */
import { Subscriber } from 'zeromq';
import { masterId } from '../domain/ids.ts';
import { ZmqBookSubscriber } from '../messaging/zmq-bus-subscriber.ts';
import { BENCH_MASTER, type BenchKeys, type BenchMode } from './bus-bench-book.ts';
import { answerAll, nowUs } from './worker.ts';

/** What it is asked. */
export type SubscriberQuestion =
  | { do: 'open'; mode: BenchMode; keys: BenchKeys; endpoint: string }
  /** Answers when the first message was heard. */
  | { do: 'hear' }
  /** Forgets what was measured. */
  | { do: 'reset' }
  | { do: 'report' }
  | { do: 'close' };

/** What it answers. */
export interface SubscriberAnswer {
  readonly received: number;
  readonly lastSeq: number;
  readonly latenciesUs: Float64Array;
  readonly rssMb: number;
}

/** More latencies than this are not kept: under full speed they say little. */
const KEPT_MAX = 20_000;
let latencies: number[] = [];
let received = 0;
let lastSeq = 0;
let tellHeard = (): void => undefined;
let heard: Promise<void> = Promise.resolve();
let close: (() => void | Promise<void>) | null = null;

function took(sentUs: number, seq: number): void {
  received += 1;
  tellHeard();
  lastSeq = seq;
  if (latencies.length < KEPT_MAX) latencies.push(nowUs() - sentUs);
}

function open(mode: BenchMode, keys: BenchKeys, endpoint: string): void {
  heard = new Promise((resolve) => {
    tellHeard = resolve;
  });
  if (mode === 'bus') {
    const pinning =
      keys === null
        ? null
        : { ...keys, publisherKey: () => Promise.resolve(keys.publish.publicKey) };
    const bus = new ZmqBookSubscriber(pinning, () => undefined);
    bus.follow({ masterId: masterId(BENCH_MASTER), endpoint });
    void (async () => {
      for await (const { serverNow, seq } of bus.books) took(serverNow, seq);
    })();
    close = () => bus.close();
    return;
  }
  const raw = new Subscriber({
    linger: 0,
    ...(keys !== null && {
      curvePublicKey: keys.subscribe.publicKey,
      curveSecretKey: keys.subscribe.secretKey,
      curveServerKey: keys.publish.publicKey,
    }),
  });
  raw.subscribe(`${BENCH_MASTER}\0`);
  raw.connect(endpoint);
  void (async () => {
    for await (const [frame] of raw) took(frame?.readDoubleLE(frame.length - 8) ?? 0, received);
  })();
  close = () => raw.close();
}

answerAll(async (question: SubscriberQuestion): Promise<SubscriberAnswer> => {
  switch (question.do) {
    case 'open':
      open(question.mode, question.keys, question.endpoint);
      break;
    case 'hear':
      await heard;
      break;
    case 'reset':
      latencies = [];
      received = 0;
      break;
    case 'report':
      break;
    case 'close':
      await close?.();
      latencies = [];
      received = 0;
      lastSeq = 0;
  }
  return {
    received,
    lastSeq,
    latenciesUs: Float64Array.from(question.do === 'report' ? latencies : []),
    rssMb: process.memoryUsage.rss() / 2 ** 20,
  };
});

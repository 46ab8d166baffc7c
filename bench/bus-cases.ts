/** The measurements of the bus: what is set up, run and counted for each. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchKeys, BenchMode } from './bus-bench-book.ts';
import type { PublisherAnswer, PublisherQuestion } from './bus-publisher.ts';
import type { SubscriberAnswer, SubscriberQuestion } from './bus-subscriber.ts';
import { Worker } from './worker.ts';

/** The processes of all measurements. */
export interface Crew {
  readonly publisher: Worker<PublisherQuestion, PublisherAnswer>;
  readonly subscribers: readonly Worker<SubscriberQuestion, SubscriberAnswer>[];
}

/** What is measured. */
export interface BusCase {
  readonly mode: BenchMode;
  readonly keys: BenchKeys;
  readonly positions: number;
  readonly subscribers: number;
}

/** Microseconds from publishing to the received (raw) or parsed (bus) book. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Forks a publisher and as many subscribers. */
export function hire(subscribers: number): Crew {
  return {
    publisher: new Worker('bus-publisher'),
    subscribers: Array.from({ length: subscribers }, () => new Worker('bus-subscriber')),
  };
}

export async function dismiss({ publisher, subscribers }: Crew): Promise<void> {
  await Promise.all([publisher, ...subscribers].map((worker) => worker.end()));
}

/** Messages far enough apart that none waits for another. */
export async function measureLatency(
  crew: Crew,
  busCase: BusCase,
  count: number,
): Promise<Latency> {
  return connected(crew, busCase, async (publisher, subscribers) => {
    // On two cores so many subscribers need this long to read one book each.
    const everyMs = Math.max(5, busCase.subscribers * (busCase.positions > 100 ? 5 : 1));
    await publisher.ask({ do: 'pace', count, everyMs });
    await delay(100);
    const reports = await Promise.all(subscribers.map((worker) => worker.ask({ do: 'report' })));
    const all = reports
      .flatMap(({ latenciesUs }) => Array.from(latenciesUs))
      .toSorted((a, b) => a - b);
    const at = (share: number): number =>
      Math.round(all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? Number.NaN);
    return { p50: at(0.5), p99: at(0.99), max: at(1) };
  });
}

/** What came through at a given speed. */
export interface Throughput {
  readonly sentPerSecond: number;
  /** Least and most of the subscribers. */
  readonly receivedPerSecond: readonly [number, number];
  readonly endedOnLast: number;
  readonly publisherMb: number;
  readonly subscriberMb: number;
}

/** @param perSecond null: as many as possible. */
export async function measureThroughput(
  crew: Crew,
  busCase: BusCase,
  ms: number,
  perSecond: number | null,
): Promise<Throughput> {
  return connected(crew, busCase, async (publisher, subscribers) => {
    const { sent, lastSeq, rssMb } = await publisher.ask({ do: 'flood', ms, perSecond });
    await delay(1_000);
    const reports = await Promise.all(subscribers.map((worker) => worker.ask({ do: 'report' })));
    const rates = reports.map(({ received }) => Math.round((received * 1_000) / (ms + 1_000)));
    return {
      sentPerSecond: Math.round(((sent - 4) * 1_000) / ms),
      receivedPerSecond: [Math.min(...rates), Math.max(...rates)],
      endedOnLast: reports.filter((report) => report.lastSeq === lastSeq).length,
      publisherMb: Math.round(rssMb),
      subscriberMb: Math.round(Math.max(...reports.map((report) => report.rssMb))),
    };
  });
}

/** Memory at full speed, in MB, sample by sample. */
export interface MemoryRun {
  readonly publisherMb: readonly number[];
  readonly subscriberMb: readonly number[];
  /** Of the running subscriber: with the other one running, and with it stopped. */
  readonly receivedPerSecond: readonly [number, number];
}

/** Two subscribers at full speed; then one is stopped and the other one watched. */
export async function measureMemory(crew: Crew, busCase: BusCase, ms: number): Promise<MemoryRun> {
  const samples = ms < 10_000 ? 2 : 6;
  const sampleMs = Math.max(250, ms / samples - 1_000);
  return connected(crew, busCase, async (publisher, [running, stopped]) => {
    if (running === undefined || stopped === undefined) throw new RangeError('two are needed');
    const rate = async (): Promise<{ perSecond: number; publisherMb: number; mb: number }> => {
      await running.ask({ do: 'reset' });
      const { rssMb } = await publisher.ask({ do: 'flood', ms: sampleMs, perSecond: null });
      const report = await running.ask({ do: 'report' });
      return {
        perSecond: Math.round((report.received * 1_000) / (sampleMs + 1_000)),
        publisherMb: Math.round(rssMb),
        mb: Math.round(report.rssMb),
      };
    };
    const before = await rate();
    stopped.process.kill('SIGSTOP');
    try {
      const rows = [];
      for (let sample = 0; sample < samples; sample += 1) rows.push(await rate());
      const after = rows.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(samples / 2)];
      return {
        publisherMb: rows.map(({ publisherMb }) => publisherMb),
        subscriberMb: rows.map(({ mb }) => mb),
        receivedPerSecond: [before.perSecond, after?.perSecond ?? 0],
      };
    } finally {
      stopped.process.kill('SIGCONT');
    }
  });
}

/** Opens the case's sockets, waits until every subscriber has heard, measures, closes. */
async function connected<Result>(
  { publisher, subscribers: all }: Crew,
  { mode, keys, positions, subscribers: count }: BusCase,
  measure: (publisher: Crew['publisher'], subscribers: Crew['subscribers']) => Promise<Result>,
): Promise<Result> {
  const subscribers = all.slice(0, count);
  const { endpoint } = await publisher.ask({ do: 'open', mode, keys, positions });
  await Promise.all(subscribers.map((worker) => worker.ask({ do: 'open', mode, keys, endpoint })));
  const heard = Promise.all(subscribers.map((worker) => worker.ask({ do: 'hear' })));
  // Until all have heard, and then long enough for the compiler to be done with both ends.
  const warmUp = count > 1 ? { count: 100, everyMs: 10 } : { count: 400, everyMs: 1 };
  const isHeard = (): Promise<boolean> => Promise.race([heard.then(() => true), delay(0, false)]);
  do await publisher.ask({ do: 'pace', ...warmUp });
  while (!(await isHeard()));
  await delay(100);
  await Promise.all(subscribers.map((worker) => worker.ask({ do: 'reset' })));
  const result = await measure(publisher, subscribers);
  await Promise.all(subscribers.map((worker) => worker.ask({ do: 'close' })));
  await publisher.ask({ do: 'close' });
  return result;
}

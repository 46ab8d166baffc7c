/** The two figures that Lockstep's are held against: the floor, and the Python copier's design. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { figuresOf, type Figures } from './copy-figures.ts';
import type { HopAnswer, HopQuestion } from './copy-hop.ts';
import { Worker } from './worker.ts';

type Hop = Worker<HopQuestion, HopAnswer>;

/** The first ones find cold code: they are not counted. */
const WARM_UP = 100;
const CONNECT_MS = 500;
/** At least, and at most twice as long: between two, what has to wake up has gone to sleep. */
export const PAUSE_MS = 30;
const SETTLE_MS = 500;

/**
 * Three raw hops and one fsynced write, in the processes of a copy.
 * @param folder where the write goes: the disk of the embedded database.
 */
export async function measureFloor(count: number, folder: string): Promise<Figures> {
  return withHops(4, async ([masterEa, masterNode, slaveNode, slaveEa]) => {
    const [eaPoint = '', busPoint = ''] = await start(masterNode, { do: 'master-node' });
    const file = path.join(folder, 'floor.txt');
    const [slavePoint = ''] = await start(slaveNode, { do: 'slave-node', from: busPoint, file });
    await start(slaveEa, { do: 'slave-ea', from: slavePoint });
    await start(masterEa, { do: 'master-ea', from: eaPoint });
    await delay(CONNECT_MS);
    await masterEa?.ask({ do: 'send', count: WARM_UP, pauseMs: 5 });
    await masterEa?.ask({ do: 'send', count, pauseMs: PAUSE_MS });
    return slaveEa;
  });
}

/** A poll of 100 ms, a text on PUB/SUB, no ledger. */
export async function measureBaseline(count: number): Promise<Figures> {
  return withHops(2, async ([master, slave]) => {
    const [point = ''] = await start(master, { do: 'python-master' });
    await start(slave, { do: 'python-slave', from: point });
    await delay(CONNECT_MS);
    await master?.ask({ do: 'trade', count: count + WARM_UP, everyMs: 7 });
    return slave;
  });
}

async function withHops(
  count: number,
  run: (hops: readonly Hop[]) => Promise<Hop | undefined>,
): Promise<Figures> {
  const hops = Array.from({ length: count }, (): Hop => new Worker('copy-hop'));
  try {
    const last = await run(hops);
    await delay(SETTLE_MS);
    const report = await last?.ask({ do: 'report' });
    return figuresOf((report?.latenciesUs ?? []).slice(WARM_UP).map((us) => us / 1_000));
  } finally {
    await Promise.all(hops.map((hop) => hop.end()));
  }
}

async function start(hop: Hop | undefined, question: HopQuestion): Promise<readonly string[]> {
  return (await hop?.ask(question))?.endpoints ?? [];
}

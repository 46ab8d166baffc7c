/** Lockstep end to end: its own nodes between the master's terminal and the slaves'. */
import { setTimeout as delay } from 'node:timers/promises';
import { copyId, copyMagic } from '../domain/copy-identity.ts';
import { masterId, positionId, slaveId } from '../domain/ids.ts';
import type { LatencySummary } from '../domain/latency-summary.ts';
import { figuresOf, type CopyRow } from './copy-figures.ts';
import type { BenchTerminal } from './copy-descriptions.ts';
import { refusalsOf, stepsOf } from './copy-ledger.ts';
import { BenchNode } from './copy-node.ts';
import { inPlace, type Place } from './copy-place.ts';
import { PAUSE_MS } from './copy-reference.ts';
import { BenchTerminals, type BenchStamp } from './copy-terminal.ts';

/** What is measured. */
export interface CopyCase {
  readonly db: 'embedded' | 'mongodb';
  /** Of MongoDB; null for the embedded database. */
  readonly url: string | null;
  readonly timerFloor: boolean;
  readonly slaves: number;
  /** Opens one after the other, each closed before the next. */
  readonly singles: number;
  readonly bursts: number;
}

/** One copy's way to the slave's OrderSend, ms. */
export interface CopyTime {
  /** Since the master's Expert Advisor could know of the deal. */
  readonly ms: number;
  readonly fromFillMs: number;
}

/** What came out. */
export interface CopyOutcome {
  readonly rows: readonly CopyRow[];
  /** Of each row, in the order of measuring. */
  readonly latencies: readonly (readonly CopyTime[])[];
  /** Where the opens' time went, as the ledgers have it. */
  readonly steps: LatencySummary;
  /** The largest slave node's, MB. */
  readonly rssMb: number | null;
}

/** Opens at once, at a broker that takes so long for each. */
const BURST = 50;
const BROKER_MS = 100;
/** As many as of the floor's and the baseline's. */
const WARM_UP = 100;
/** A copy that takes longer is lost, and the benchmark with it. */
const LATE_MS = 20_000;
/** More for each slave: on two cores forty of them share what one has alone. */
const LATE_PER_SLAVE_MS = 2_000;
/** Before everybody knows everybody, positions are not copied: so long for each of so many tries. */
const FIRST_MS = 3_000;
const FIRST_TRIES = 20;

/** Runs one case from empty databases to the end of its processes. */
export async function measureCopies(copyCase: CopyCase): Promise<CopyOutcome> {
  return await inPlace(copyCase.slaves, copyCase.url, async (place) => {
    const nodes: BenchNode[] = [];
    let terminals: BenchTerminals | null = null;
    try {
      for (const account of place.accounts) nodes.push(await startNode(place, account));
      const { home } = place;
      const { timerFloor } = copyCase;
      terminals = await BenchTerminals.start(place.accounts, { home, timerFloor });
      const run = new Run(place.accounts, terminals);
      await run.begin();
      await run.many(WARM_UP, 1, 0);
      const singles = await run.many(copyCase.singles, 1);
      const steps = await stepsOf(place);
      await terminals.slowDown(BROKER_MS);
      const bursts = await run.many(copyCase.bursts, BURST);
      const rssMb = nodes.slice(1).map((node) => node.rssMb);
      const { db, slaves } = copyCase;
      const row = (operation: CopyRow['operation'], times: readonly CopyTime[]): CopyRow => ({
        db,
        timerFloor,
        slaves,
        operation,
        ...figuresOf(times.map(({ ms }) => ms)),
        fromFill: figuresOf(times.map(({ fromFillMs }) => fromFillMs)),
      });
      return {
        rows: [
          row('open', singles.opens),
          row('close', singles.closes),
          { ...row('burst', bursts.opens), roundTrips: Math.max(...bursts.roundTrips) },
        ],
        latencies: [singles.opens, singles.closes, bursts.opens],
        steps,
        rssMb: rssMb.includes(null) ? null : Math.max(...rssMb.map(Number)),
      };
    } catch (cause) {
      const refusals = await refusalsOf(place);
      throw new Error(`${String(cause)}; refused: ${refusals}`, { cause });
    } finally {
      await Promise.all(nodes.map((node) => node.stop()));
      await terminals?.end();
    }
  });
}

/** From fork to ready, one node after the other, each alone on the machine; the median, ms. */
export async function measureReady(url: string | null, times: number): Promise<number> {
  return await inPlace(1, url, async (place) => {
    const readyMs: number[] = [];
    for (let index = 0; index < times; index += 1) {
      for (const account of place.accounts) {
        const node = await startNode(place, account);
        readyMs.push(node.readyMs);
        await node.stop();
      }
    }
    return Math.round(figuresOf(readyMs).p50);
  });
}

function startNode({ home, db, databaseName }: Place, { role, name }: BenchTerminal) {
  return BenchNode.start({ role, name, home, db, databaseName });
}

/** Opens and closes at the master, and joins them with the slaves' orders. */
class Run {
  readonly #slaves: readonly BenchTerminal[];
  readonly #master: BenchTerminal;
  readonly #terminals: BenchTerminals;

  constructor([master, ...slaves]: readonly BenchTerminal[], terminals: BenchTerminals) {
    if (master === undefined) throw new Error('a benchmark needs a master');
    this.#master = master;
    this.#slaves = slaves;
    this.#terminals = terminals;
  }

  get #lateMs(): number {
    return LATE_MS + LATE_PER_SLAVE_MS * this.#slaves.length;
  }

  /** Resolves when a position of the master has reached every slave. */
  async begin(): Promise<void> {
    for (let tries = 0; tries < FIRST_TRIES; tries += 1) {
      const opened = await this.#terminals.open(1);
      const isOpen = (await this.#terminals.orders(1, FIRST_MS)).length === this.#slaves.length;
      await this.#terminals.close(opened.map(({ key }) => key));
      // Of slaves that had it.
      await this.#terminals.orders(1, FIRST_MS);
      if (isOpen) return;
    }
    throw new Error('the slaves do not copy');
  }

  async many(times: number, count: number, pauseMs = PAUSE_MS) {
    const all: Awaited<ReturnType<Run['openAndClose']>>[] = [];
    for (let index = 0; index < times; index += 1)
      all.push(await this.openAndClose(count, pauseMs));
    return {
      opens: all.flatMap(({ opens }) => opens),
      closes: all.flatMap(({ closes }) => closes),
      roundTrips: all.flatMap(({ roundTrips }) => roundTrips),
    };
  }

  async openAndClose(count: number, pauseMs: number) {
    const opened = await this.#terminals.open(count);
    const orders = await this.#terminals.orders(count, this.#lateMs);
    const opens = this.#joined(opened, orders);
    // Not in step with any timer of the nodes.
    await delay(pauseMs * (1 + Math.random()));
    const closed = await this.#terminals.close(opened.map(({ key }) => key));
    const closes = this.#joined(closed, await this.#terminals.orders(count, this.#lateMs));
    await delay(pauseMs * (1 + Math.random()));
    return { opens, closes, roundTrips: this.#roundTrips(orders) };
  }

  /** From each slave's first fill to its last one, in times of the broker. */
  #roundTrips(orders: readonly BenchStamp[]): readonly number[] {
    return this.#slaves.map(({ login }) => {
      const fills = orders.filter((order) => order.login === login);
      const ns = fills.map(({ filledNs }) => Number(filledNs - (fills[0]?.filledNs ?? 0n)));
      const ms = (Math.max(...ns) - Math.min(...ns)) / 1e6;
      return Math.round((ms / BROKER_MS) * 100) / 100;
    });
  }

  /** One latency per fill and slave. */
  #joined(fills: readonly BenchStamp[], orders: readonly BenchStamp[]): readonly CopyTime[] {
    const byKey = new Map(orders.map((order) => [`${order.login} ${order.key}`, order]));
    return this.#slaves.flatMap((slave) =>
      fills.map(({ deal, key, filledNs, entry }) => {
        const id = copyId(
          masterId(`${this.#master.login}@${this.#master.server}`),
          positionId(key),
          slaveId(`${slave.login}@${slave.server}`),
        );
        const order = byKey.get(`${slave.login} ${copyMagic(id)}`);
        if (order === undefined) {
          throw new Error(`${entry} of position ${key} did not reach ${slave.name} in time`);
        }
        const since = (ns: bigint): number => Number(order.orderedNs - ns) / 1e6;
        return { ms: since(this.#terminals.shownNs(deal)), fromFillMs: since(filledNs) };
      }),
    );
  }
}

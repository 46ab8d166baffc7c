/**
 * Everything of one simulation: masters, slave, buses, database and brokers under one clock, the processes
 * that start and die, and the oracle that watches.
 */
import { toTradeReply } from '../../../messaging/ea-book.ts';
import type { Broker } from '../../../simulator/broker/broker.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { seededRandom } from '../../../simulator/seeded-random.ts';
import { discord } from './discord.ts';
import type { History, Settings } from './history.ts';
import { Oracle } from './oracle.ts';
import { secondAccount, type SecondMaster } from './second-master.ts';
import { FIRST_MASTER, SLAVE_ID, SLAVE_LOGIN, type TradedMaster } from './sim-accounts.ts';
import { simBrokers, type BrokerSide } from './sim-brokers.ts';
import type { SimBrokerFaults } from './sim-broker-faults.ts';
import { SimBus } from './sim-bus.ts';
import { SimMarket } from './sim-market.ts';
import { SimMaster } from './sim-master.ts';
import type { Sabotage } from './sim-slave.ts';
import { SlaveHost, type Tell } from './slave-host.ts';
import type { Timeline } from './timeline.ts';

/** Slower than real nodes: what changes is told at once, and twice the histories fit in a second. */
const TICK_MS = 500;
const MARKET_MS = 1_000;

/** What a history says of its world. */
export type WorldOf = Pick<History, 'seed' | 'settings' | 'second'>;

/** See file header. */
export class World {
  readonly timeline: Timeline;
  readonly oracle: Oracle;
  /** The slave's, and what goes wrong there. */
  readonly broker: Broker;
  readonly faults: SimBrokerFaults;
  readonly market: SimMarket;
  readonly first: SimMaster;
  /** Null: there is one master. */
  readonly second: SimMaster | null;
  readonly slave: SlaveHost;
  readonly orderedClosed = new Set<string>();
  /** Since when a pause that was confirmed acts, our clock. */
  pausedSinceMs: number | null = null;
  readonly #settings: Settings;
  readonly #tell: Tell;

  constructor(
    timeline: Timeline,
    { seed, settings, second: drawn }: WorldOf,
    sabotage: Sabotage,
    tell: Tell,
  ) {
    const second = drawn ?? null;
    this.timeline = timeline;
    this.#settings = settings;
    this.#tell = tell;
    const stream = (number: number): (() => number) => seededRandom(seed * 16 + number);
    const masters = [FIRST_MASTER, ...(second === null ? [] : [secondAccount(second)])];
    this.oracle = this.#newOracle(masters);
    const { oracle } = this;
    const brokers = simBrokers({
      timeline,
      settings,
      second,
      stream,
      slaveDeal: (deal) => {
        this.#tellDeal('slave', deal);
        oracle.slaveDeal(deal);
      },
      masterDeal: ({ name, id }, deal) => {
        this.#tellDeal(name.toLowerCase(), deal);
        oracle.masterDeal(id, deal);
      },
    });
    const { broker, faults } = brokers.own;
    this.broker = broker;
    this.faults = faults;
    this.market = new SimMarket(brokers.quoted, timeline, stream(3));
    this.market.move();
    const random = stream(0);
    const surroundings = { timeline, settings, broker, masters, sabotage, random, oracle, tell };
    this.slave = new SlaveHost(surroundings);
    this.first = this.#newMaster(FIRST_MASTER, brokers.own, stream(4));
    this.second =
      second === null || brokers.second === null
        ? null
        : this.#newSecond(second, brokers.second, stream(5));
    broker.onChange(SLAVE_LOGIN, () => {
      oracle.stops.slaveHas(broker.state(SLAVE_LOGIN).positions);
    });
    for (const master of this.masters) master.start();
    this.slave.start();
    this.#every(TICK_MS, () => {
      for (const master of this.masters) master.tick();
      this.slave.tick();
    });
    this.#every(MARKET_MS, () => this.moveMarket(0));
  }

  get masters(): readonly SimMaster[] {
    return this.second === null ? [this.first] : [this.first, this.second];
  }

  /** The next price, so many points away from the last one and a little more. */
  moveMarket(jump: number): void {
    this.market.move(jump);
    this.slave.tellQuote();
  }

  /** Why the books do not agree, or null. */
  discord(): string | null {
    const { masters: named } = this.slave.documents.now;
    return discord({
      masters: this.masters.map(({ account, broker, isLost, isServed }) => ({
        id: account.id,
        positions: broker.state(account.login).positions,
        isFollowed: named === null || named.includes(account.name),
        isLost,
        isServed,
      })),
      slave: this.broker.state(SLAVE_LOGIN),
      stored: this.slave.stores.copies(SLAVE_ID).values(),
      table: this.slave.run.started?.table ?? null,
      oracle: this.oracle,
      minLot: minLotSteps(this.#settings),
    });
  }

  #newSecond(second: SecondMaster, side: BrokerSide, random: () => number): SimMaster {
    const master = this.#newMaster(secondAccount(second), side, random);
    const { loss } = second;
    if (loss?.how === 'never-starts') master.lose(loss.how);
    else if (loss !== null) this.timeline.after(loss.atMs, () => master.lose(loss.how));
    return master;
  }

  #newMaster(account: TradedMaster, side: BrokerSide, random: () => number): SimMaster {
    const { timeline, oracle } = this;
    const { busLoss: loss, busDuplication: duplication } = this.#settings;
    const { busDelay: delay, busDelayMs: delayMs } = this.#settings;
    const weather = { isCut: false, loss, duplication, delay, delayMs };
    const bus = new SimBus(timeline, random, weather);
    bus.deliver = (message) => this.slave.run.receive(message);
    const { broker } = side;
    broker.onChange(account.login, () => {
      oracle.stops.masterHas(account.id, broker.state(account.login).positions);
    });
    return new SimMaster({ timeline, account, ...side, bus });
  }

  #newOracle(masters: readonly TradedMaster[]): Oracle {
    const { timeline } = this;
    return new Oracle({
      serverNowMs: () => timeline.clock.nowMs(),
      passedMs: () => timeline.passedMs,
      stored: () => this.slave.stores.copies(SLAVE_ID).values(),
      spooled: () =>
        this.slave.spool.flatMap((entry) => (entry.type === 'copy' ? [entry.copy] : [])),
      isDatabaseUnwell: () => this.slave.isUnwell,
      isRefused: (request) => {
        const result = this.slave.terminal.resultOf(request);
        return result !== null && toTradeReply(result).type === 'rejected';
      },
      // By whose clock an order was decided is not known once it was set.
      pausedSinceMs: () => (timeline.isSteady ? this.pausedSinceMs : null),
      isOrderedClosed: (magic) => this.orderedClosed.has(magic),
      documentsSince: (ms) => this.slave.documents.since(ms),
      nameOf: (master) => masters.find(({ id }) => id === master)?.name ?? master,
      quote: (symbol) => this.broker.quotes().find((each) => each.symbol === symbol) ?? null,
      slippage: this.#settings.slippage,
      minLot: minLotSteps(this.#settings),
    });
  }

  #tellDeal(who: string, { entry, side, volume, position, reason }: Deal): void {
    this.#tell(() => `${who} deal ${entry} ${side} ${volume} of #${position} (${reason})`);
  }

  #every(ms: number, run: () => void): void {
    this.timeline.after(ms, () => {
      run();
      this.#every(ms, run);
    });
  }
}

function minLotSteps({ minLot }: Settings): number {
  return Math.round(Number(minLot) * 100);
}

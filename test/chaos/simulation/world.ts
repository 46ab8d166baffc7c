/**
 * Everything of one simulation: master, slave, bus, database and broker under one clock, the processes
 * that start and die, and the oracle that watches.
 */
import { toTradeReply } from '../../../messaging/ea-book.ts';
import type { Broker } from '../../../simulator/broker/broker.ts';
import { seededRandom } from '../../../simulator/seeded-random.ts';
import { discord } from './discord.ts';
import type { Settings } from './history.ts';
import { Oracle } from './oracle.ts';
import { FIRST_MASTER, SLAVE_ID, SLAVE_LOGIN, SLAVE_SYMBOL } from './sim-accounts.ts';
import { simBroker } from './sim-broker.ts';
import { SimBrokerFaults } from './sim-broker-faults.ts';
import { SimBus } from './sim-bus.ts';
import { SimMarket } from './sim-market.ts';
import { SimMaster } from './sim-master.ts';
import type { Sabotage } from './sim-slave.ts';
import { SlaveHost, type Tell } from './slave-host.ts';
import type { Timeline } from './timeline.ts';

/** Slower than real nodes: what changes is told at once, and twice the histories fit in a second. */
const TICK_MS = 500;
const MARKET_MS = 1_000;
/** Points of the slave's prices above the master's. */
const NEARBY = 3;

/** See file header. */
export class World {
  readonly timeline: Timeline;
  readonly oracle: Oracle;
  readonly broker: Broker;
  readonly market: SimMarket;
  readonly faults: SimBrokerFaults;
  readonly master: SimMaster;
  readonly slave: SlaveHost;
  readonly orderedClosed = new Set<string>();
  /** Since when a pause that was confirmed acts, our clock. */
  pausedSinceMs: number | null = null;
  readonly #settings: Settings;

  constructor(
    timeline: Timeline,
    seed: number,
    settings: Settings,
    sabotage: Sabotage,
    tell: Tell,
  ) {
    this.timeline = timeline;
    this.#settings = settings;
    const stream = (number: number): (() => number) => seededRandom(seed * 16 + number);
    this.faults = new SimBrokerFaults(settings, stream(1));
    this.oracle = this.#newOracle();
    const { oracle } = this;
    this.broker = simBroker(timeline, settings, this.faults, stream(2), (login, deal) => {
      const isSlave = login === SLAVE_LOGIN;
      tell(() => {
        const { entry, side, volume, position, reason } = deal;
        return `${isSlave ? 'slave' : 'master'} deal ${entry} ${side} ${volume} of #${position} (${reason})`;
      });
      if (isSlave) oracle.slaveDeal(deal);
      else oracle.masterDeal(FIRST_MASTER.id, deal);
    });
    const { broker } = this;
    const quoted = [
      { broker, symbol: FIRST_MASTER.symbol, awayPoints: 0 },
      { broker, symbol: SLAVE_SYMBOL, awayPoints: NEARBY },
    ];
    this.market = new SimMarket(quoted, timeline, stream(3));
    this.market.move();
    const random = stream(0);
    const host = { timeline, settings, broker, sabotage, random, oracle, tell };
    this.slave = new SlaveHost(host);
    const bus = new SimBus(timeline, stream(4), {
      isCut: false,
      loss: settings.busLoss,
      duplication: settings.busDuplication,
      delay: settings.busDelay,
      delayMs: settings.busDelayMs,
    });
    bus.deliver = (message) => this.slave.run.receive(message);
    this.master = new SimMaster({ timeline, account: FIRST_MASTER, broker, bus });
    this.master.start();
    this.slave.start();
    this.#every(TICK_MS, () => {
      this.master.tick();
      this.slave.tick();
    });
    this.#every(MARKET_MS, () => this.moveMarket(0));
  }

  /** The next price, so many points away from the last one and a little more. */
  moveMarket(jump: number): void {
    this.market.move(jump);
    this.slave.tellQuote();
  }

  /** Why the books do not agree, or null. */
  discord(): string | null {
    return discord({
      master: this.broker.state(FIRST_MASTER.login),
      slave: this.broker.state(SLAVE_LOGIN),
      stored: this.slave.stores.copies(SLAVE_ID).values(),
      table: this.slave.run.started?.table ?? null,
      oracle: this.oracle,
      minLot: minLotSteps(this.#settings),
    });
  }

  #newOracle(): Oracle {
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
      quote: (symbol) => this.broker.quotes().find((each) => each.symbol === symbol) ?? null,
      slippage: this.#settings.slippage,
      minLot: minLotSteps(this.#settings),
    });
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

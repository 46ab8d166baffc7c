/**
 * Everything of one simulation: master, slave, bus, database and broker under one clock, the processes
 * that start and die, and the oracle that watches.
 */
import type { SpoolEntry } from '../../../db/spool-line.ts';
import { accountId, masterId, slaveId } from '../../../domain/ids.ts';
import { price as toPrice } from '../../../domain/symbol-spec.ts';
import { toBook, toTradeReply } from '../../../messaging/ea-book.ts';
import type { BookMessage } from '../../../messaging/book-message.ts';
import { MasterNode } from '../../../nodes/master-node.ts';
import type { Broker } from '../../../simulator/broker/broker.ts';
import { seededRandom } from '../../../simulator/seeded-random.ts';
import { discord } from './discord.ts';
import { healthy } from './faulty-database.ts';
import type { Settings } from './history.ts';
import { Life } from './life.ts';
import { MemoryOperatorStates, MemoryStores } from './memory-stores.ts';
import { Oracle } from './oracle.ts';
import { SimBus, type BusWeather } from './sim-bus.ts';
import {
  MASTER_LOGIN,
  SERVER,
  SimBrokerFaults,
  SimMarket,
  simBroker,
  SLAVE_LOGIN,
  SLAVE_SYMBOL,
} from './sim-broker.ts';
import { SimLink, type LinkWeather } from './sim-link.ts';
import { SimSlave, type Sabotage } from './sim-slave.ts';
import { slaveAccount } from './slave-account.ts';
import { SimTerminal } from './sim-terminal.ts';
import type { Timeline } from './timeline.ts';

/** Slower than real nodes: what changes is told at once, and twice the histories fit in a second. */
const TICK_MS = 500;
/** A read is repeated by heartbeats until the next one. */
const POLL_TICKS = 2;
const MARKET_MS = 1_000;
const CONNECT_MS = 200;
/** A modification that is executed later than this is late. */
const LATE_MS = 2_000;

/** One line of what happened. */
export type Tell = (line: () => string) => void;

/** See file header. */
export class World {
  readonly timeline: Timeline;
  readonly oracle: Oracle;
  readonly broker: Broker;
  readonly market: SimMarket;
  readonly faults: SimBrokerFaults;
  readonly masterTerminal: SimTerminal;
  readonly slaveTerminal: SimTerminal;
  readonly health = healthy();
  readonly busWeather: BusWeather;
  readonly linkWeather: LinkWeather;
  readonly bus: SimBus;
  readonly stores = new MemoryStores();
  readonly spool: SpoolEntry[] = [];
  readonly orderedClosed = new Set<string>();
  /** Since when a pause that was confirmed acts, our clock. */
  pausedSinceMs: number | null = null;
  viewLagMs: number;
  readonly #settings: Settings;
  readonly #sabotage: Sabotage;
  readonly #tell: Tell;
  readonly #random: () => number;
  readonly #operatorFile = new MemoryOperatorStates();
  readonly #masterId = masterId(accountId(MASTER_LOGIN, SERVER));
  readonly slaveId = slaveId(accountId(SLAVE_LOGIN, SERVER));
  #unwellUntilMs = 0;
  #slave!: SimSlave;
  #masterNode!: MasterNode;
  #masterLife!: Life;
  #epoch = 0;
  #ticks = 0;
  #suffixes = 0;
  #diedAtMs = -1;
  #lastBookAtMs = 0;
  /** How long the next death lasts, by process. */
  readonly downMs = { slave: 1_000, master: 1_000 };

  constructor(
    timeline: Timeline,
    seed: number,
    settings: Settings,
    sabotage: Sabotage,
    tell: Tell,
  ) {
    this.timeline = timeline;
    this.#settings = settings;
    this.#sabotage = sabotage;
    this.#tell = tell;
    this.viewLagMs = settings.viewLagMs;
    this.health.latencyMs = settings.databaseMs;
    const stream = (number: number): (() => number) => seededRandom(seed * 16 + number);
    this.#random = stream(0);
    this.busWeather = {
      isCut: false,
      loss: settings.busLoss,
      duplication: settings.busDuplication,
      delay: settings.busDelay,
      delayMs: settings.busDelayMs,
    };
    this.linkWeather = {
      isCut: false,
      commandLoss: settings.commandLoss,
      replyLoss: settings.replyLoss,
      duplication: settings.commandDuplication,
      delayMs: settings.linkDelayMs,
    };
    this.faults = new SimBrokerFaults(settings, stream(1));
    this.oracle = this.#newOracle();
    this.broker = simBroker(timeline, settings, this.faults, stream(2), (login, deal) => {
      tell(() => {
        const who = login === MASTER_LOGIN ? 'master' : 'slave';
        const { entry, side, volume, position, reason } = deal;
        return `${who} deal ${entry} ${side} ${volume} of #${position} (${reason})`;
      });
      this.oracle.deal(login, deal);
    });
    this.market = new SimMarket(this.broker, timeline, stream(3));
    this.market.move();
    this.masterTerminal = new SimTerminal({
      login: MASTER_LOGIN,
      broker: this.broker,
      timeline,
      viewLagMs: () => 0,
      changed: () => this.#masterBook(),
      sending: () => undefined,
      settled: () => undefined,
    });
    this.slaveTerminal = new SimTerminal({
      login: SLAVE_LOGIN,
      broker: this.broker,
      timeline,
      viewLagMs: () => this.viewLagMs,
      changed: () => this.#slaveBook(),
      sending: (trade, id) => {
        tell(() => `EA sends ${id}`);
        this.oracle.sending(trade);
      },
      settled: (trade, afterMs) => {
        const sentAtMs = timeline.passedMs - afterMs;
        const isForgotten = this.#diedAtMs >= sentAtMs && afterMs > LATE_MS;
        // See docs/simulation.md: no run of the node remembers what it asked for.
        if (trade.action === 'SLTP' && isForgotten) this.oracle.freeStops.add(trade.magic);
      },
    });
    this.bus = new SimBus(timeline, stream(4), this.busWeather);
    this.bus.deliver = (message) => this.#slave.receive(message);
    this.#startMaster();
    this.#startSlave();
    this.#every(TICK_MS, () => this.#tick());
    this.#every(MARKET_MS, () => this.#marketTick());
  }

  get slave(): SimSlave {
    return this.#slave;
  }

  get masterLife(): Life {
    return this.#masterLife;
  }

  /** The database or the disk is unwell now, or was a moment ago. */
  unwell(): void {
    this.#unwellUntilMs = this.timeline.passedMs + 10_000;
  }

  slaveTerminalDies(downMs: number): void {
    this.slaveTerminal.crash();
    this.cutLink();
    this.timeline.after(downMs, () => {
      this.slaveTerminal.start();
      this.slaveTerminal.trouble = 'unsynced';
      this.timeline.after(1_000, () => {
        if (this.slaveTerminal.trouble === 'unsynced') this.slaveTerminal.trouble = null;
      });
    });
  }

  masterTerminalDies(downMs: number): void {
    this.masterTerminal.crash();
    this.#masterNode.disconnected();
    this.timeline.after(downMs, () => {
      this.masterTerminal.start();
      this.masterTerminal.trouble = 'unsynced';
      this.#connectMaster();
      this.timeline.after(1_000, () => {
        if (this.masterTerminal.trouble === 'unsynced') this.masterTerminal.trouble = null;
      });
    });
  }

  /** The connection of the slave's EA ends. */
  cutLink(): void {
    if (this.#slave.link.link === null) return;
    this.#slave.link.disconnect();
    this.#slave.started?.node.disconnected();
  }

  /** Why the books do not agree, or null. */
  discord(): string | null {
    return discord({
      master: this.broker.state(MASTER_LOGIN),
      slave: this.broker.state(SLAVE_LOGIN),
      stored: this.stores.copies(this.slaveId).values(),
      table: this.#slave.started?.table ?? null,
      oracle: this.oracle,
      minLot: Math.round(Number(this.#settings.minLot) * 100),
    });
  }

  #newOracle(): Oracle {
    const { timeline } = this;
    const stored = () => this.stores.copies(this.slaveId).values();
    return new Oracle({
      masterId: this.#masterId,
      slaveId: this.slaveId,
      serverNowMs: () => timeline.clock.nowMs(),
      passedMs: () => timeline.passedMs,
      stored,
      spooled: () => this.spool.flatMap((entry) => (entry.type === 'copy' ? [entry.copy] : [])),
      isDatabaseUnwell: () => timeline.passedMs < this.#unwellUntilMs,
      isRefused: (request) => {
        const result = this.slaveTerminal.resultOf(request);
        return result !== null && toTradeReply(result).type === 'rejected';
      },
      // By whose clock an order was decided is not known once it was set.
      pausedSinceMs: () => (this.timeline.isSteady ? this.pausedSinceMs : null),
      isOrderedClosed: (magic) => this.orderedClosed.has(magic),
      quote: (symbol) => this.broker.quotes().find((each) => each.symbol === symbol) ?? null,
      slippage: this.#settings.slippage,
      minLot: Math.round(Number(this.#settings.minLot) * 100),
    });
  }

  #every(ms: number, run: () => void): void {
    this.timeline.after(ms, () => {
      run();
      this.#every(ms, run);
    });
  }

  #startMaster(): void {
    const life = new Life(() => {
      this.#masterNode.disconnected();
      this.timeline.after(this.downMs.master, () => this.#startMaster());
    });
    this.#masterLife = life;
    this.#epoch += 1;
    const publish = (message: BookMessage): void => {
      if (life.isAlive) this.bus.publish(message);
    };
    this.#masterNode = new MasterNode(publish, this.timeline, () => life.isAlive);
    this.#connectMaster();
  }

  #connectMaster(): void {
    if (!this.#masterLife.isAlive || !this.masterTerminal.isUp) return;
    const identity = { name: 'Master', login: MASTER_LOGIN, server: SERVER, epoch: this.#epoch };
    this.#masterNode.connected(identity);
  }

  #startSlave(): void {
    const { timeline } = this;
    const life = new Life(() => {
      this.#diedAtMs = timeline.passedMs;
      this.#tell(() => 'the slave’s node dies');
      this.cutLink();
      this.#slave.started?.node.stop();
      timeline.after(this.downMs.slave, () => this.#startSlave());
    });
    const link = new SimLink({
      timeline,
      life,
      terminal: this.slaveTerminal,
      accountId: this.slaveId,
      weather: this.linkWeather,
      random: this.#random,
      symbols: () => this.broker.symbols(SLAVE_LOGIN),
      asked: (order, operation) => {
        this.#tell(() => `node asks: ${operation} ${order.request}`);
        this.oracle.asked(order);
      },
      answered: (order, reply) => {
        this.#tell(() => `node hears: ${order.request} ${JSON.stringify(reply)}`);
        this.oracle.answered(order, reply);
      },
      found: (copy, journal) => this.#tell(() => `found ${copy}: ${String(journal)}`),
      polled: () => this.#slaveBook(),
    });
    this.#slave = new SimSlave(
      {
        timeline,
        slaveId: this.slaveId,
        account: slaveAccount(this.#settings),
        stores: this.stores,
        spool: this.spool,
        operatorFile: this.#operatorFile,
        health: this.health,
        sabotage: this.#sabotage,
        suffix: () => {
          this.#suffixes += 1;
          return String(this.#suffixes);
        },
        fail: (error) => {
          const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
          if (life.isAlive) this.oracle.fail('crash', text);
        },
      },
      life,
      link,
    );
  }

  #tick(): void {
    if (this.health.isDown || this.health.isDiskFull || this.health.latencyMs > 100) this.unwell();
    if (this.#masterLife.isAlive) {
      this.#ticks += 1;
      if (this.#ticks % POLL_TICKS === 0) this.#masterBook();
      this.#masterNode.heartbeat();
    }
    const slave = this.#slave;
    if (!slave.life.isAlive) return;
    const canConnect = this.slaveTerminal.isUp && !this.linkWeather.isCut;
    if (slave.link.link === null && canConnect)
      this.timeline.after(CONNECT_MS, () => this.#connect(slave));
    if (slave.link.link === null) return;
    slave.start();
    this.#slaveBook();
    slave.operator.tick();
    slave.started?.tick();
    slave.started?.node.wake();
  }

  #connect(slave: SimSlave): void {
    const canConnect = this.slaveTerminal.isUp && !this.linkWeather.isCut && slave.life.isAlive;
    if (!canConnect || slave.link.link !== null) return;
    slave.link.connect();
    slave.started?.node.wake();
  }

  #marketTick(): void {
    this.market.move();
    this.tellQuote();
  }

  /** The slave's EA tells the newest price. */
  tellQuote(): void {
    const slave = this.#slave;
    const isOffline = this.slaveTerminal.trouble === 'offline' || !this.slaveTerminal.isUp;
    if (slave.link.link === null || isOffline) return;
    const quote = this.broker.quotes().find(({ symbol }) => symbol === SLAVE_SYMBOL);
    if (quote === undefined) return;
    const [bid, ask, receivedAtMs] = [
      toPrice(quote.bid),
      toPrice(quote.ask),
      this.timeline.nowMs(),
    ];
    slave.started?.node.quote(SLAVE_SYMBOL, { bid, ask, receivedAtMs });
  }

  #masterBook(): void {
    if (!this.#masterLife.isAlive || !this.masterTerminal.isUp) return;
    this.#masterNode.book(this.masterTerminal.read(), this.timeline.nowMs());
  }

  /** Books of one connection come in their order. */
  #slaveBook(): void {
    const { link, started } = this.#slave;
    const before = link.link;
    if (before === null || !this.slaveTerminal.isUp || this.linkWeather.isCut || started === null) {
      return;
    }
    const book = this.slaveTerminal.read();
    const readAtMs = this.timeline.nowMs();
    const nowMs = this.timeline.passedMs;
    const atMs = Math.max(
      this.#lastBookAtMs,
      nowMs + 1 + this.#random() * this.linkWeather.delayMs,
    );
    this.#lastBookAtMs = atMs;
    this.timeline.after(atMs - nowMs, () => {
      if (link.link?.connection !== before.connection) return;
      started.node.forbidden(book.blocked);
      started.node.slaveBook(toBook(book, this.slaveId, readAtMs));
    });
  }
}

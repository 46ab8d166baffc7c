/**
 * The slave's computer: its terminal, the link to it, the runs of its node, and what outlives these:
 * ledger, spool and operator's orders.
 */
import type { SpoolEntry } from '../../../db/spool-line.ts';
import type { SlaveAccount } from '../../../domain/account.ts';
import { price as toPrice } from '../../../domain/symbol-spec.ts';
import { toBook } from '../../../messaging/ea-book.ts';
import type { Broker } from '../../../simulator/broker/broker.ts';
import { healthy } from './faulty-database.ts';
import type { Settings } from './history.ts';
import { Life } from './life.ts';
import { MemoryOperatorStates, MemoryStores } from './memory-stores.ts';
import type { Oracle } from './oracle.ts';
import { SLAVE_ID, SLAVE_LOGIN, SLAVE_SYMBOL, type TradedMaster } from './sim-accounts.ts';
import { SimLink, type LinkWeather } from './sim-link.ts';
import { SimSlave, type Sabotage } from './sim-slave.ts';
import { SimTerminal } from './sim-terminal.ts';
import { SlaveDocuments } from './slave-documents.ts';
import type { Timeline } from './timeline.ts';

const CONNECT_MS = 200;
const SYNC_MS = 1_000;
/** A modification that is executed later than this is late. */
const LATE_MS = 2_000;
const UNWELL_MS = 10_000;

/** One line of what happened. */
export type Tell = (line: () => string) => void;

/** What the computer stands in. */
export interface SlaveHostParts {
  readonly timeline: Timeline;
  readonly settings: Settings;
  readonly broker: Broker;
  readonly masters: readonly TradedMaster[];
  readonly sabotage: Sabotage;
  readonly random: () => number;
  readonly oracle: Oracle;
  readonly tell: Tell;
}

/** See file header. */
export class SlaveHost {
  readonly terminal: SimTerminal;
  readonly health = healthy();
  readonly weather: LinkWeather;
  readonly stores = new MemoryStores();
  readonly spool: SpoolEntry[] = [];
  readonly documents: SlaveDocuments;
  viewLagMs: number;
  /** How long the next death of the node lasts. */
  downMs = 1_000;
  readonly #parts: SlaveHostParts;
  readonly #operatorFile = new MemoryOperatorStates();
  #run!: SimSlave;
  #unwellUntilMs = 0;
  #suffixes = 0;
  #diedAtMs = -1;
  #lastBookAtMs = 0;

  constructor(parts: SlaveHostParts) {
    const { settings, timeline, broker, tell, oracle } = parts;
    this.#parts = parts;
    this.documents = new SlaveDocuments(timeline, settings);
    this.viewLagMs = settings.viewLagMs;
    this.health.latencyMs = settings.databaseMs;
    this.weather = {
      isCut: false,
      commandLoss: settings.commandLoss,
      replyLoss: settings.replyLoss,
      duplication: settings.commandDuplication,
      delayMs: settings.linkDelayMs,
    };
    this.terminal = new SimTerminal({
      login: SLAVE_LOGIN,
      broker,
      timeline,
      viewLagMs: () => this.viewLagMs,
      changed: () => this.#book(),
      sending: (trade, id) => {
        tell(() => `EA sends ${id}`);
        oracle.sending(trade);
      },
      settled: (trade, afterMs) => {
        const sentAtMs = timeline.passedMs - afterMs;
        const isForgotten = this.#diedAtMs >= sentAtMs && afterMs > LATE_MS;
        // See docs/simulation.md: no run of the node remembers what it asked for.
        if (trade.action === 'SLTP' && isForgotten) oracle.freeStops.add(trade.magic);
      },
    });
  }

  /** The node's run of now, dead or alive. */
  get run(): SimSlave {
    return this.#run;
  }

  /** The database or the disk is unwell now, or was a moment ago. */
  get isUnwell(): boolean {
    return this.#parts.timeline.passedMs < this.#unwellUntilMs;
  }

  /** Somebody edits its document. */
  edit(fields: Partial<SlaveAccount>): void {
    this.documents.edit(fields);
    this.#run.edited(this.documents.now);
  }

  unwell(): void {
    this.#unwellUntilMs = this.#parts.timeline.passedMs + UNWELL_MS;
  }

  terminalDies(downMs: number): void {
    const { timeline } = this.#parts;
    this.terminal.crash();
    this.cutLink();
    timeline.after(downMs, () => {
      this.terminal.start();
      this.terminal.trouble = 'unsynced';
      timeline.after(SYNC_MS, () => {
        if (this.terminal.trouble === 'unsynced') this.terminal.trouble = null;
      });
    });
  }

  /** The connection of the EA ends. */
  cutLink(): void {
    if (this.#run.link.link === null) return;
    this.#run.link.disconnect();
    this.#run.started?.node.disconnected();
  }

  /** A new run of its node. */
  start(): void {
    const { timeline, masters, sabotage, tell, oracle } = this.#parts;
    const life = new Life(() => {
      this.#diedAtMs = timeline.passedMs;
      tell(() => 'the slave’s node dies');
      this.cutLink();
      this.#run.started?.node.stop();
      timeline.after(this.downMs, () => this.start());
    });
    this.#run = new SimSlave(
      {
        timeline,
        slaveId: SLAVE_ID,
        account: this.documents.now,
        masters,
        stores: this.stores,
        spool: this.spool,
        operatorFile: this.#operatorFile,
        health: this.health,
        sabotage,
        suffix: () => {
          this.#suffixes += 1;
          return String(this.#suffixes);
        },
        fail: (error) => {
          const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
          if (life.isAlive) oracle.fail('crash', text);
        },
      },
      life,
      this.#link(life),
    );
  }

  /** To be called twice a second. */
  tick(): void {
    const { weather, health } = this;
    if (health.isDown || health.isDiskFull || health.latencyMs > 100) this.unwell();
    const run = this.#run;
    if (!run.life.isAlive) return;
    const canConnect = this.terminal.isUp && !weather.isCut;
    if (run.link.link === null && canConnect)
      this.#parts.timeline.after(CONNECT_MS, () => this.#connect(run));
    if (run.link.link === null) return;
    run.start();
    this.#book();
    run.operator.tick();
    run.started?.tick();
    run.started?.node.wake();
  }

  /** The EA tells the newest price. */
  tellQuote(): void {
    const run = this.#run;
    const isOffline = this.terminal.trouble === 'offline' || !this.terminal.isUp;
    if (run.link.link === null || isOffline) return;
    const { broker, timeline } = this.#parts;
    const quote = broker.quotes().find(({ symbol }) => symbol === SLAVE_SYMBOL);
    if (quote === undefined) return;
    const [bid, ask, receivedAtMs] = [toPrice(quote.bid), toPrice(quote.ask), timeline.nowMs()];
    run.started?.node.quote(SLAVE_SYMBOL, { bid, ask, receivedAtMs });
  }

  #link(life: Life): SimLink {
    const { timeline, broker, random, tell, oracle } = this.#parts;
    return new SimLink({
      timeline,
      life,
      terminal: this.terminal,
      accountId: SLAVE_ID,
      weather: this.weather,
      random,
      symbols: () => broker.symbols(SLAVE_LOGIN),
      asked: (order, operation) => {
        tell(() => `node asks: ${operation} ${order.request}`);
        oracle.asked(order);
      },
      answered: (order, reply) => {
        tell(() => `node hears: ${order.request} ${JSON.stringify(reply)}`);
        oracle.answered(order, reply);
      },
      found: (copy, journal) => tell(() => `found ${copy}: ${String(journal)}`),
      polled: () => this.#book(),
    });
  }

  #connect(run: SimSlave): void {
    const canConnect = this.terminal.isUp && !this.weather.isCut && run.life.isAlive;
    if (!canConnect || run.link.link !== null) return;
    run.link.connect();
    run.started?.node.wake();
  }

  /** Books of one connection come in their order. */
  #book(): void {
    const { link, started } = this.#run;
    const before = link.link;
    if (before === null || !this.terminal.isUp || this.weather.isCut || started === null) return;
    const { timeline, random } = this.#parts;
    const book = this.terminal.read();
    const readAtMs = timeline.nowMs();
    const nowMs = timeline.passedMs;
    const atMs = Math.max(this.#lastBookAtMs, nowMs + 1 + random() * this.weather.delayMs);
    this.#lastBookAtMs = atMs;
    timeline.after(atMs - nowMs, () => {
      if (link.link?.connection !== before.connection) return;
      started.node.forbidden(book.blocked);
      started.node.slaveBook(toBook(book, SLAVE_ID, readAtMs));
    });
  }
}

/** One run of the slave's node: the real parts of nodes/ on ports that die with it. */
import type { CopyLedger } from '../../../db/copy-ledger.ts';
import type { SpoolEntry } from '../../../db/spool-line.ts';
import { storeSpooled } from '../../../db/store-spooled.ts';
import type { SlaveAccount } from '../../../domain/account.ts';
import type { MasterBook } from '../../../domain/book.ts';
import type { Copy } from '../../../domain/copy.ts';
import type { SlaveId } from '../../../domain/ids.ts';
import type { TradeReply } from '../../../domain/trade-reply.ts';
import { DEFAULT_WINDOWS } from '../../../domain/windows.ts';
import type { ReceivedBook } from '../../../messaging/book-message.ts';
import { CopyReporter } from '../../../nodes/copy-reporter.ts';
import { CopyTable } from '../../../nodes/copy-table.ts';
import { Executor } from '../../../nodes/executor.ts';
import { LateVersions } from '../../../nodes/late-versions.ts';
import { LedgerWriter } from '../../../nodes/ledger-writer.ts';
import { OperatorOrders } from '../../../nodes/operator-orders.ts';
import { SlaveNode } from '../../../nodes/slave-node.ts';
import { SlaveOperator } from '../../../nodes/slave-operator.ts';
import type { Terminal } from '../../../nodes/terminal.ts';
import { FaultyDatabase, type StoreHealth } from './faulty-database.ts';
import type { Life } from './life.ts';
import type { MemoryOperatorStates, MemoryStores } from './memory-stores.ts';
import type { TradedMaster } from './sim-accounts.ts';
import { SimSubscriber } from './sim-bus.ts';
import type { SimLink } from './sim-link.ts';
import type { Timeline } from './timeline.ts';

/** Bugs put in on purpose: ports that behave wrongly, for tests that prove they are found. */
export interface Sabotage {
  readonly terminal?: (terminal: Terminal, timeline: Timeline) => Terminal;
  readonly ledger?: (ledger: CopyLedger, timeline: Timeline) => CopyLedger;
  /** Null keeps the book from the node. */
  readonly book?: (book: MasterBook) => MasterBook | null;
  /** The document as the node takes it. */
  readonly document?: (account: SlaveAccount) => SlaveAccount;
}

/** What outlives a run. */
export interface SlaveSurroundings {
  readonly timeline: Timeline;
  readonly slaveId: SlaveId;
  /** The slave's document, and the masters that there are. */
  readonly account: SlaveAccount;
  readonly masters: readonly TradedMaster[];
  readonly stores: MemoryStores;
  readonly spool: SpoolEntry[];
  readonly operatorFile: MemoryOperatorStates;
  readonly health: StoreHealth;
  readonly sabotage: Sabotage;
  readonly suffix: () => string;
  /** A bug: the history ends here. */
  readonly fail: (error: unknown) => void;
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A run that has read its ledger. */
export interface StartedRun {
  readonly node: SlaveNode;
  readonly table: CopyTable;
  /** To be called several times a second. */
  readonly tick: () => void;
  readonly record: (copy: Copy) => void;
}

/** See file header. */
export class SimSlave {
  readonly life: Life;
  readonly link: SimLink;
  readonly operator: SlaveOperator;
  readonly #orders: OperatorOrders;
  readonly #surroundings: SlaveSurroundings;
  /** The document as it was told last. */
  #account: SlaveAccount;
  readonly #subscribers = new Map<string, SimSubscriber>();
  #started: StartedRun | null = null;
  /** The alarms that stand, and what they say. */
  readonly alarms = new Map<string, string>();
  #isStarting = false;
  #isLoaded = false;

  constructor(surroundings: SlaveSurroundings, life: Life, link: SimLink) {
    const { timeline, account, slaveId, stores, operatorFile, health } = surroundings;
    this.#surroundings = surroundings;
    this.#account = account;
    this.life = life;
    this.link = link;
    const database = new FaultyDatabase(timeline, life, health);
    this.#orders = new OperatorOrders({
      name: account.name,
      accountId: slaveId,
      store: database.operator(stores.operator),
      file: operatorFile,
      log: SILENT,
      nowMs: () => timeline.nowMs(),
      waits: timeline.waits(life),
    });
    this.operator = new SlaveOperator({
      orders: this.#orders,
      slave: () => this.#operated(),
      accountId: () => slaveId,
      link: () => ({ accountId: null, isConnected: link.link !== null, sinceMs: 0 }),
      trust: () => Promise.resolve(),
      adopt: () => Promise.resolve([]),
      record: () => undefined,
      log: SILENT,
      windows: DEFAULT_WINDOWS,
      nowMs: () => timeline.nowMs(),
      fail: surroundings.fail,
    });
  }

  get started(): StartedRun | null {
    return this.#started;
  }

  /** Whether it takes an operator's commands. */
  get isOperable(): boolean {
    return this.#isLoaded && this.life.isAlive;
  }

  /** To be called while a terminal is connected, until it is started: as the node admits its EA. */
  start(): void {
    if (this.#isStarting || this.#started !== null) return;
    this.#isStarting = true;
    void this.#start()
      // The database does not answer: the EA is let in later.
      .catch(() => undefined)
      .finally(() => {
        this.#isStarting = false;
      });
  }

  /** The document was edited. */
  edited(account: SlaveAccount): void {
    this.#account = account;
    this.#started?.node.edited(this.#document());
  }

  receive(message: ReceivedBook): void {
    const book = this.#subscriber(message.masterId).receive(message);
    if (book === null || this.#started === null || !this.life.isAlive) return;
    const { sabotage, masters } = this.#surroundings;
    const believed = sabotage.book === undefined ? book : sabotage.book(book);
    const master = masters.find(({ id }) => id === message.masterId);
    if (believed !== null && master !== undefined) {
      this.#started.node.masterBook(believed, master.rules);
    }
  }

  #subscriber(master: string): SimSubscriber {
    const known = this.#subscribers.get(master);
    if (known !== undefined) return known;
    const fresh = new SimSubscriber(this.#surroundings.timeline);
    this.#subscribers.set(master, fresh);
    return fresh;
  }

  async #start(): Promise<void> {
    const { timeline, slaveId, stores, spool, health, sabotage, fail } = this.#surroundings;
    const read = this.#account;
    const account = this.#document();
    const database = new FaultyDatabase(timeline, this.life, health);
    if (!this.#isLoaded) await this.#orders.load();
    this.#isLoaded = true;
    const plain = database.ledger(stores, slaveId);
    const ledger = sabotage.ledger?.(plain, timeline) ?? plain;
    const spooled = database.spool(spool);
    const noEvents = { append: async () => [], read: async () => [], close: async () => undefined };
    await spooled.drain((entries) => storeSpooled(entries, plain, noEvents, timeline.nowMs()));
    const table = new CopyTable();
    for (const copy of await ledger.findBySlave(slaveId)) table.set(copy);
    for (const block of this.operator.blocks()) table.blocks.add(block);
    const available = (isAvailable: boolean): void => {
      if (isAvailable) table.blocks.delete('database');
      else table.blocks.add('database');
    };
    const waits = timeline.waits(this.life);
    const listener = { available, spoolFailed: () => undefined };
    const writer = new LedgerWriter(ledger, spooled, listener, waits);
    const terminal = sabotage.terminal?.(this.link, timeline) ?? this.link;
    const executor: Executor = new Executor({
      table,
      ledger,
      writer,
      terminal,
      reporter: new CopyReporter(SILENT, () => undefined),
      windows: DEFAULT_WINDOWS,
      clock: timeline,
      monotonicMs: () => timeline.passedMs,
      suffix: this.#surroundings.suffix,
      wake: () => node.wake(),
      unreadable: () => undefined,
      fail,
    });
    const node = new SlaveNode({
      slaveId,
      account,
      table,
      terminal,
      clock: timeline,
      monotonicMs: () => timeline.passedMs,
      windows: DEFAULT_WINDOWS,
      defaultSlippagePoints: 50,
      carryOut: (actions) => executor.carryOut(actions),
      fail,
      mayAct: () => this.life.isAlive,
      isDoubted: (master) => this.#subscriber(master).isDoubted,
      enabledMasters: () => this.#surroundings.masters.map(({ name }) => name),
      troubled: ({ error }) => fail(error),
      alarmed: ({ code, subject, detail }, isRaised) => {
        if (isRaised) this.alarms.set(`${code} ${subject}`, detail);
        else this.alarms.delete(`${code} ${subject}`);
      },
    });
    const late = new LateVersions({
      ledger,
      slaveId,
      table,
      log: SILENT,
      fail,
      startedMs: timeline.passedMs,
    });
    const tick = (): void => late.tick(timeline.passedMs);
    const record = (copy: Copy): void => executor.carryOut([{ type: 'record', copy }]);
    if (this.#account !== read) node.edited(this.#document());
    if (this.life.isAlive) this.#started = { node, table, tick, record };
  }

  /** The document as the node takes it. */
  #document(): SlaveAccount {
    return this.#surroundings.sabotage.document?.(this.#account) ?? this.#account;
  }

  #operated() {
    if (this.#started === null) return null;
    const { node, table, record } = this.#started;
    const { book, masters } = node;
    return { table, book, masters, wake: () => node.wake(), record, close: notSimulated };
  }
}

function notSimulated(): Promise<TradeReply> {
  return Promise.resolve({ type: 'unknown', reason: 'not simulated' });
}

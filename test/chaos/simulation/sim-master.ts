/** A master: its terminal on its account, the runs of its node, and the bus that these publish on. */
import type { BookMessage } from '../../../messaging/book-message.ts';
import { MasterNode } from '../../../nodes/master-node.ts';
import type { Broker } from '../../../simulator/broker/broker.ts';
import { Life } from './life.ts';
import type { TradedMaster } from './sim-accounts.ts';
import type { SimBus } from './sim-bus.ts';
import { SimTerminal } from './sim-terminal.ts';
import type { Timeline } from './timeline.ts';

/** A read is repeated by heartbeats until the next one. */
const POLL_TICKS = 2;
const SYNC_MS = 1_000;

/** What a master is made of. */
export interface SimMasterParts {
  readonly timeline: Timeline;
  readonly account: TradedMaster;
  readonly broker: Broker;
  readonly bus: SimBus;
}

/** See file header. */
export class SimMaster {
  readonly account: TradedMaster;
  readonly broker: Broker;
  readonly bus: SimBus;
  readonly terminal: SimTerminal;
  readonly #timeline: Timeline;
  #node!: MasterNode;
  #life!: Life;
  #epoch = 0;
  #ticks = 0;
  /** How long the node's next death lasts. */
  downMs = 1_000;

  constructor({ timeline, account, broker, bus }: SimMasterParts) {
    this.#timeline = timeline;
    this.account = account;
    this.broker = broker;
    this.bus = bus;
    this.terminal = new SimTerminal({
      login: account.login,
      broker,
      timeline,
      viewLagMs: () => 0,
      changed: () => this.#book(),
      sending: () => undefined,
      settled: () => undefined,
    });
  }

  /** A new run of its node. */
  start(): void {
    const life = new Life(() => {
      this.#node.disconnected();
      this.#timeline.after(this.downMs, () => this.start());
    });
    this.#life = life;
    this.#epoch += 1;
    const publish = (message: BookMessage): void => {
      if (life.isAlive) this.bus.publish(message);
    };
    this.#node = new MasterNode(publish, this.#timeline, () => life.isAlive);
    this.#connect();
  }

  /** To be called twice a second. */
  tick(): void {
    if (!this.#life.isAlive) return;
    this.#ticks += 1;
    if (this.#ticks % POLL_TICKS === 0) this.#book();
    this.#node.heartbeat();
  }

  nodeDies(downMs: number): void {
    this.downMs = downMs;
    this.#life.die();
  }

  terminalDies(downMs: number): void {
    this.terminal.crash();
    this.#node.disconnected();
    this.#timeline.after(downMs, () => {
      this.terminal.start();
      this.terminal.trouble = 'unsynced';
      this.#connect();
      this.#timeline.after(SYNC_MS, () => {
        if (this.terminal.trouble === 'unsynced') this.terminal.trouble = null;
      });
    });
  }

  #connect(): void {
    if (!this.#life.isAlive || !this.terminal.isUp) return;
    const { name, login, server } = this.account;
    this.#node.connected({ name, login, server, epoch: this.#epoch });
  }

  #book(): void {
    if (!this.#life.isAlive || !this.terminal.isUp) return;
    this.#node.book(this.terminal.read(), this.#timeline.nowMs());
  }
}

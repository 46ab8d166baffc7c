/**
 * A master: its terminal on its account, the runs of its node, and the bus that these publish on; once
 * it is lost, nothing brings it back.
 */
import type { BookMessage } from '../../../messaging/book-message.ts';
import { MasterNode, type MasterIdentity } from '../../../nodes/master-node.ts';
import type { Broker } from '../../../simulator/broker/broker.ts';
import { Life } from './life.ts';
import type { Loss } from './second-master.ts';
import type { TradedMaster } from './sim-accounts.ts';
import type { SimBrokerFaults } from './sim-broker-faults.ts';
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
  readonly faults: SimBrokerFaults;
  readonly bus: SimBus;
}

/** See file header. */
export class SimMaster {
  readonly account: TradedMaster;
  readonly broker: Broker;
  readonly faults: SimBrokerFaults;
  readonly bus: SimBus;
  readonly terminal: SimTerminal;
  readonly #timeline: Timeline;
  #node: MasterNode | null = null;
  #life: Life | null = null;
  /** A second node that publishes its books, and until when. */
  #rival: { readonly node: MasterNode; readonly untilMs: number } | null = null;
  #loss: Loss | null = null;
  #epoch = 0;
  #ticks = 0;
  /** How long the node's next death lasts. */
  downMs = 1_000;

  constructor({ timeline, account, broker, faults, bus }: SimMasterParts) {
    this.#timeline = timeline;
    this.account = account;
    this.broker = broker;
    this.faults = faults;
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

  /** Whether nothing of it is ever heard again. */
  get isUnheard(): boolean {
    return this.#loss === 'is-unheard';
  }

  /** Whether nothing comes of it any more: its node is not there, or cannot be heard. */
  get isSilent(): boolean {
    return this.isUnheard || this.#loss === 'never-starts' || this.#loss === 'dies';
  }

  get isLost(): boolean {
    return this.#loss !== null;
  }

  /** Whether its node runs. */
  get isServed(): boolean {
    return this.#life?.isAlive === true;
  }

  /** Whether its terminal tells its lists again once what is wrong with them is over. */
  get hasLists(): boolean {
    return this.#loss !== 'has-no-lists';
  }

  /** A new run of its node. */
  start(): void {
    if (this.#loss === 'never-starts' || this.#loss === 'dies') return;
    const life = new Life(() => {
      this.#node?.disconnected();
      this.#timeline.after(this.downMs, () => this.start());
    });
    this.#life = life;
    this.#epoch += 1;
    const publish = (message: BookMessage): void => {
      if (life.isAlive) this.bus.publish(message);
    };
    const passedMs = (): number => this.#timeline.passedMs;
    this.#node = new MasterNode(publish, this.#timeline, () => life.isAlive, passedMs);
    this.#connect();
  }

  /** To be called twice a second. */
  tick(): void {
    this.#rivalTick();
    if (this.#life?.isAlive !== true) return;
    this.#ticks += 1;
    if (this.#ticks % POLL_TICKS === 0) this.#book();
    this.#node?.heartbeat();
  }

  nodeDies(downMs: number): void {
    this.downMs = downMs;
    this.#life?.die();
  }

  /** For so long another node, of an older lease, publishes the books as well. */
  hasRival(forMs: number): void {
    const node = new MasterNode((message) => this.bus.publish(message), this.#timeline);
    node.connected(this.#identity(this.#epoch - 1));
    this.#rival = { node, untilMs: this.#timeline.passedMs + forMs };
  }

  /** It is lost for good. */
  lose(how: Loss): void {
    this.#loss = how;
    switch (how) {
      case 'never-starts':
      case 'dies':
        return this.#life?.die();
      case 'is-unheard':
        this.bus.weather.isCut = true;
        return;
      case 'is-doubted':
        return this.hasRival(Infinity);
      case 'has-no-lists':
        this.terminal.trouble = 'unsynced';
    }
  }

  terminalDies(downMs: number): void {
    this.terminal.crash();
    this.#node?.disconnected();
    this.#timeline.after(downMs, () => {
      this.terminal.start();
      this.terminal.trouble = 'unsynced';
      this.#connect();
      this.#timeline.after(SYNC_MS, () => {
        const isSynced = this.terminal.trouble === 'unsynced' && this.hasLists;
        if (isSynced) this.terminal.trouble = null;
      });
    });
  }

  #identity(epoch: number): MasterIdentity {
    const { name, login, server } = this.account;
    return { name, login, server, epoch };
  }

  #rivalTick(): void {
    if (this.#rival === null || !this.terminal.isUp) return;
    const { node, untilMs } = this.#rival;
    if (this.#timeline.passedMs > untilMs) this.#rival = null;
    else {
      node.book(this.terminal.read(), this.#timeline.nowMs());
      node.heartbeat();
    }
  }

  #connect(): void {
    if (this.#life?.isAlive !== true || !this.terminal.isUp) return;
    this.#node?.connected(this.#identity(this.#epoch));
  }

  #book(): void {
    if (this.#life?.isAlive !== true || !this.terminal.isUp) return;
    this.#node?.book(this.terminal.read(), this.#timeline.nowMs());
  }
}

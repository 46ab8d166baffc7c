/** The real broker engine with the simulation's market, its accounts and its faults. */
import { Broker } from '../../../simulator/broker/broker.ts';
import { type BrokerFaults, type FaultSubject } from '../../../simulator/broker/broker-faults.ts';
import { ACCOUNT_DEFAULTS } from '../../../simulator/broker/broker-options.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { QuoteRecord } from '../../../simulator/broker/records.ts';
import { symbolRecord } from '../../simulator/broker/builders.ts';
import type { Deed, Mischief, Settings } from './history.ts';
import type { Timeline } from './timeline.ts';

export const MASTER_LOGIN = '5001';
export const SLAVE_LOGIN = '5002';
export const SERVER = 'Broker-Demo';
export const MASTER_SYMBOL = 'EURUSD';
export const SLAVE_SYMBOL = 'EURUSD.s';
const SPREAD = 10;
const NEARBY = 3;

type Assault = Extract<Deed, { type: 'mischief' }>;

/** The faults of the slave's account: each hits the next requests that it fits. */
export class SimBrokerFaults implements BrokerFaults {
  readonly #random: () => number;
  readonly #settings: Settings;
  readonly #waiting: { assault: Assault; left: number }[] = [];
  isClosed = false;
  isCalm = false;

  constructor(settings: Settings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
  }

  add(assault: Assault): void {
    this.#waiting.push({ assault, left: assault.times });
  }

  /** No faults any more. */
  calm(): void {
    this.#waiting.length = 0;
    this.isClosed = false;
    this.isCalm = true;
  }

  refuse(subject: FaultSubject): number | null {
    return this.#take('refuse', subject)?.retcode ?? null;
  }

  executionDelayMs(subject: FaultSubject, usualMs: number): number {
    return this.#take('late-execution', subject)?.ms ?? usualMs;
  }

  reject(subject: FaultSubject): number | null {
    return this.#take('reject', subject)?.retcode ?? null;
  }

  requote(subject: FaultSubject): { readonly bid: string; readonly ask: string } | null {
    return this.#take('requote', subject) === null ? null : { bid: '1.10000', ask: '1.10010' };
  }

  slippagePoints(subject: FaultSubject): number {
    return this.#take('slip', subject)?.points ?? 0;
  }

  firstPart(subject: FaultSubject, volume: string): string | null {
    if (this.#take('split-fill', subject) === null) return null;
    return (Math.floor(Number(volume) * 50) / 100).toFixed(2);
  }

  fillableVolume(subject: FaultSubject, volume: string): string {
    if (this.#take('partial-fill', subject) === null) return volume;
    const steps = Math.max(1, Math.round(Number(volume) * 100));
    return (Math.max(1, Math.floor(steps * this.#random())) / 100).toFixed(2);
  }

  answerRetcode(subject: FaultSubject): number | null {
    return this.#take('answer', subject)?.retcode ?? null;
  }

  loseReply(subject: FaultSubject): boolean {
    return this.#take('lose-reply', subject) !== null;
  }

  replyDelayMs(subject: FaultSubject): number {
    return this.#take('late-reply', subject)?.ms ?? 0;
  }

  comment(login: string, comment: string): string {
    return login === SLAVE_LOGIN && this.#settings.isCommentLost ? 'broker' : comment;
  }

  isMarketClosed(symbol: string): boolean {
    return this.isClosed && symbol === SLAVE_SYMBOL;
  }

  quote(quote: QuoteRecord): QuoteRecord {
    return quote;
  }

  #take<Type extends Mischief['type']>(
    type: Type,
    { login, operation, request }: FaultSubject,
  ): Extract<Mischief, { type: Type }> | null {
    // People's own requests are theirs to mend.
    if (this.isCalm || (login === SLAVE_LOGIN && !request.includes('@'))) return null;
    const index = this.#waiting.findIndex(({ assault: { how, on } }) => {
      const hit = 'of' in how && how.of === 'master' ? MASTER_LOGIN : SLAVE_LOGIN;
      return how.type === type && hit === login && (on === 'any' || on === operation);
    });
    const found = this.#waiting[index];
    if (found === undefined) return null;
    found.left -= 1;
    if (found.left <= 0) this.#waiting.splice(index, 1);
    return found.assault.how as Extract<Mischief, { type: Type }>;
  }
}

/** Both accounts are at one broker, each with a symbol of its own. */
export function simBroker(
  timeline: Timeline,
  settings: Settings,
  faults: BrokerFaults,
  random: () => number,
  onDeal: (login: string, deal: Deal) => void,
): Broker {
  const { minLot, execution, executionMs } = settings;
  const broker = new Broker({
    symbols: [
      symbolRecord({ symbol: MASTER_SYMBOL }),
      symbolRecord({ symbol: SLAVE_SYMBOL, volumeMin: minLot, executionMode: execution }),
    ],
    clock: timeline.clock,
    random,
    faults,
    onDeal,
  });
  const account = { ...ACCOUNT_DEFAULTS, server: SERVER, balance: '1000000' };
  const slow = { min: 1, max: Math.max(1, executionMs) };
  broker.openAccount({ ...account, login: MASTER_LOGIN, executionMs: { min: 0, max: 0 } }, null);
  broker.openAccount({ ...account, login: SLAVE_LOGIN, executionMs: slow }, null);
  return broker;
}

/** A market that walks, and jumps when told. */
export class SimMarket {
  readonly #broker: Broker;
  readonly #timeline: Timeline;
  readonly #random: () => number;
  #points = 110_000;

  constructor(broker: Broker, timeline: Timeline, random: () => number) {
    this.#broker = broker;
    this.#timeline = timeline;
    this.#random = random;
  }

  get points(): number {
    return this.#points;
  }

  /** The next tick. */
  move(jump = 0): void {
    this.#points += jump + Math.floor((this.#random() - 0.5) * 5);
    this.#tick(MASTER_SYMBOL, this.#points);
    this.#tick(SLAVE_SYMBOL, this.#points + NEARBY);
  }

  #tick(symbol: string, points: number): void {
    const timeMsc = this.#timeline.clock.nowMs();
    const [bid, ask] = [price(points), price(points + SPREAD)];
    this.#broker.tick({ symbol, bid, ask, timeMsc });
  }
}

/** Points as a price. */
export function price(points: number): string {
  return (points / 100_000).toFixed(5);
}

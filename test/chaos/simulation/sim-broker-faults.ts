/** The faults of a broker's accounts: each hits the next requests that it fits. */
import type { BrokerFaults, FaultSubject } from '../../../simulator/broker/broker-faults.ts';
import type { QuoteRecord } from '../../../simulator/broker/records.ts';
import type { Deed, Mischief, Settings } from './history.ts';
import { SLAVE_LOGIN, SLAVE_SYMBOL } from './sim-accounts.ts';

type Assault = Extract<Deed, { type: 'mischief' }>;

/** See file header. */
export class SimBrokerFaults implements BrokerFaults {
  readonly #random: () => number;
  readonly #settings: Settings;
  readonly #waiting: { login: string; assault: Assault; left: number }[] = [];
  isClosed = false;
  isCalm = false;

  constructor(settings: Settings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
  }

  /** @param login the account that it hits. */
  add(assault: Assault, login: string): void {
    this.#waiting.push({ login, assault, left: assault.times });
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
    const index = this.#waiting.findIndex(
      ({ login: hit, assault: { how, on } }) =>
        how.type === type && hit === login && (on === 'any' || on === operation),
    );
    const found = this.#waiting[index];
    if (found === undefined) return null;
    found.left -= 1;
    if (found.left <= 0) this.#waiting.splice(index, 1);
    return found.assault.how as Extract<Mischief, { type: Type }>;
  }
}

/**
 * The faults that a broker has at the moment, as its engine asks for them.
 *
 * Invariants: 1. a fault of requests hits from the `nth` request on that fits it, `count` of them; 2. of
 * two faults that would hit the same point the one that was added first does, and both have counted; 3. a
 * fault with a duration ends by itself.
 */
import { Big } from 'big.js';
import type { BrokerFaults, FaultSubject } from '../broker/broker-faults.ts';
import type { QuoteRecord } from '../broker/records.ts';
import type { BrokerFault } from './broker-fault.ts';
import { pricesUnder, moved } from './fault-prices.ts';
import type { HeldFault } from './held-fault.ts';

/** Faults that hit requests. */
export type RequestFault = Extract<BrokerFault, { readonly nth: number }>;
/** Faults that hold for a time, whatever is requested. */
export type StandingFault = Extract<
  BrokerFault,
  { readonly type: 'price-gap' | 'spread' | 'silent-feed' | 'market-closed' | 'comment' }
>;

/** What a fault set must know of its broker. */
export interface FaultSurroundings {
  /** Real milliseconds; only differences count. */
  readonly nowMs: () => number;
  /** Server milliseconds per real one. */
  readonly speed: number;
  readonly symbols: ReadonlyMap<string, { readonly digits: number; readonly volumeStep: string }>;
  /** A request is done with: executed, rejected or refused. */
  readonly onSettled: (subject: FaultSubject) => void;
}

interface Armed {
  readonly fault: RequestFault | CutAfter;
  seen: number;
}

/** A disconnect that waits for a request. */
export interface CutAfter {
  readonly type: 'cut-after';
  readonly account?: string;
  readonly operation?: RequestFault['operation'];
  readonly symbol?: string;
  readonly reason?: RequestFault['reason'];
  readonly nth: number;
  readonly count: number | null;
  readonly cut: () => void;
}

interface Standing {
  readonly fault: StandingFault;
  readonly untilMs: number;
}

/** See the file's head. */
export class FaultSet implements BrokerFaults {
  readonly #surroundings: FaultSurroundings;
  readonly #senders = new Map<string, string>();
  readonly #shown = new Map<string, QuoteRecord>();
  #armed: Armed[] = [];
  #standing: Standing[] = [];

  constructor(surroundings: FaultSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Waits for requests. */
  arm(fault: RequestFault | CutAfter): HeldFault {
    const armed: Armed = { fault, seen: 0 };
    this.#armed.push(armed);
    const end = (): void => {
      this.#armed = this.#armed.filter((one) => one !== armed);
    };
    const { count, nth } = fault;
    return { isOver: () => count !== null && armed.seen >= nth + count - 1, end };
  }

  /** Holds from now on. */
  stand(fault: StandingFault): HeldFault {
    const forMs = 'forMs' in fault ? fault.forMs : null;
    const untilMs = forMs === null ? Infinity : this.#surroundings.nowMs() + forMs;
    const standing: Standing = { fault, untilMs };
    this.#standing.push(standing);
    const end = (): void => {
      this.#standing = this.#standing.filter((one) => one !== standing);
    };
    return { isOver: () => untilMs <= this.#surroundings.nowMs(), end };
  }

  /** Who sends a request: the engine asks for its faults without saying so. */
  sentBy(request: string, reason: string): void {
    this.#senders.set(request, reason);
  }

  /** The newest tick as this broker shows it; null before the first one. */
  shown(symbol: string): QuoteRecord | null {
    return this.#shown.get(symbol) ?? null;
  }

  refuse(subject: FaultSubject): number | null {
    return this.#retcode(subject, 'arrival');
  }

  executionDelayMs(subject: FaultSubject, usualMs: number): number {
    const late = this.#hit('late-execution', subject);
    return late === null ? usualMs : late.delayMs * this.#surroundings.speed;
  }

  reject(subject: FaultSubject): number | null {
    return this.#retcode(subject, 'execution');
  }

  requote(subject: FaultSubject): { readonly bid: string; readonly ask: string } | null {
    const found = this.#hit('requote', subject);
    const quote = this.shown(subject.trade.symbol);
    if (found === null || quote === null) return null;
    const isBuy = subject.trade.type.startsWith('BUY');
    return moved(quote, isBuy ? found.points : -found.points, this.#digits(quote.symbol));
  }

  slippagePoints(subject: FaultSubject): number {
    return this.#hit('slippage', subject)?.points ?? 0;
  }

  firstPart(subject: FaultSubject, volume: string): string | null {
    return this.#shareOf(volume, this.#hit('split-fill', subject), subject);
  }

  fillableVolume(subject: FaultSubject, volume: string): string {
    return this.#shareOf(volume, this.#hit('partial-fill', subject), subject) ?? volume;
  }

  answerRetcode(subject: FaultSubject): number | null {
    this.#surroundings.onSettled(subject);
    const given = this.#retcode(subject, 'answer');
    this.#hit('cut-after', subject)?.cut();
    return given;
  }

  loseReply(subject: FaultSubject): boolean {
    const isLost = this.#hit('lost-reply', subject) !== null;
    if (isLost) this.#senders.delete(subject.request);
    return isLost;
  }

  replyDelayMs(subject: FaultSubject): number {
    const delayMs = this.#hit('late-reply', subject)?.delayMs ?? 0;
    this.#senders.delete(subject.request);
    return delayMs * this.#surroundings.speed;
  }

  comment(login: string, comment: string): string {
    let text = comment;
    for (const fault of this.#standingNow()) {
      if (fault.type !== 'comment' || (fault.account ?? login) !== login) continue;
      text = fault.text.replaceAll('{comment}', () => text);
    }
    return text;
  }

  isMarketClosed(symbol: string): boolean {
    return this.#standingNow().some(
      (fault) => fault.type === 'market-closed' && (fault.symbol ?? symbol) === symbol,
    );
  }

  quote(quote: QuoteRecord): QuoteRecord | null {
    const { symbol } = quote;
    const faults = this.#standingNow();
    const isSilent = faults.some(
      (fault) => fault.type === 'silent-feed' && (fault.symbol ?? symbol) === symbol,
    );
    if (isSilent) return null;
    const shown = pricesUnder(faults, quote, this.#digits(symbol));
    this.#shown.set(symbol, shown);
    return shown;
  }

  #shareOf(
    volume: string,
    fault: { readonly share: number } | null,
    { trade }: FaultSubject,
  ): string | null {
    const step = this.#surroundings.symbols.get(trade.symbol)?.volumeStep;
    if (fault === null || step === undefined) return null;
    const steps = new Big(volume).times(fault.share).div(step).round(0, Big.roundDown);
    return steps.times(step).toFixed();
  }

  #retcode(subject: FaultSubject, stage: 'arrival' | 'execution' | 'answer'): number | null {
    const found = this.#hit('retcode', subject, (fault) => fault.stage === stage);
    return found?.retcode ?? null;
  }

  #hit<T extends Armed['fault']['type']>(
    type: T,
    subject: FaultSubject,
    fits: (fault: Extract<Armed['fault'], { readonly type: T }>) => boolean = () => true,
  ): Extract<Armed['fault'], { readonly type: T }> | null {
    let hit: Extract<Armed['fault'], { readonly type: T }> | null = null;
    for (const armed of this.#armed) {
      const fault = armed.fault as Extract<Armed['fault'], { readonly type: T }>;
      if (fault.type !== type || !fits(fault) || !this.#matches(armed.fault, subject)) continue;
      armed.seen += 1;
      const isOver = fault.count !== null && armed.seen >= fault.nth + fault.count;
      if (hit === null && armed.seen >= fault.nth && !isOver) hit = fault;
    }
    return hit;
  }

  #matches(fault: Armed['fault'], { login, operation, request, trade }: FaultSubject): boolean {
    return (
      (fault.account ?? login) === login &&
      (fault.operation ?? operation) === operation &&
      (fault.symbol ?? trade.symbol) === trade.symbol &&
      (fault.reason === undefined || fault.reason === this.#senders.get(request))
    );
  }

  #standingNow(): readonly StandingFault[] {
    if (this.#standing.length === 0) return [];
    const now = this.#surroundings.nowMs();
    this.#standing = this.#standing.filter(({ untilMs }) => untilMs > now);
    return this.#standing.map(({ fault }) => fault);
  }

  #digits(symbol: string): number {
    return this.#surroundings.symbols.get(symbol)?.digits ?? 5;
  }
}

/**
 * A terminal with its Expert Advisor as docs/ea-protocol.md says, on an account of the real broker
 * engine: books, the journal, every check right before OrderSend, FIND.
 *
 * Invariants:
 * 1. The journal names a request before its order leaves; a repeated id is answered, never executed.
 * 2. What the terminal shows may be late, but is one state of the account.
 * 3. Journal and broker outlive the terminal; what was in flight is executed and answered to nobody.
 */
import { EMPTY_TRADE } from '../../../simulator/faults/manual-trade.ts';
import type { AccountState } from '../../../simulator/broker/messages.ts';
import type { TradeRequest, TradeResult } from '../../../simulator/broker/records.ts';
import type { Broker } from '../../../simulator/broker/broker.ts';
import type { EaBook, EaReply } from '../../../messaging/ea-protocol.ts';
import type { CloseOrder, ModifyOrder, OpenOrder } from '../../../domain/plan-input.ts';
import type { Search } from '../../../nodes/terminal.ts';
import {
  answerOf,
  isRefused,
  NO_RESULT,
  refusal,
  rejection,
  reply,
  resultOf,
  type Answer,
  type JournalEntry,
  type Refused,
} from './ea-answers.ts';
import { LateLists } from './late-lists.ts';
import { bookOf, foundIn, whereMagic, type ReadTrouble } from './terminal-reports.ts';
import type { Timeline } from './timeline.ts';

const RESULT_MS = 10_000;
/** What a terminal is made of. */
export interface SimTerminalParts {
  readonly login: string;
  readonly broker: Broker;
  readonly timeline: Timeline;
  /** How late its lists are, ms. */
  readonly viewLagMs: () => number;
  /** Called when its lists have changed: a BOOK goes out. */
  readonly changed: () => void;
  /** Called right before an order leaves for the broker. */
  readonly sending: (trade: TradeRequest, id: string) => void;
  /** Called when the broker has answered, whether or not the terminal lives to hear it. */
  readonly settled: (trade: TradeRequest, afterMs: number) => void;
}

/** See file header. */
export class SimTerminal {
  readonly #parts: SimTerminalParts;
  readonly #journal = new Map<string, JournalEntry>();
  readonly #opening = new Set<string>();
  readonly #closing = new Set<string>();
  readonly #lists: LateLists;
  #read = 0;
  #run = 0;
  #isUp = true;
  journalId = 'journal-1';
  trouble: ReadTrouble | null = null;
  /** Why opens are refused, as the EA tells them. */
  blocked: readonly string[] = [];

  constructor(parts: SimTerminalParts) {
    this.#parts = parts;
    this.#lists = new LateLists(parts, () => this.#isUp);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** It dies; orders in flight go on at the broker. */
  crash(): void {
    this.#isUp = false;
    this.#run += 1;
    this.#opening.clear();
    this.#closing.clear();
  }

  start(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#read = 0;
    this.#lists.load();
  }

  /** The journal file is gone: a new one has another id. */
  loseJournal(): void {
    this.#journal.clear();
    this.journalId = `${this.journalId}+`;
  }

  /** The journal's answer to a request; null without any. */
  resultOf(id: string): EaReply | null {
    return this.#journal.get(id)?.result ?? null;
  }

  read(): EaBook {
    this.#read += 1;
    const serverNow = this.#parts.timeline.clock.nowMs();
    return bookOf(this.#view, this.#read, serverNow, this.trouble, this.blocked);
  }

  find(search: Search): Answer {
    const entry = this.#journal.get(search.request);
    const isReliable = this.trouble === null || this.trouble === 'glitch';
    const found = foundIn(this.#view, search, isReliable);
    return {
      ...found,
      journal: entry?.state ?? 'absent',
      journalId: this.journalId,
      ...resultOf(entry),
    };
  }

  /** @param validUntilMs by the server's clock. */
  open(id: string, order: OpenOrder, validUntilMs: number): Promise<EaReply> | null {
    return this.#once(id, () => {
      const { broker, timeline } = this.#parts;
      const { magic, symbol, side } = order;
      if (this.blocked.length > 0) return [refusal('BLOCKED', this.blocked.join()), false];
      const quote = broker.quotes().find((each) => each.symbol === symbol);
      if (quote === undefined) return [refusal('SYMBOL_NOT_SELECTED', symbol), false];
      const where = this.#opening.has(magic)
        ? 'a request that has no result yet'
        : whereMagic(this.#view, magic, order.magicSinceServerMs);
      if (where !== null) return [refusal('MAGIC_EXISTS', where), true];
      const price = Number(side === 'BUY' ? quote.ask : quote.bid);
      const worst = Number(order.worstPrice);
      const best = order.bestPrice === null ? null : Number(order.bestPrice);
      const isBad = side === 'BUY' ? price > worst + 1e-6 : price < worst - 1e-6;
      const isTooGood =
        best !== null && (side === 'BUY' ? price < best - 1e-6 : price > best + 1e-6);
      if (isBad || isTooGood) return [refusal('PRICE_MOVED', String(price)), true];
      if (timeline.clock.nowMs() > validUntilMs) return [refusal('EXPIRED', 'too late'), true];
      this.#opening.add(magic);
      return {
        ...EMPTY_TRADE,
        magic,
        symbol,
        type: side,
        volume: order.volume,
        price: side === 'BUY' ? quote.ask : quote.bid,
        sl: order.sl ?? '0',
        tp: order.tp ?? '0',
        deviation: order.deviationPoints,
        filling: order.filling,
        comment: order.comment,
      };
    });
  }

  close(id: string, order: CloseOrder): Promise<EaReply> | null {
    return this.#once(id, () => {
      const { identifier, volume, ifVolume, magic } = order;
      if (this.#isOffline()) return [refusal('NOT_CONNECTED', ''), false];
      const position = this.#view.positions.find((each) => each.identifier === identifier);
      if (position === undefined) return [rejection(10036, 'not open'), true];
      if (this.#closing.has(identifier)) return [rejection(10039, 'a close is on its way'), true];
      if (Math.abs(Number(position.volume) - Number(ifVolume)) > 1e-9) {
        return [refusal('VOLUME_CHANGED', position.volume), true];
      }
      this.#closing.add(identifier);
      const type = position.side === 'BUY' ? 'SELL' : 'BUY';
      const quote = this.#parts.broker.quotes().find((each) => each.symbol === position.symbol);
      const price = (type === 'BUY' ? quote?.ask : quote?.bid) ?? '0';
      const { symbol, ticket } = position;
      return {
        ...EMPTY_TRADE,
        magic,
        symbol,
        type,
        volume,
        price,
        deviation: 1_000,
        position: ticket,
      };
    });
  }

  modify(id: string, order: ModifyOrder): Promise<EaReply> | null {
    return this.#once(id, () => {
      const { identifier, sl, tp, magic } = order;
      if (this.#isOffline()) return [refusal('NOT_CONNECTED', ''), false];
      const position = this.#view.positions.find((each) => each.identifier === identifier);
      if (position === undefined) return [rejection(10036, 'not open'), true];
      const { symbol, ticket } = position;
      const stops = { sl: sl ?? '0', tp: tp ?? '0' };
      return { ...EMPTY_TRADE, action: 'SLTP', magic, symbol, position: ticket, ...stops };
    });
  }

  get #view(): AccountState {
    return this.#lists.state;
  }

  #isOffline(): boolean {
    return this.trouble === 'offline' || this.trouble === 'unsynced';
  }

  /** Null: it is under way, and its first answer is the only one. */
  #once(id: string, prepare: () => Refused | TradeRequest): Promise<EaReply> | null {
    const known = this.#journal.get(id);
    if (known?.result !== undefined && known.result !== null) return Promise.resolve(known.result);
    if (known !== undefined) {
      return Promise.resolve(reply(id, refusal('UNKNOWN', 'sent before, no result')));
    }
    const prepared = prepare();
    if (isRefused(prepared)) {
      const [answer, isStored] = prepared;
      const result = reply(id, answer);
      if (isStored) this.#journal.set(id, { state: 'result', result });
      return Promise.resolve(result);
    }
    this.#journal.set(id, { state: 'sent', result: null });
    return this.#send(id, prepared);
  }

  #send(id: string, trade: TradeRequest): Promise<EaReply> {
    const { broker, login, timeline, sending, settled } = this.#parts;
    const sentAtMs = timeline.passedMs;
    const run = this.#run;
    // Its ticket may be another one by the time of the answer.
    const position = this.#view.positions.find(({ ticket }) => ticket === trade.position);
    const forget = (): void => {
      this.#opening.delete(trade.magic);
      this.#closing.delete(position?.identifier ?? trade.position);
    };
    return new Promise((resolve) => {
      const answered = (result: TradeResult): void => {
        settled(trade, timeline.passedMs - sentAtMs);
        if (run !== this.#run) return;
        const stored = reply(id, answerOf(trade, result));
        this.#journal.set(id, { state: 'result', result: stored });
        forget();
        resolve(stored);
      };
      timeline.after(RESULT_MS, () => resolve(reply(id, refusal('UNKNOWN', 'no result in 10 s'))));
      timeline.after(60_000, () => run === this.#run && forget());
      // Without a connection the terminal cannot even ask.
      if (this.trouble === 'offline') {
        timeline.after(0, () => answered({ ...NO_RESULT, retcode: 10031 }));
        return;
      }
      sending(trade, id);
      broker.submit(login, { request: id, reason: 'EXPERT', trade, orderSendNs: '0' }, answered);
    });
  }
}

/**
 * The EA link as the slave's node sees it: commands and answers take time, are lost, come twice or too
 * late, and end with the connection.
 */
import { TerminalUnavailableError } from '../../../domain/errors.ts';
import type { AccountId } from '../../../domain/ids.ts';
import type {
  CloseOrder,
  ModifyOrder,
  OpenOrder,
  SymbolLookup,
} from '../../../domain/plan-input.ts';
import { symbolSpec } from '../../../domain/symbol-spec.ts';
import type { Found, TradeReply } from '../../../domain/trade-reply.ts';
import { toFound, toTradeReply } from '../../../messaging/ea-book.ts';
import type { EaReply, FindResult } from '../../../messaging/ea-protocol.ts';
import type { Search, Terminal, TerminalLink } from '../../../nodes/terminal.ts';
import type { SymbolRecord } from '../../../simulator/broker/records.ts';
import type { Life } from './life.ts';
import type { SimTerminal } from './sim-terminal.ts';
import type { Timeline } from './timeline.ts';

const TRADE_TIMEOUT_MS = 15_000;
const QUESTION_TIMEOUT_MS = 2_000;

/** How the link is now; chances in [0, 1]. */
export interface LinkWeather {
  isCut: boolean;
  commandLoss: number;
  replyLoss: number;
  duplication: number;
  /** Longest delay of one direction, ms. */
  delayMs: number;
}

/** What a link is made of. */
export interface SimLinkParts {
  readonly timeline: Timeline;
  readonly life: Life;
  readonly terminal: SimTerminal;
  readonly accountId: AccountId;
  readonly weather: LinkWeather;
  readonly random: () => number;
  readonly symbols: () => readonly SymbolRecord[];
  /** The node sends an order request. */
  readonly asked: (order: OpenOrder | CloseOrder | ModifyOrder, operation: Operation) => void;
  /** The node is told its outcome. */
  readonly answered: (order: OpenOrder | CloseOrder | ModifyOrder, reply: TradeReply) => void;
  readonly found: (copy: string, journal: unknown) => void;
  /** It asks for a book. */
  readonly polled: () => void;
}

type Operation = 'open' | 'close' | 'modify';

/** See file header. */
export class SimLink implements Terminal {
  readonly #parts: SimLinkParts;
  readonly #open = new Set<() => void>();
  #connection = 0;
  #isConnected = false;

  constructor(parts: SimLinkParts) {
    this.#parts = parts;
  }

  get link(): TerminalLink | null {
    if (!this.#isConnected) return null;
    const { accountId, terminal } = this.#parts;
    const { journalId } = terminal;
    return { accountId, journalId, isTimed: true, connection: this.#connection };
  }

  connect(): void {
    this.#isConnected = true;
    this.#connection += 1;
  }

  /** Everything that waits for an answer has none. */
  disconnect(): void {
    this.#isConnected = false;
    for (const fail of this.#open) fail();
    this.#open.clear();
  }

  open(order: OpenOrder): Promise<TradeReply> {
    const { terminal, timeline } = this.#parts;
    const elapsedMs = Math.max(0, timeline.nowMs() - order.decidedAtMs, order.waitedMs ?? 0);
    const validUntilMs = timeline.clock.nowMs() + order.validForMs - elapsedMs;
    return this.#trade(order, 'open', () => terminal.open(order.request, order, validUntilMs));
  }

  close(order: CloseOrder): Promise<TradeReply> {
    return this.#trade(order, 'close', () => this.#parts.terminal.close(order.request, order));
  }

  modify(order: ModifyOrder): Promise<TradeReply> {
    return this.#trade(order, 'modify', () => this.#parts.terminal.modify(order.request, order));
  }

  async find(search: Search): Promise<Found> {
    return this.#parts.life.guard(async () => {
      const answer = await this.#request(QUESTION_TIMEOUT_MS, () =>
        Promise.resolve(this.#parts.terminal.find(search)),
      );
      if (answer === null) throw new TerminalUnavailableError('no answer to FIND');
      this.#parts.found(search.copyId, answer['journal']);
      return toFound(answer as unknown as FindResult, this.#parts.timeline.nowMs());
    });
  }

  async learn(symbol: string): Promise<SymbolLookup> {
    return this.#parts.life.guard(async () => {
      const answer = await this.#request(QUESTION_TIMEOUT_MS, () => Promise.resolve(true));
      if (answer === null)
        throw new TerminalUnavailableError(`no answer to GET_SYMBOL "${symbol}"`);
      const record = this.#parts.symbols().find((each) => each.symbol === symbol);
      if (record === undefined) return { type: 'missing', code: 'SYMBOL_UNKNOWN' };
      const { stopsLevelPoints: stopsLevel } = record;
      return { type: 'known', spec: symbolSpec({ ...record, stopsLevel, sessions: [] }) };
    });
  }

  poll(): Promise<void> {
    this.#parts.polled();
    return Promise.resolve();
  }

  #trade(
    order: OpenOrder | CloseOrder | ModifyOrder,
    operation: Operation,
    carryOut: () => Promise<EaReply> | null,
  ): Promise<TradeReply> {
    return this.#parts.life.guard(async () => {
      this.#parts.asked(order, operation);
      const answer = await this.#request(TRADE_TIMEOUT_MS, carryOut);
      const reply: TradeReply =
        answer === null ? { type: 'unknown', reason: 'no answer' } : toTradeReply(answer);
      this.#parts.answered(order, reply);
      return reply;
    });
  }

  /** The answer, or null when none came. */
  #request<Answer>(
    timeoutMs: number,
    carryOut: () => Promise<Answer> | null,
  ): Promise<Answer | null> {
    const { timeline, terminal, weather, random } = this.#parts;
    if (!this.#isConnected) return Promise.resolve(null);
    const connection = this.#connection;
    const isHere = (): boolean =>
      this.#isConnected && connection === this.#connection && terminal.isUp;
    return new Promise((resolve) => {
      const fail = (): void => resolve(null);
      this.#open.add(fail);
      timeline.after(timeoutMs, fail);
      const arrive = (): void => {
        if (!isHere() || weather.isCut) return;
        void (async () => {
          const answer = await carryOut();
          if (answer === null) return;
          const isLost = random() < weather.replyLoss;
          timeline.after(1 + random() * weather.delayMs, () => {
            if (isHere() && !isLost && !weather.isCut) {
              this.#open.delete(fail);
              resolve(answer);
            }
          });
        })();
      };
      const isLost = random() < weather.commandLoss;
      if (!isLost) timeline.after(1 + random() * weather.delayMs, arrive);
      if (random() < weather.duplication) timeline.after(1 + random() * 2_000, arrive);
    });
  }
}

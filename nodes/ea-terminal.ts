/** The terminal behind an EA link: the domain's orders and searches as the EA's requests. */
import { TerminalUnavailableError } from '../domain/errors.ts';
import { accountId } from '../domain/ids.ts';
import type { CloseOrder, ModifyOrder, OpenOrder, SymbolLookup } from '../domain/plan-input.ts';
import type { Found, TradeReply } from '../domain/trade-reply.ts';
import { toFound, toSymbolSpec, toTradeReply } from '../messaging/ea-book.ts';
import type { EaLink } from '../messaging/ea-link.ts';
import {
  findResult,
  symbolResult,
  type EaBook,
  type EaReply,
  type SymbolResult,
} from '../messaging/ea-protocol.ts';
import { eaResults, toHistoryPage, type HistoryPage } from '../messaging/ea-protocol-results.ts';
import { bookOfReply } from '../messaging/ea-message.ts';
import type { EaRequest } from '../messaging/ea-requests.ts';
import type { Policy } from './silence-policy.ts';
import type { Search, Terminal, TerminalLink } from './terminal.ts';

/** An order may take this long at the broker before its outcome counts as unknown. */
const TRADE_TIMEOUT_MS = 15_000;
const QUESTION_TIMEOUT_MS = 2_000;
/** The EA does nothing else while it writes a page: a small one. */
const HISTORY_PAGE = 200;

/** A page of the account's history, its amounts in the account's currency. */
export type AccountHistory = HistoryPage & { readonly currency: string };

/** See file header. */
export class EaTerminal implements Terminal {
  readonly #link: EaLink;
  readonly #onBook: (book: EaBook, readAtMs: number) => void;
  readonly #onUnreadable: () => void;
  #connection = 0;
  #questions = 0;
  #isPolling = false;

  /**
   * @param onBook takes the answers to {@link poll}, like pushed books.
   * @param onUnreadable called for each answer that is no book, for example with a volume of zero.
   */
  constructor(
    link: EaLink,
    onBook: (book: EaBook, readAtMs: number) => void,
    onUnreadable: () => void,
  ) {
    this.#link = link;
    this.#onBook = onBook;
    this.#onUnreadable = onUnreadable;
  }

  get link(): TerminalLink | null {
    const { session } = this.#link;
    if (session === null) return null;
    return {
      accountId: accountId(session.hello.login, session.hello.server),
      journalId: session.journalId,
      isTimed: session.eaNowMs !== null,
      connection: this.#connection,
    };
  }

  /** To be called when an EA has connected: its reads begin anew. */
  connected(): void {
    this.#connection += 1;
  }

  open(order: OpenOrder): Promise<TradeReply> {
    const eaNowMs = this.#link.session?.eaNowMs ?? null;
    if (eaNowMs === null) {
      return Promise.resolve({ type: 'unknown', reason: 'the EA’s clock is not known yet' });
    }
    // A clock that was set back must not lengthen the order's life; one that stands while the computer sleeps neither.
    const elapsedMs = Math.max(0, Date.now() - order.decidedAtMs, order.waitedMs ?? 0);
    const remainingMs = order.validForMs - elapsedMs;
    return this.#trade(order.request, {
      action: 'TRADE',
      params: {
        type: order.side,
        symbol: order.symbol,
        volume: order.volume,
        sl: order.sl ?? '0',
        tp: order.tp ?? '0',
        deviation: order.deviationPoints,
        magic: order.magic,
        comment: order.comment,
        filling: order.filling,
        validUntil: Math.max(0, Math.floor(eaNowMs + remainingMs)),
        worstPrice: order.worstPrice,
        ...(order.bestPrice === null ? {} : { bestPrice: order.bestPrice }),
        magicSince: order.magicSinceServerMs,
      },
    });
  }

  close(order: CloseOrder): Promise<TradeReply> {
    const { request, ticket, identifier, volume, ifVolume, magic, filling } = order;
    return this.#trade(request, {
      action: 'CLOSE',
      params: {
        ticket,
        identifier,
        volume,
        ifVolume,
        magic,
        ...(filling === undefined ? {} : { filling }),
      },
    });
  }

  modify(order: ModifyOrder): Promise<TradeReply> {
    const { request, ticket, identifier, sl, tp, magic } = order;
    return this.#trade(request, {
      action: 'MODIFY',
      params: { ticket, identifier, sl: sl ?? '0', tp: tp ?? '0', magic },
    });
  }

  async find({ request, magic, position, sinceServerMs }: Search): Promise<Found> {
    const reply = await this.#ask({
      action: 'FIND',
      params: { request, magic, position: position ?? '0', since: sinceServerMs },
    });
    const parsed = findResult.safeParse(reply);
    if (!parsed.success) throw new TerminalUnavailableError('the answer to FIND is malformed');
    return toFound(parsed.data, Date.now());
  }

  async learn(symbol: string, released: readonly string[] = []): Promise<SymbolLookup> {
    if (released.length > 0) {
      await this.#ask({ action: 'UNSUBSCRIBE', params: { symbols: released } });
    }
    const reply = await this.#ask({ action: 'GET_SYMBOL', params: { symbol } });
    if (!('ok' in reply)) {
      if (reply.error === 'SYMBOL_UNKNOWN' || reply.error === 'SYMBOL_NOT_SELECTED') {
        return { type: 'missing', code: reply.error };
      }
      throw new TerminalUnavailableError(`GET_SYMBOL "${symbol}": ${reply.error}`);
    }
    const parsed = symbolResult.safeParse(reply);
    if (!parsed.success) throw new TerminalUnavailableError('the symbol’s answer is malformed');
    const subscribed = await this.#ask({ action: 'SUBSCRIBE', params: { symbols: [symbol] } });
    // Without a quote it is subscribed all the same, and its first one is sent when it comes.
    if (!('ok' in subscribed) && subscribed.error !== 'SYMBOL_NOT_SELECTED') {
      throw new TerminalUnavailableError(`SUBSCRIBE "${symbol}": ${subscribed.error}`);
    }
    return { type: 'known', spec: toSymbolSpec(parsed.data) };
  }

  /**
   * Says what the EA is to do when this node is silent.
   * @throws TerminalUnavailableError when the EA does not answer.
   */
  async policy(policy: Policy): Promise<void> {
    const reply = await this.#ask({ action: 'POLICY', params: policy });
    if (!('ok' in reply)) throw new Error(`POLICY: ${reply.error} ${reply.message ?? ''}`);
  }

  /** The broker's symbols from the `offset`th on. @throws TerminalUnavailableError, see {@link trust}. */
  async symbolNames(offset: number): Promise<{ total: number; symbols: readonly string[] }> {
    const reply = await this.#ask({ action: 'GET_SYMBOLS', params: { offset } });
    const parsed = eaResults.GET_SYMBOLS.safeParse(reply);
    if (!parsed.success) throw new TerminalUnavailableError('the EA does not list its symbols');
    return parsed.data;
  }

  /** Null when the broker has no such symbol. @throws TerminalUnavailableError, see {@link trust}. */
  async inspect(symbol: string): Promise<SymbolResult | null> {
    const parsed = symbolResult.safeParse(
      await this.#ask({ action: 'GET_SYMBOL', params: { symbol } }),
    );
    return parsed.success ? parsed.data : null;
  }

  /**
   * The account's deals of a server time and later, oldest first, at most {@link HISTORY_PAGE};
   * one that cannot be used is left out, and said to be.
   * @throws TerminalUnavailableError when the EA does not answer, or has no history yet.
   */
  async history(sinceServerMs: number): Promise<AccountHistory> {
    const params = { since: sinceServerMs, limit: HISTORY_PAGE };
    const reply = await this.#ask({ action: 'GET_HISTORY', params });
    const page = toHistoryPage(reply);
    const { session } = this.#link;
    if (page === null || session === null) {
      throw new TerminalUnavailableError('the EA does not tell the history');
    }
    return { ...page, currency: session.hello.currency };
  }

  /** @throws TerminalUnavailableError when the EA does not answer, or refuses. */
  async trust(): Promise<void> {
    const reply = await this.#ask({ action: 'TRUST', params: {} });
    if (!('ok' in reply))
      throw new TerminalUnavailableError(`the EA refuses TRUST (${reply.error})`);
  }

  async poll(): Promise<void> {
    const { session } = this.#link;
    if (session === null || this.#isPolling) return;
    this.#isPolling = true;
    try {
      const params = { closedAfter: session.closings.revision };
      const reply = await this.#ask({ action: 'GET_POSITIONS', params });
      const told = bookOfReply(reply);
      if (told === null && 'ok' in reply) this.#onUnreadable();
      if (told === null) return;
      const book = session.closings.completed(told);
      const readAtMs = session.toEpochMs(book.readMs);
      if (readAtMs !== null) this.#onBook(book, readAtMs);
    } catch (error) {
      // An EA that does not answer is noticed by its silence; the next poll is 100 ms away.
      if (!(error instanceof TerminalUnavailableError)) throw error;
    } finally {
      this.#isPolling = false;
    }
  }

  async #trade(id: string, request: EaRequest): Promise<TradeReply> {
    try {
      const reply = await this.#link.request(id, request, TRADE_TIMEOUT_MS);
      return toTradeReply(reply, (us) => this.#link.session?.usToEpochMs(us) ?? null);
    } catch (error) {
      if (!(error instanceof TerminalUnavailableError)) throw error;
      return { type: 'unknown', reason: error.message };
    }
  }

  /** A question changes nothing, so its id only has to be unique within the connection. */
  #ask(request: EaRequest): Promise<EaReply> {
    this.#questions += 1;
    const id = `q${String(this.#connection)}-${String(this.#questions)}`;
    return this.#link.request(id, request, QUESTION_TIMEOUT_MS);
  }
}

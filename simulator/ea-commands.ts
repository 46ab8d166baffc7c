/**
 * Carries out what the node asks of the EA: one request, one reply. Order requests go through the
 * journal, so that a repeated id is answered and never executed again.
 */
import { Big } from 'big.js';
import { z } from 'zod';
import { RETCODE, type MarketOrder } from './market-order.ts';
import type { EaJournal, StoredReply } from './ea-journal.ts';
import { reportSymbol, type BookReader } from './ea-reports.ts';
import { params, type CloseParams, type Request, type TradeParams } from './ea-wire.ts';
import type { Terminal } from './terminal.ts';

/** An answer without its `id`. */
type Answer = Record<string, unknown>;

/** What the commands work on. */
export interface EaCommandParts {
  readonly terminal: Terminal;
  readonly journal: EaJournal;
  readonly books: BookReader;
}

/** See the file's head. */
export class EaCommands {
  readonly #parts: EaCommandParts;
  readonly #inFlight = new Map<string, Promise<StoredReply>>();

  constructor(parts: EaCommandParts) {
    this.#parts = parts;
  }

  /**
   * The reply to one request, with its id.
   * @param subscribe called with the symbols of a SUBSCRIBE, all of which exist.
   */
  async answer(
    { id, action, params: given }: Request,
    subscribe: (symbols: readonly string[]) => void,
  ): Promise<Answer> {
    return { id, ...(await this.#answer(id, action, given, subscribe)) };
  }

  /** Settles when no order is in flight any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#inFlight.values());
  }

  async #answer(
    id: string,
    action: string,
    given: unknown,
    subscribe: (symbols: readonly string[]) => void,
  ): Promise<Answer> {
    const { books, journal, terminal } = this.#parts;
    switch (action) {
      case 'GET_POSITIONS':
        return { ok: true, book: books.read() };
      case 'GET_SYMBOL':
        return withParams(params.GET_SYMBOL, given, ({ symbol }) => {
          const spec = terminal.symbols.get(symbol);
          return spec === undefined ? unknownSymbol(symbol) : { ok: true, ...reportSymbol(spec) };
        });
      case 'SUBSCRIBE':
        return withParams(params.SUBSCRIBE, given, ({ symbols }) => {
          const missing = symbols.find((symbol) => !terminal.symbols.has(symbol));
          if (missing !== undefined) return unknownSymbol(missing);
          subscribe(symbols);
          return { ok: true };
        });
      case 'FIND':
        return withParams(params.FIND, given, (wanted) => ({
          ok: true,
          ...books.find(wanted, journal),
        }));
      case 'TRADE':
        return withParams(params.TRADE, given, (trade) =>
          this.#once(id, () => this.#whyNotOpen(trade) ?? this.#opening(id, trade)),
        );
      case 'CLOSE':
        return withParams(params.CLOSE, given, (close) =>
          this.#once(id, () => this.#whyNotClose(close) ?? this.#closing(id, close)),
        );
      default:
        return {
          error: 'UNKNOWN_ACTION',
          message: `action "${action}" is not known`.slice(0, 512),
        };
    }
  }

  /** Runs an order request, unless the journal knows its id. `prepare` decides and does nothing. */
  #once(id: string, prepare: () => StoredReply | MarketOrder): Promise<Answer> | Answer {
    const running = this.#inFlight.get(id);
    if (running !== undefined) return running;
    const { journal } = this.#parts;
    const known = journal.find(id);
    if (known.state === 'result') return known.result;
    if (known.state === 'sent') {
      return { error: 'UNKNOWN', message: 'sent before the terminal was restarted, no result' };
    }
    const prepared = prepare();
    journal.sent(id);
    if (!isOrder(prepared)) {
      journal.result(id, prepared);
      return prepared;
    }
    const sending = this.#send(id, prepared).finally(() => this.#inFlight.delete(id));
    this.#inFlight.set(id, sending);
    return sending;
  }

  async #send(id: string, order: MarketOrder): Promise<StoredReply> {
    const { journal, terminal } = this.#parts;
    const sentUs = microseconds();
    const outcome = await terminal.orderSend(order);
    const answeredUs = microseconds();
    const result: StoredReply =
      outcome.deal === null
        ? { error: 'REJECTED', retcode: outcome.retcode, message: 'the broker rejected the order' }
        : {
            ok: true,
            retcode: outcome.retcode,
            order: outcome.order,
            deal: outcome.deal.deal,
            position: outcome.deal.position,
            ticket: outcome.deal.position,
            volume: outcome.deal.volume,
            price: outcome.deal.price,
            sentUs,
            answeredUs,
          };
    journal.result(id, result);
    return result;
  }

  #whyNotOpen(trade: TradeParams): StoredReply | null {
    const { clock } = this.#parts.terminal;
    if (!this.#parts.terminal.symbols.has(trade.symbol)) return unknownSymbol(trade.symbol);
    const nowMs = clock.tickCountMs();
    if (nowMs > trade.validUntil) {
      return { error: 'EXPIRED', message: `${String(nowMs - trade.validUntil)} ms too late` };
    }
    return this.#whyMagicExists(trade) ?? this.#whyPriceMoved(trade);
  }

  #whyPriceMoved({ symbol, type, worstPrice, bestPrice }: TradeParams): StoredReply | null {
    const quote = this.#parts.terminal.quote(symbol);
    if (quote === null) return null;
    const price = new Big(type === 'BUY' ? quote.ask : quote.bid);
    const isWorse = type === 'BUY' ? price.gt(worstPrice) : price.lt(worstPrice);
    const isBetter =
      bestPrice !== undefined && (type === 'BUY' ? price.lt(bestPrice) : price.gt(bestPrice));
    if (!isWorse && !isBetter) return null;
    const allowed = `${bestPrice ?? 'any better price'} to ${worstPrice}`;
    return { error: 'PRICE_MOVED', message: `price ${price.toString()}, allowed ${allowed}` };
  }

  #whyMagicExists({ magic, magicSince }: TradeParams): StoredReply | null {
    if (magic === '0') return null;
    const { positions, orders, deals } = this.#parts.terminal.account;
    const isMine = (entry: { readonly magic: string }): boolean => entry.magic === magic;
    const position = positions.find(isMine);
    const order = orders.find(isMine);
    const deal = deals.find((entry) => isMine(entry) && entry.timeMsc >= magicSince);
    if (position !== undefined) return magicExists(`position ${position.identifier}`);
    if (order !== undefined) return magicExists(`order ${order.ticket}`);
    return deal === undefined ? null : magicExists(`deal ${deal.deal}`);
  }

  #opening(id: string, trade: TradeParams): MarketOrder {
    const { type, symbol, volume, sl, tp, magic, comment, filling } = trade;
    const order = { symbol, side: type, volume, sl, tp, magic, comment, filling };
    return { ...order, reason: 'EXPERT', closes: null, request: id };
  }

  #whyNotClose({ ticket, identifier, ifVolume }: CloseParams): StoredReply | null {
    const position = this.#parts.terminal.account.position(identifier);
    if (position === null || ticket !== identifier) {
      const message = `position ${identifier} with ticket ${ticket} is not open`;
      return { error: 'REJECTED', retcode: RETCODE.POSITION_CLOSED, message };
    }
    if (new Big(position.volume).eq(ifVolume)) return null;
    const message = `position ${identifier} has ${position.volume}, not ${ifVolume}`;
    return { error: 'VOLUME_CHANGED', message };
  }

  #closing(id: string, { identifier, volume, magic }: CloseParams): StoredReply | MarketOrder {
    const { account, symbols } = this.#parts.terminal;
    const position = account.position(identifier);
    if (position === null) throw new Error(`position ${identifier} vanished between two lines`);
    const isIoc = ((symbols.get(position.symbol)?.fillingMode ?? 0) & 2) !== 0;
    return {
      symbol: position.symbol,
      side: position.side === 'BUY' ? 'SELL' : 'BUY',
      volume,
      sl: '0',
      tp: '0',
      magic,
      comment: '',
      filling: isIoc ? 'IOC' : 'FOK',
      reason: 'EXPERT',
      closes: identifier,
      request: id,
    };
  }
}

/** GetMicrosecondCount; the heartbeats tell the same counter. */
function microseconds(): number {
  return Math.round(performance.now() * 1_000);
}

function isOrder(prepared: StoredReply | MarketOrder): prepared is MarketOrder {
  return 'closes' in prepared;
}

function magicExists(where: string): StoredReply {
  return { error: 'MAGIC_EXISTS', message: where };
}

function unknownSymbol(symbol: string): StoredReply {
  return { error: 'SYMBOL_UNKNOWN', message: `symbol "${symbol}" is not at this broker` };
}

function withParams<Params>(
  schema: z.ZodType<Params>,
  given: unknown,
  act: (parsed: Params) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return act(parsed.data);
  return { error: 'BAD_PARAMS', message: z.prettifyError(parsed.error).slice(0, 512) };
}

/** From the EA's messages to the domain's books, specifications and findings. */
import type { Book } from '../domain/book.ts';
import { magic, positionId, ticket, isTicket, type AccountId, type Ticket } from '../domain/ids.ts';
import type { Position } from '../domain/position.ts';
import {
  lots,
  price,
  symbolSpec,
  type Lots,
  type Price,
  type Session,
  type SymbolSpec,
} from '../domain/symbol-spec.ts';
import type { Found, TradeReply } from '../domain/trade-reply.ts';
import type { EaBook, EaReply, FindResult, SymbolResult } from './ea-protocol.ts';
import { tradeResult } from './ea-protocol.ts';
import { symbolSessions } from './ea-protocol-results.ts';
import { oncePerList } from './once-per-list.ts';

/** @param readAtMs the read's time on this computer's clock, epoch ms. */
export function toBook(book: EaBook, account: AccountId, readAtMs: number): Book {
  return {
    accountId: account,
    read: book.read,
    readAtMs,
    serverNowMs: book.serverNow,
    connected: book.connected,
    synced: book.synced,
    complete: book.complete,
    positions: new Map(
      book.positions.map((item) => [positionId(item.identifier), toPosition(item)]),
    ),
    orders: book.orders.map((order) => ticket(order.ticket)),
    recentlyClosed: closingsOf(book.recentlyClosed),
  };
}

const closingsOf = oncePerList((list: EaBook['recentlyClosed']): Book['recentlyClosed'] =>
  list.map((deal) => ({
    deal: ticket(deal.deal),
    order: ticket(deal.order),
    identifier: positionId(deal.identifier),
    entry: deal.entry,
    volume: lots(deal.volume),
    price: price(deal.price),
    timeServerMs: deal.timeMsc,
    reason: deal.reason,
    magic: magic(deal.magic),
  })),
);

/** @throws RangeError when the values contradict each other, for example a minimum off the step. */
export function toSymbolSpec(result: SymbolResult): SymbolSpec {
  return symbolSpec({
    symbol: result.symbol,
    digits: result.digits,
    tickSize: result.tickSize,
    volumeStep: result.volumeStep,
    volumeMin: result.volumeMin,
    volumeMax: result.volumeMax,
    volumeLimit: result.volumeLimit,
    fillingMode: result.fillingMode,
    stopsLevel: result.stopsLevel,
    sessions: sessionsOf(result),
  });
}

/**
 * The outcome class of a reply to TRADE or CLOSE.
 * @param toEpochMs maps the EA's microseconds; without it the answer carries no times.
 */
export function toTradeReply(
  reply: EaReply,
  toEpochMs: (eaUs: number) => number | null = () => null,
): TradeReply {
  if (!('ok' in reply)) {
    if (reply.error === 'UNKNOWN') return { type: 'unknown', reason: reply.message ?? 'no result' };
    return {
      type: 'rejected',
      error: reply.error,
      retcode: reply.retcode ?? null,
      message: reply.message ?? reply.error,
    };
  }
  const parsed = tradeResult.safeParse(reply);
  if (!parsed.success) return { type: 'unknown', reason: 'the result is malformed' };
  const { retcode, order, position, ticket: current, volume, sentUs, answeredUs } = parsed.data;
  const filledAt = priceOrNull(parsed.data.price);
  const sentAtMs = sentUs === undefined ? null : toEpochMs(sentUs);
  const answeredAtMs = answeredUs === undefined ? null : toEpochMs(answeredUs);
  return {
    type: 'taken',
    retcode,
    order: ticketOrNull(order),
    position:
      isTicket(position) && isTicket(current)
        ? { identifier: positionId(position), ticket: ticket(current) }
        : null,
    volume: lotsOrNull(volume),
    ...(filledAt === null ? {} : { price: filledAt }),
    ...(sentAtMs === null || answeredAtMs === null ? {} : { times: { sentAtMs, answeredAtMs } }),
  };
}

/** @param atMs when the answer arrived, epoch ms. */
export function toFound(result: FindResult, atMs: number): Found {
  return {
    journal: result.journal,
    journalId: result.journalId,
    reply: result.result === undefined ? null : toTradeReply(result.result),
    isReliable: result.connected && result.synced,
    positions: result.positions.map(toPosition),
    orders: result.orders.map((order) => ticket(order.ticket)),
    historyOrders: result.historyOrders.map(ticket),
    deals: result.deals.map((deal) => ({
      deal: ticket(deal.deal),
      order: ticket(deal.order),
      identifier: positionId(deal.identifier),
      entry: deal.entry,
      volume: lots(deal.volume),
      reason: deal.reason,
      magic: magic(deal.magic),
    })),
    atMs,
  };
}

/** An EA that does not tell them, or tells nonsense, leaves them unknown. */
function sessionsOf(result: SymbolResult): readonly Session[] {
  const parsed = symbolSessions.safeParse(result['sessions']);
  if (!parsed.success) return [];
  return parsed.data.map(({ day, from, to }) => ({ day, fromS: from, toS: to }));
}

function toPosition(item: EaBook['positions'][number]): Position {
  return {
    identifier: positionId(item.identifier),
    ticket: ticket(item.ticket),
    symbol: item.symbol,
    side: item.type,
    volume: lots(item.volume),
    priceOpen: price(item.priceOpen),
    sl: priceOrNull(item.sl),
    tp: priceOrNull(item.tp),
    openedAtServerMs: item.timeMsc,
    magic: magic(item.magic),
    comment: item.comment,
  };
}

/** MT5 says 0 where there is no SL or TP. */
function priceOrNull(text: string): Price | null {
  return /[1-9]/.test(text) ? price(text) : null;
}

function lotsOrNull(text: string): Lots | null {
  return /[1-9]/.test(text) ? lots(text) : null;
}

function ticketOrNull(text: string): Ticket | null {
  return isTicket(text) ? ticket(text) : null;
}

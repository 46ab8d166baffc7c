/** From the wire's words to the domain's: a received message as a master's book. */
import type { MasterBook } from '../domain/book.ts';
import { accountName, magic, masterId, positionId, ticket } from '../domain/ids.ts';
import { lots, price, type Price } from '../domain/symbol-spec.ts';
import type { BookMessage } from './book-message.ts';
import { oncePerList } from './once-per-list.ts';

/** The domain's book; the message has passed `decodeBookMessage`. */
export function toMasterBook(message: BookMessage): MasterBook {
  return {
    accountId: masterId(message.masterId),
    name: accountName(message.name),
    epoch: message.epoch,
    seq: message.seq,
    sentAtMs: message.sentAt,
    read: message.read,
    readAtMs: message.readAt,
    serverNowMs: message.serverNow,
    connected: message.connected,
    synced: message.synced,
    complete: message.complete,
    orders: message.orders.map(ticket),
    positions: new Map(
      message.positions.map((item) => [
        positionId(item.identifier),
        {
          ...item,
          identifier: positionId(item.identifier),
          ticket: ticket(item.ticket),
          volume: lots(item.volume),
          priceOpen: price(item.priceOpen),
          sl: priceOrNull(item.sl),
          tp: priceOrNull(item.tp),
          magic: magic(item.magic),
        },
      ]),
    ),
    recentlyClosed: closingsOf(message.recentlyClosed),
  };
}

const closingsOf = oncePerList(
  (list: BookMessage['recentlyClosed']): MasterBook['recentlyClosed'] =>
    list.map((item) => ({
      ...item,
      deal: ticket(item.deal),
      order: ticket(item.order),
      identifier: positionId(item.identifier),
      volume: lots(item.volume),
      price: price(item.price),
      magic: magic(item.magic),
    })),
);

function priceOrNull(value: string | null): Price | null {
  return value === null ? null : price(value);
}

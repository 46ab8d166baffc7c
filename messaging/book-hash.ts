/**
 * The fingerprint of a book's content: SHA-256 over everything but `version`, `seq`, `sentAt` and the
 * hash itself, in the schema's order. Two messages with one hash say the same (a heartbeat repeats
 * it), a message whose hash does not fit its content was damaged or composed wrongly, and a record of
 * an order can name the book it came from.
 */
import { createHash } from 'node:crypto';
import type { BookMessage } from './book-message.ts';

/** The hash as 64 lower-case hex digits. Independent of the order of keys in `message`. */
export function bookHash(message: BookMessage): string {
  const { account } = message;
  const content = [
    message.masterId,
    message.name,
    message.login,
    message.server,
    message.epoch,
    message.read,
    message.readAt,
    message.serverNow,
    message.connected,
    message.synced,
    message.complete,
    message.positions.map((item) => [
      item.identifier,
      item.ticket,
      item.symbol,
      item.side,
      item.volume,
      item.priceOpen,
      item.sl,
      item.tp,
      item.openedAtServerMs,
      item.magic,
      item.comment,
    ]),
    message.orders,
    message.recentlyClosed.map((item) => [
      item.deal,
      item.order,
      item.identifier,
      item.entry,
      item.volume,
      item.price,
      item.timeServerMs,
      item.reason,
      item.magic,
    ]),
    [account.balance, account.equity, account.currency],
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

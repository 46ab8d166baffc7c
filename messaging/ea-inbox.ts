/** Brings an authenticated EA's messages to whom they are for. */
import type { EaLinkListener } from './ea-link-listener.ts';
import { parseEaMessage } from './ea-message.ts';
import type { EaSession } from './ea-session.ts';

/** Takes one message. @returns what is wrong with it, or null. */
export function deliver(body: Buffer, session: EaSession, to: EaLinkListener): string | null {
  const message = parseEaMessage(body);
  if (message === null) return 'a message of the EA does not parse';
  switch (message.type) {
    case 'reply':
      session.answer(message.reply);
      return null;
    case 'HEARTBEAT':
      session.heartbeat(message);
      return null;
    case 'BOOK': {
      const book = session.closings.completed(message.book);
      const readAtMs = session.toEpochMs(book.readMs);
      // Before the first round trip nobody can say when it was read: the next book comes in 100 ms.
      if (readAtMs !== null) to.book(book, readAtMs);
      return null;
    }
    case 'DATA':
      to.quote(message);
      return null;
    case 'DEAL': {
      // The book that follows says it again, and with what it means for the positions: only when it
      // was known is not in there.
      const toldAtMs = session.usToEpochMs(message.us);
      if (toldAtMs !== null) to.dealTold?.(toldAtMs);
      return null;
    }
    case 'HELLO':
    case 'AUTH':
      return `${message.type} on an authenticated connection`;
  }
}

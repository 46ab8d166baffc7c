/** From the bytes of an EA's message to what they mean; the only place that parses them. */
import { z } from 'zod';
import {
  eaBook,
  eaReply,
  eaStream,
  type EaBook,
  type EaReply,
  type EaStream,
} from './ea-protocol.ts';

// Compiled, the schemas take half of their time, and a book can be long. `strict`: what cannot be
// compiled must not fall back in silence.
const STREAM = z.compile(eaStream, { strict: true });
const REPLY = z.compile(eaReply, { strict: true });
const BOOK = z.compile(eaBook, { strict: true });

/** An answer to a request, or a message with a `type` of its own. */
export type EaMessage = EaStream | { readonly type: 'reply'; readonly reply: EaReply };

/** Null when it is neither. Never throws, whatever the bytes are. */
export function parseEaMessage(body: Buffer): EaMessage | null {
  const json = parseJson(body.toString('utf8'));
  if (typeof json !== 'object' || json === null) return null;
  if ('id' in json) {
    const reply = REPLY.safeParse(json);
    return reply.success ? { type: 'reply', reply: reply.data } : null;
  }
  return STREAM.safeParse(json).data ?? null;
}

/** The book of an answer to GET_POSITIONS; null when there is none, or it is malformed. */
export function bookOfReply(reply: EaReply): EaBook | null {
  return 'ok' in reply ? (BOOK.safeParse(reply['book']).data ?? null) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON at all: the caller counts it like anything that does not parse.
    return null;
  }
}

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
import { RepeatedClosings } from './repeated-closings.ts';

// Compiled, the schemas take half of their time, and a book can be long. `strict`: what cannot be
// compiled must not fall back in silence.
const STREAM = z.compile(eaStream, { strict: true });
const REPLY = z.compile(eaReply, { strict: true });
const BOOK = z.compile(eaBook, { strict: true });
const CLOSINGS = new RepeatedClosings<EaBook['recentlyClosed'][number]>();

/** An answer to a request, or a message with a `type` of its own. */
export type EaMessage = EaStream | { readonly type: 'reply'; readonly reply: EaReply };

/** Null when it is neither. Never throws, whatever the bytes are. */
export function parseEaMessage(body: Buffer): EaMessage | null {
  const text = body.toString('utf8');
  return parseRepeating(text) ?? parseWhole(text);
}

/** The book of an answer to GET_POSITIONS; null when there is none, or it is malformed. */
export function bookOfReply(reply: EaReply): EaBook | null {
  if (!('ok' in reply) || !isBookLike(reply['book'])) return null;
  const { recentlyClosed, ...rest } = reply['book'];
  const known = CLOSINGS.known(recentlyClosed);
  const { data } = BOOK.safeParse({
    ...rest,
    recentlyClosed: known === null ? recentlyClosed : [],
  });
  if (data === undefined || known === null) return data ?? null;
  return { ...data, recentlyClosed: known };
}

/** A book, or an answer with one, that repeats known closing deals; null of everything else. */
function parseRepeating(text: string): EaMessage | null {
  const known = CLOSINGS.cut(text);
  if (known === null) return null;
  const { deals: recentlyClosed } = known;
  const message = parseJsonMessage(parseJson(known.rest));
  if (message?.type === 'BOOK') {
    const { book } = message;
    return book.recentlyClosed.length > 0
      ? null
      : { ...message, book: { ...book, recentlyClosed } };
  }
  if (message?.type !== 'reply' || !('ok' in message.reply)) return null;
  const { reply } = message;
  const book = reply['book'];
  // Elsewhere it is somebody else's list.
  if (!isBookLike(book) || !isEmptyList(book.recentlyClosed)) return null;
  return { type: 'reply', reply: { ...reply, book: { ...book, recentlyClosed } } };
}

function isBookLike(value: unknown): value is { readonly recentlyClosed: unknown } {
  return typeof value === 'object' && value !== null && 'recentlyClosed' in value;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function parseWhole(text: string): EaMessage | null {
  const json = parseJson(text);
  const message = parseJsonMessage(json);
  if (message?.type === 'BOOK') {
    const { book } = json as { readonly book: { readonly recentlyClosed: unknown } };
    CLOSINGS.learn(text, book.recentlyClosed, message.book.recentlyClosed);
  }
  return message;
}

function parseJsonMessage(json: unknown): EaMessage | null {
  if (typeof json !== 'object' || json === null) return null;
  if ('id' in json) {
    const reply = REPLY.safeParse(json);
    return reply.success ? { type: 'reply', reply: reply.data } : null;
  }
  return STREAM.safeParse(json).data ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON at all: the caller counts it like anything that does not parse.
    return null;
  }
}

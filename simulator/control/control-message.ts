/**
 * What a terminal's controller and the terminal say to each other: over IPC when it was forked, else one
 * JSON object per line over 127.0.0.1, the first one a LOGIN with the token of the address file.
 *
 * Invariant: every request gets one answer with its number, unless the connection ends first.
 */
import { z } from 'zod';
import { ProtocolError } from '../../domain/errors.ts';

const decimal = z.string().regex(/^\d{1,15}(\.\d{1,15})?$/, 'must be a plain decimal as a string');
/** One position by its identifier, the oldest or newest, or all. */
const positions = z.union([
  z.enum(['all', 'oldest', 'newest']),
  z.string().regex(/^[1-9]\d{0,19}$/),
]);
const symbol = z.string().min(1).max(64);

/** A trade by hand, at the prices of the moment. */
const handTrade = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    symbol,
    side: z.enum(['BUY', 'SELL']),
    volume: decimal,
    sl: decimal.exactOptional(),
    tp: decimal.exactOptional(),
  }),
  /** The whole of each, or so many lots. */
  z.strictObject({ type: z.literal('close'), positions, volume: decimal.exactOptional() }),
  /** `0` removes. */
  z.strictObject({ type: z.literal('modify'), positions, sl: decimal, tp: decimal }),
]);
/** See {@link handTrade}. */
export type HandTrade = z.infer<typeof handTrade>;

/** What a terminal can be told. */
export const controlCommand = z.discriminatedUnion('type', [
  /** Who it is, whether it is connected, and its account as the broker has it. */
  z.strictObject({ type: z.literal('state') }),
  /** The faults that wait or last, at the terminal and at its broker. */
  z.strictObject({ type: z.literal('faults') }),
  /** Any fault; where it names no account it is this terminal's. */
  z.strictObject({ type: z.literal('add-fault'), fault: z.looseObject({ type: z.string() }) }),
  z.strictObject({ type: z.literal('remove-fault'), fault: z.string().min(1).max(64) }),
  z.strictObject({ type: z.literal('clear-faults') }),
  z.strictObject({ type: z.literal('trade'), trade: handTrade }),
  /** In order, with the EA's OnDeinit. */
  z.strictObject({ type: z.literal('stop') }),
  /** At once, as a crash. */
  z.strictObject({ type: z.literal('kill') }),
]);
/** See {@link controlCommand}. */
export type ControlCommand = z.infer<typeof controlCommand>;

const number = z.number().int().positive();

/** To the terminal. */
export const controlRequest = z.strictObject({
  type: z.literal('control'),
  number,
  command: controlCommand,
});
/** See {@link controlRequest}. */
export type ControlRequest = z.infer<typeof controlRequest>;

/** The first line of a connection. */
export const controlLogin = z.strictObject({
  type: z.literal('LOGIN'),
  token: z.string().max(256),
});

/** From the terminal. */
export const controlAnswer = z.discriminatedUnion('ok', [
  z.strictObject({
    type: z.literal('control-answer'),
    number,
    ok: z.literal(true),
    result: z.unknown(),
  }),
  z.strictObject({
    type: z.literal('control-answer'),
    /** 0: to a line that was no request; the connection ends. */
    number: z.number().int().nonnegative(),
    ok: z.literal(false),
    error: z.string(),
  }),
]);
/** See {@link controlAnswer}. */
export type ControlAnswer = z.infer<typeof controlAnswer>;

/** @throws ProtocolError naming what is wrong, never the text itself: it may hold the token. */
export function parseControlLine<T>(line: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new ProtocolError('the line is no JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ProtocolError(`the line is no message:\n${z.prettifyError(parsed.error)}`);
}

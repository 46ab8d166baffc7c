/**
 * What a node sends to the EA, as docs/ea-protocol.md describes it. Written apart from messaging/ on
 * purpose: a mistake there must not be mirrored here.
 */
import { z } from 'zod';

const decimal = z.string().regex(/^\d{1,12}(\.\d{1,8})?$/);
const ticket = z.string().regex(/^\d{1,20}$/);
const magic = z.string().regex(/^-?\d{1,19}$/);
const text = z.string().max(256);
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const ms = z.number().int().nonnegative();

/** Messages that are no requests. */
export const nodeMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('CHALLENGE'), nonceNode: hex32, mac: hex32 }),
  z.strictObject({ type: z.literal('WELCOME'), lease: z.number().int().nonnegative() }),
  z.strictObject({ type: z.literal('REFUSED'), code: text, message: z.string() }),
  z.strictObject({ type: z.literal('HEARTBEAT'), seq: z.number().int().nonnegative() }),
  z.strictObject({ type: z.literal('GOODBYE') }),
]);
/** See {@link nodeMessage}. */
export type NodeMessage = z.infer<typeof nodeMessage>;

/** The frame of a request; its parameters depend on the action. */
export const request = z.strictObject({
  id: z.string().min(1).max(512),
  action: z.string().max(64),
  params: z.unknown(),
});
/** See {@link request}. */
export type Request = z.infer<typeof request>;

/** Parameters of the actions that have some. */
export const params = {
  GET_SYMBOL: z.strictObject({ symbol: text }),
  SUBSCRIBE: z.strictObject({ symbols: z.array(text).max(1_000) }),
  TRADE: z.strictObject({
    type: z.enum(['BUY', 'SELL']),
    symbol: text,
    volume: decimal,
    sl: decimal,
    tp: decimal,
    deviation: z.number().int().nonnegative(),
    magic,
    comment: text,
    filling: z.enum(['IOC', 'FOK']),
    validUntil: ms,
    worstPrice: decimal,
    bestPrice: decimal.exactOptional(),
    magicSince: ms,
  }),
  CLOSE: z.strictObject({ ticket, identifier: ticket, volume: decimal, ifVolume: decimal, magic }),
  MODIFY: z.strictObject({ ticket, identifier: ticket, sl: decimal, tp: decimal, magic }),
  FIND: z.strictObject({ request: z.string().max(512), magic, position: ticket, since: ms }),
} as const;
/** Parameters of TRADE. */
export type TradeParams = z.infer<typeof params.TRADE>;
/** Parameters of CLOSE. */
export type CloseParams = z.infer<typeof params.CLOSE>;
/** Parameters of FIND. */
export type FindParams = z.infer<typeof params.FIND>;

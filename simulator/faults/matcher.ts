/** Which requests a fault hits, as it stands in the fault's description. */
import { z } from 'zod';

/** Digits, as logins are written. */
export const loginText = z.string().regex(/^[1-9]\d{0,11}$/, 'must be 1 to 12 digits as a string');

/** What a request does; see the engine's Operation. */
export const operation = z.enum([
  'open',
  'close',
  'partial-close',
  'pending',
  'modify-position',
  'modify-order',
  'remove',
  'close-by',
]);

/** Which of the requests that fit are hit: from the `nth` on, `count` of them. */
export const counting = {
  /** The first one that is hit, from 1; counted from the moment at which the fault was added. */
  nth: z.number().int().positive().default(1),
  /** How many from there on; null: all. */
  count: z.number().int().positive().nullable().default(1),
};

/** Requests: a field that is absent fits every request. */
export const requestMatcher = {
  account: loginText.exactOptional(),
  operation: operation.exactOptional(),
  symbol: z.string().min(1).exactOptional(),
  /** EXPERT: sent by an EA; CLIENT: by hand. */
  reason: z.enum(['CLIENT', 'MOBILE', 'EXPERT']).exactOptional(),
  ...counting,
};

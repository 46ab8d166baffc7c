/** ORDER_* and DEAL_*: the properties of orders, active or in history, and of deals. */
import type { DealRecord, OrderRecord } from '../broker/records.ts';
import {
  DEAL_TYPES,
  ENTRIES,
  FILLINGS,
  LIFETIMES,
  ORDER_STATES,
  ORDER_TYPES,
  REASONS,
  numberOf,
} from './mql-enumerations.ts';
import type { Properties } from './properties.ts';

const seconds = (ms: number): bigint => BigInt(Math.floor(ms / 1_000));
const word = (words: readonly string[], text: string): bigint => BigInt(numberOf(words, text));

export const ORDER_INTEGERS: Properties<OrderRecord, bigint> = {
  22: ({ ticket }) => BigInt(ticket),
  1: ({ timeSetupMsc }) => seconds(timeSetupMsc),
  2: ({ expiration }) => BigInt(expiration),
  3: ({ timeDoneMsc }) => seconds(timeDoneMsc),
  4: ({ type }) => word(ORDER_TYPES, type),
  5: ({ filling }) => word(FILLINGS, filling),
  6: ({ lifetime }) => word(LIFETIMES, lifetime),
  14: ({ state }) => word(ORDER_STATES, state),
  15: ({ magic }) => BigInt(magic),
  17: ({ position }) => BigInt(position),
  18: ({ timeSetupMsc }) => BigInt(timeSetupMsc),
  19: ({ timeDoneMsc }) => BigInt(timeDoneMsc),
  21: ({ positionBy }) => BigInt(positionBy),
  23: ({ reason }) => word(REASONS, reason),
};

export const ORDER_DOUBLES: Properties<OrderRecord, number> = {
  7: ({ volumeInitial }) => Number(volumeInitial),
  8: ({ volumeCurrent }) => Number(volumeCurrent),
  9: ({ priceOpen }) => Number(priceOpen),
  10: ({ priceOpen }) => Number(priceOpen),
  11: ({ priceStopLimit }) => Number(priceStopLimit),
  12: ({ sl }) => Number(sl),
  13: ({ tp }) => Number(tp),
};

export const ORDER_STRINGS: Properties<OrderRecord, string> = {
  0: ({ symbol }) => symbol,
  16: ({ comment }) => comment,
  20: () => '',
};

export const DEAL_INTEGERS: Properties<DealRecord, bigint> = {
  15: ({ deal }) => BigInt(deal),
  1: ({ order }) => BigInt(order),
  2: ({ timeMsc }) => seconds(timeMsc),
  13: ({ timeMsc }) => BigInt(timeMsc),
  3: ({ type }) => word(DEAL_TYPES, type),
  4: ({ entry }) => word(ENTRIES, entry),
  11: ({ magic }) => BigInt(magic),
  12: ({ position }) => BigInt(position),
  16: ({ reason }) => word(REASONS, reason),
};

export const DEAL_DOUBLES: Properties<DealRecord, number> = {
  5: ({ volume }) => Number(volume),
  6: ({ price }) => Number(price),
  7: ({ commission }) => Number(commission),
  8: ({ swap }) => Number(swap),
  9: ({ profit }) => Number(profit),
  17: ({ fee }) => Number(fee),
  18: ({ sl }) => Number(sl),
  19: ({ tp }) => Number(tp),
};

export const DEAL_STRINGS: Properties<DealRecord, string> = {
  0: ({ symbol }) => symbol,
  10: ({ comment }) => comment,
  14: () => '',
};

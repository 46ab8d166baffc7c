/**
 * Branded identifiers, so that a ticket can never be passed where an account is meant.
 * MT5's tickets, identifiers and magics are 64-bit and therefore decimal strings here: a JavaScript
 * number loses them above 2^53.
 */
declare const brand: unique symbol;
type Brand<Value, Name extends string> = Value & {
  readonly [brand]: { readonly [K in Name]: true };
};

/** `login@server` of an account, known from its first authenticated HELLO; never changes. */
export type AccountId = Brand<string, 'AccountId'>;
/** The {@link AccountId} of a master. */
export type MasterId = Brand<AccountId, 'MasterId'>;
/** The {@link AccountId} of a slave. */
export type SlaveId = Brand<AccountId, 'SlaveId'>;
/** The name of an account document: for display, may be changed by the user. */
export type AccountName = Brand<string, 'AccountName'>;
/** A ticket of a position, an order or a deal (`ulong`, decimal). A position's ticket may change. */
export type Ticket = Brand<string, 'Ticket'>;
/** `POSITION_IDENTIFIER`: never changes in the life of a position (`ulong`, decimal). */
export type PositionId = Brand<string, 'PositionId'>;
/** A magic number (`long`, decimal). */
export type Magic = Brand<string, 'Magic'>;
/** `masterId/POSITION_IDENTIFIER/slaveId`: one master position on one slave. */
export type CopyId = Brand<string, 'CopyId'>;
/** `copyId/operation/number`: one order request. No id is ever used twice. */
export type RequestId = Brand<string, 'RequestId'>;

const ULONG_MAX = (1n << 64n) - 1n;
const LONG_MAX = (1n << 63n) - 1n;
const LONG_MIN = -(1n << 63n);
const DECIMAL_INTEGER = /^-?\d{1,20}$/;
/** Far from 64 bit, as nearly all are: only the others pay for exact arithmetic. */
const SHORT_TICKET = /^[1-9]\d{0,17}$/;
const SHORT_MAGIC = /^(?:0|-?[1-9]\d{0,17})$/;

/** Whether `text` is a canonical decimal integer in [min, max] (no sign but `-`, no leading zeros). */
function isInteger(text: string, min: bigint, max: bigint): boolean {
  if (!DECIMAL_INTEGER.test(text)) return false;
  const value = BigInt(text);
  return value >= min && value <= max && value.toString() === text;
}

/** Whether `text` is an MT5 ticket or identifier: a positive `ulong` in canonical decimal form. */
export function isTicket(text: string): boolean {
  return SHORT_TICKET.test(text) || isInteger(text, 1n, ULONG_MAX);
}

/** Whether `text` is an MT5 magic number: a `long` in canonical decimal form; 0 means "by hand". */
export function isMagic(text: string): boolean {
  return SHORT_MAGIC.test(text) || isInteger(text, LONG_MIN, LONG_MAX);
}

/** @throws RangeError when `text` is no ticket; check foreign text with {@link isTicket} first. */
export function ticket(text: string): Ticket {
  if (!isTicket(text)) throw new RangeError(`"${text}" is no ticket`);
  return text as Ticket;
}

/** @throws RangeError when `text` is no position identifier. */
export function positionId(text: string): PositionId {
  if (!isTicket(text)) throw new RangeError(`"${text}" is no position identifier`);
  return text as PositionId;
}

/** @throws RangeError when `text` is no magic number. */
export function magic(text: string): Magic {
  if (!isMagic(text)) throw new RangeError(`"${text}" is no magic number`);
  return text as Magic;
}

/** The identity of the account `login` on the trade server `server`. */
export function accountId(login: string, server: string): AccountId {
  return `${login}@${server}` as AccountId;
}

/** The same account, seen as a master. */
export function masterId(id: string): MasterId {
  return id as MasterId;
}

/** The same account, seen as a slave. */
export function slaveId(id: string): SlaveId {
  return id as SlaveId;
}

/** The name of an account document. */
export function accountName(name: string): AccountName {
  return name as AccountName;
}

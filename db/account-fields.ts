/**
 * The fields of an `accounts` document: their types, defaults and what to tell a user who got one
 * wrong. Whole-number doubles and 64-bit integers are accepted for integers; null means "not set"
 * where that is meaningful.
 */
import { Big } from 'big.js';
import path from 'node:path';
import { z } from 'zod';
import { accountName } from '../domain/ids.ts';
import { isDecimal, lots } from '../domain/symbol-spec.ts';

/**
 * No half of a character, which neither a file's name nor MongoDB takes; nothing that steers a terminal, or shows a
 * name as another one.
 */
// oxlint-disable-next-line no-control-regex -- that they are control characters is the point
const TEXT = /^[^\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069\p{Cs}]*$/u;

const text = z.string().max(260).regex(TEXT);
const words = text.min(1).refine((value) => value.trim() === value);
const symbol = words.max(64);
const affix = text.max(32).refine((value) => !/\s/.test(value));

/** A number as drivers give it: int32 and double as number, int64 as bigint. */
const number = z.union([z.number(), z.bigint().transform(Number)]);
const whole = number.pipe(z.int());

/** A positive decimal, as a number or as text; exact, in plain notation. */
const decimal = z
  .union([number, z.string().max(24)])
  .transform((value) => (typeof value === 'number' ? plain(value) : value))
  .refine((value) => isDecimal(value) && new Big(value).gt(0));

function plain(value: number): string {
  return Number.isFinite(value) ? new Big(value).toFixed() : 'not a number';
}

const login = z
  .union([whole.transform(String), z.bigint().transform(String), z.string()])
  .refine((value) => /^[1-9]\d{0,18}$/.test(value));

const seconds = (min: number, max: number) =>
  number.pipe(z.number().min(min).max(max)).transform((value) => Math.round(value * 1000));

const sizing = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('same') }),
  z.strictObject({ mode: z.literal('multiplier'), value: decimal }),
  z.strictObject({ mode: z.literal('fixed'), value: decimal.transform(lots) }),
]);

const unset = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);
/** Python programs write None for an affix or a map that is not there. */
const noAffix = affix
  .nullable()
  .default('')
  .transform((value) => value ?? '');
const name = words.max(64).transform(accountName);

const common = {
  name,
  path: words.refine(
    (value) =>
      value === 'simulator' || path.win32.isAbsolute(value) || path.posix.isAbsolute(value),
  ),
  enabled: z.boolean(),
  prefix: noAffix,
  suffix: noAffix,
  /** An empty name: this symbol is not to be copied. */
  symbol_map: z
    .record(symbol, symbol.or(z.literal('')))
    .nullable()
    .default({})
    .transform((value) => value ?? {}),
  slippage_tolerance: unset(whole.pipe(z.number().min(0).max(1_000_000_000))),
  login: unset(login),
  server: unset(words.max(128)),
  ea_port: unset(whole.pipe(z.number().min(1).max(65_535))),
  host: unset(words.max(128)),
  terminal_arguments: z.array(text.min(1)).max(32).default([]),
};

/** A master's document. `slippage_tolerance` is ignored: the Python copier's may carry it. */
export const masterDocument = z.strictObject({
  ...common,
  type: z.literal('MASTER'),
  bus_endpoint: unset(text.regex(/^tcp:\/\/[^\s/:]+:\d{1,5}$|^tcp:\/\/\[[\dA-Fa-f:.]+\]:\d{1,5}$/)),
});

/** A slave's document. */
export const slaveDocument = z.strictObject({
  ...common,
  type: z.literal('SLAVE'),
  masters: unset(z.array(name).max(256)),
  slippage_mode: z.enum(['absolute', 'adverse']).default('absolute'),
  max_signal_age: seconds(0.001, 86_400).default(10_000),
  sizing: sizing.default({ mode: 'same' }),
  max_lots: unset(decimal.transform(lots)),
  max_open_copies: unset(whole.pipe(z.number().min(1))),
  max_total_lots: unset(decimal.transform(lots)),
  filling: z.enum(['auto', 'ioc', 'fok']).default('auto'),
  min_modify_interval: seconds(0, 3600).default(1000),
  daily_request_limit: unset(whole.pipe(z.number().min(1))),
  on_silence: z.enum(['hold', 'flatten_copies', 'flatten_all']).default('hold'),
  silence_seconds: seconds(1, 86_400).default(30_000),
});

/** What each field must be, in the words of a message. */
export const EXPECTED: Readonly<Record<string, string>> = {
  name: 'a name of 1 to 64 characters without spaces around it',
  type: '"MASTER" or "SLAVE"',
  path: 'the absolute path of terminal64.exe, or "simulator"',
  enabled: 'true or false, without quotes',
  prefix: 'text without spaces, such as "m."; leave it out for none',
  suffix: 'text without spaces, such as ".c"; leave it out for none',
  symbol_map:
    'master symbols and their names on the slave ("": not copied), such as {"XAUUSD": "GOLD"}',
  slippage_tolerance: 'a whole number of points, 0 or more',
  login: 'the login number of the account',
  server: 'the name of the trade server, such as "Broker-Demo"',
  ea_port: 'a port, 1 to 65535',
  host: 'the name of the host that starts it',
  terminal_arguments: 'a list of texts, such as ["/portable"]; leave it out for none',
  bus_endpoint: 'an endpoint such as "tcp://127.0.0.1:5555"',
  masters: 'a list of names of masters; leave it out for all enabled masters',
  slippage_mode: '"absolute" or "adverse"',
  max_signal_age: 'seconds, more than 0',
  sizing:
    '{"mode": "same"}, {"mode": "multiplier", "value": 0.5} or {"mode": "fixed", "value": 0.1}',
  max_lots: 'lots, more than 0; leave it out for no limit',
  max_open_copies: 'a whole number, 1 or more; leave it out for no limit',
  max_total_lots: 'lots, more than 0; leave it out for no limit',
  filling: '"auto", "ioc" or "fok"',
  min_modify_interval: 'seconds, 0 or more',
  daily_request_limit: 'a whole number, 1 or more; leave it out for no limit',
  on_silence: '"hold", "flatten_copies" or "flatten_all"',
  silence_seconds: 'seconds, 1 or more',
};

/**
 * The description of one simulated terminal: its account, its broker's symbols and prices, its clock
 * and, for a master, the history that it replays. Strict JSON; docs/simulator.md explains each field.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import { isDecimal } from '../domain/symbol-spec.ts';

const decimal = z.string().refine(isDecimal, 'must be a plain decimal as a string');
const name = z.string().min(1).max(64);
const ms = z.number().int().nonnegative();

const feed = z.strictObject({
  /** A recording: `time_msc,bid,ask` as .csv or .csv.gz. */
  file: z.string().min(1),
  /** How much later than the recording this broker shows a tick, in recorded milliseconds. */
  delayMs: ms.default(0),
  /** Points of this symbol taken from the bid and added to the ask. */
  widenPoints: z.number().int().nonnegative().default(0),
});

const symbol = z.strictObject({
  symbol: name,
  /** Prices of the recording are rounded to it. */
  digits: z.number().int().min(0).max(8),
  tickSize: decimal,
  contractSize: decimal,
  volumeMin: decimal,
  volumeMax: decimal,
  volumeStep: decimal,
  /** Of all positions in one direction; `0` is no limit. */
  volumeLimit: decimal.default('0'),
  /** SYMBOL_FILLING_MODE: FOK 1, IOC 2. */
  fillingMode: z.number().int().nonnegative().default(3),
  stopsLevel: z.number().int().nonnegative().default(0),
  feed,
});

const clock = z.strictObject({
  /** At this wall time (epoch ms) … */
  startWallMs: ms,
  /** … the trade server's time is this one (epoch ms of the recording). */
  startTickMs: ms,
  /** Recorded milliseconds per real one. */
  speed: z.number().positive().default(1),
  /**
   * The part of the recordings that is repeated. All terminals of one run need the same one, or they
   * drift apart at each repetition; absent: from each feed's own first tick to its last.
   */
  loop: z
    .strictObject({ fromMs: ms, untilMs: ms })
    .refine(({ fromMs, untilMs }) => fromMs < untilMs, 'fromMs must be before untilMs')
    .exactOptional(),
});

const history = z.strictObject({
  /** Positions of a real account, .csv or .csv.gz. */
  file: z.string().min(1),
  /** Longer gaps between two events are cut to this. */
  capGapMs: ms,
  /** History's symbol → this broker's; a symbol that is not named keeps its name. */
  symbolMap: z.record(name, name).default({}),
  /** Time from the EA's first welcome to the first event. */
  startDelayMs: ms.default(2_000),
  /** Events later than this (in the cut time) are left out; their positions stay open. */
  stopAfterMs: ms.exactOptional(),
  /** Only the first ones, by open time. */
  maxPositions: z.number().int().positive().exactOptional(),
});

const accountFile = z.strictObject({
  /** The account document's name: under it the EA's secret is kept. */
  name,
  role: z.enum(['master', 'slave']),
  login: z.string().regex(/^[1-9]\d{0,11}$/, 'must be 1 to 12 digits as a string'),
  server: name,
  company: name.default('Lockstep simulator'),
  currency: z.string().min(1).max(8),
  leverage: z.number().int().positive(),
  balance: decimal,
  /** What the EA reports; the account behaves as a hedging one in any case. */
  marginMode: z.enum(['HEDGING', 'NETTING', 'EXCHANGE']).default('HEDGING'),
  /** Where the secrets are; absent: LOCKSTEP_HOME or the system's place. */
  dataFolder: z.string().min(1).exactOptional(),
  symbols: z.array(symbol).min(1).max(1_000),
  clock,
  /** The broker's latency, real milliseconds, drawn evenly. */
  executionMs: z
    .strictObject({ min: z.number().nonnegative(), max: z.number().nonnegative().max(60_000) })
    .refine(({ min, max }) => min <= max, 'min must not be above max'),
  seed: z.number().int().nonnegative(),
  /** The append-only list of the account's deals; the EA's journal is kept next to it. */
  dealsFile: z.string().min(1),
  history: history.exactOptional(),
});

/** See the file's head; defaults are filled in and paths are absolute. */
export type AccountFile = z.infer<typeof accountFile>;
/** The same before defaults are filled in, as one writes it. */
export type AccountFileInput = z.input<typeof accountFile>;
/** One symbol of {@link AccountFile}. */
export type TradedSymbol = AccountFile['symbols'][number];

/**
 * Reads and checks a description; relative paths in it start at its own folder.
 * @throws ConfigurationError naming the file and every wrong field.
 */
export async function readAccountFile(file: string): Promise<AccountFile> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(`account file ${file} cannot be read as JSON`, { cause });
  }
  return parseAccountFile(json, file);
}

/** See {@link readAccountFile}; `file` names the description in errors and is where paths start. */
export function parseAccountFile(json: unknown, file: string): AccountFile {
  const parsed = accountFile.safeParse(json);
  if (!parsed.success) {
    throw new ConfigurationError(`account file ${file}:\n${z.prettifyError(parsed.error)}`);
  }
  const found = parsed.data;
  const absolute = (relative: string): string => path.resolve(path.dirname(file), relative);
  return {
    ...found,
    dealsFile: absolute(found.dealsFile),
    symbols: found.symbols.map((entry) => ({
      ...entry,
      feed: { ...entry.feed, file: absolute(entry.feed.file) },
    })),
    ...(found.dataFolder === undefined ? {} : { dataFolder: absolute(found.dataFolder) }),
    ...(found.history === undefined
      ? {}
      : { history: { ...found.history, file: absolute(found.history.file) } }),
  };
}

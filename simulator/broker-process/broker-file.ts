/**
 * The description of one simulated broker: its symbols with their prices, its clock, its accounts and
 * where it keeps what must outlast its process. Strict JSON; docs/simulator.md explains each field.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../../domain/errors.ts';
import { ACCOUNT_DEFAULTS } from '../broker/broker-options.ts';
import { loginText } from '../faults/matcher.ts';
import { symbolDescription } from './symbol-description.ts';

const name = z.string().min(1).max(64);
const ms = z.number().int().nonnegative();
const money = z.string().regex(/^\d+(\.\d+)?$/, 'must be a plain decimal as a string');
const count = z.number().int().nonnegative();

const executionMs = z
  .strictObject({ min: ms.max(60_000), max: ms.max(60_000) })
  .refine(({ min, max }) => min <= max, 'min must not be above max');

const clock = z.strictObject({
  /** At this wall time (epoch ms) … */
  startWallMs: ms,
  /** … the trade server's time is this one (epoch ms of the recording). */
  startTickMs: ms,
  /** Server milliseconds per real one. */
  speed: z.number().positive().max(1_000).default(1),
  /**
   * The part of the recordings that is repeated. All brokers of one run need the same one, or they
   * drift apart at each repetition; absent: from each feed's own first tick to its last.
   */
  loop: z
    .strictObject({ fromMs: ms, untilMs: ms })
    .refine(({ fromMs, untilMs }) => fromMs < untilMs, 'fromMs must be before untilMs')
    .exactOptional(),
});

const accountDescription = z.strictObject({
  login: loginText,
  name: name.default('Simulated'),
  currency: z.string().min(1).max(8).default('USD'),
  currencyDigits: z.number().int().min(0).max(8).default(2),
  leverage: z.number().int().positive().default(100),
  /** The first deposit, when nothing is stored of the account. */
  balance: money.default('10000.00'),
  credit: money.default('0.00'),
  marginMode: z.enum(['HEDGING', 'NETTING', 'EXCHANGE']).default('HEDGING'),
  fifoClose: z.boolean().default(false),
  hedgeAllowed: z.boolean().default(true),
  /** Most pending orders at once; 0: no limit. */
  limitOrders: count.default(0),
  /** Most positions at once; 0: no limit. */
  limitPositions: count.default(0),
  stopOutLevel: z.number().nonnegative().default(ACCOUNT_DEFAULTS.stopOutLevel),
  marginCallLevel: z.number().nonnegative().default(ACCOUNT_DEFAULTS.marginCallLevel),
  tradeAllowed: z.boolean().default(true),
  expertAllowed: z.boolean().default(true),
  /** 10024 above it; 0: no limit. */
  requestsPerSecond: count.default(0),
  /** The broker's latency for this account alone. */
  executionMs: executionMs.exactOptional(),
});

const brokerFile = z
  .strictObject({
    server: name,
    company: name.default('Simulated Broker'),
    symbols: z.array(symbolDescription).min(1).max(1_000),
    clock,
    /** The broker's latency, real milliseconds, drawn evenly. */
    executionMs: executionMs.default({ min: 5, max: 25 }),
    seed: count,
    /** Journals, deal lists, the address and the log: one folder per broker. */
    stateFolder: z.string().min(1),
    accounts: z.array(accountDescription).min(1).max(1_000),
    /** The process ends when nobody was connected for so long, real milliseconds. */
    idleExitMs: ms.max(86_400_000).default(10_000),
  })
  .superRefine(({ symbols, accounts }, context) => {
    for (const twice of repeated(symbols.map(({ symbol }) => symbol))) {
      context.addIssue({ code: 'custom', path: ['symbols'], message: `"${twice}" occurs twice` });
    }
    for (const twice of repeated(accounts.map(({ login }) => login))) {
      context.addIssue({ code: 'custom', path: ['accounts'], message: `${twice} occurs twice` });
    }
  });

/** See the file's head; defaults are filled in and paths are absolute. */
export type BrokerFile = z.infer<typeof brokerFile>;
/** The same before defaults are filled in, as one writes it. */
export type BrokerFileInput = z.input<typeof brokerFile>;

/**
 * Reads and checks a description; relative paths in it start at its own folder.
 * @throws ConfigurationError naming the file and every wrong field.
 */
export async function readBrokerFile(file: string): Promise<BrokerFile> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(`broker file ${file} cannot be read as JSON`, { cause });
  }
  return parseBrokerFile(json, file);
}

/** See {@link readBrokerFile}; `file` names the description in errors and is where paths start. */
export function parseBrokerFile(json: unknown, file: string): BrokerFile {
  const parsed = brokerFile.safeParse(json);
  if (!parsed.success) {
    throw new ConfigurationError(`broker file ${file}:\n${z.prettifyError(parsed.error)}`);
  }
  const found = parsed.data;
  const absolute = (relative: string): string => path.resolve(path.dirname(file), relative);
  for (const { feed } of found.symbols) feed.file = absolute(feed.file);
  return { ...found, stateFolder: absolute(found.stateFolder) };
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((one, index) => names.indexOf(one) !== index))];
}

/**
 * What simulated accounts need in the data folder's `simulator`: a description per terminal, one broker
 * on the packaged ticks, one trader. Their fields: docs/simulator.md.
 *
 * Invariant: a file that is there is never replaced; the broker's gets accounts added, nothing else.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../config/paths.ts';
import { replaceFile } from '../../config/replace-file.ts';
import { simulatedFile } from '../../config/simulated-file.ts';
import { ConfigurationError } from '../../domain/errors.ts';

/** The recorded minutes: all there are. */
const RECORDED = { fromMs: 1_399_033_760_000, untilMs: 1_399_033_950_000 };
const SERVER = 'Simulated-Demo';
const BALANCE = '100000.00';
/** As many brokers charge: per lot and side; points a night. */
const CHARGES = {
  commissionPerLot: '3.5',
  swapMode: 'POINTS',
  swapLong: '-6.1',
  swapShort: '1.2',
};

/** One simulated account. */
export interface SimulatedAccount {
  readonly name: string;
  readonly type: 'MASTER' | 'SLAVE';
}

const brokerFile = z.looseObject({ accounts: z.array(z.looseObject({ login: z.string() })) });
const terminalFile = z.looseObject({ login: z.string() });

/** Where the trader's description is. */
export function traderFile(home: string): string {
  return path.join(home, 'simulator', 'broker', 'trader.json');
}

/**
 * Writes what is missing; resolves to the files that were written or changed.
 * @throws ConfigurationError when a file that is there cannot be read.
 */
export async function writeSimulated(
  home: string,
  accounts: readonly SimulatedAccount[],
  nowMs: number,
): Promise<readonly string[]> {
  const folder = path.join(home, 'simulator');
  const broker = path.join(folder, 'broker', 'broker.json');
  const written: string[] = [];
  await mkdir(path.dirname(broker), { recursive: true });
  const before = await readJson(broker, brokerFile);
  const logins = new Set(before?.accounts.map(({ login }) => login) ?? []);
  const known = logins.size;
  let masterLogin: string | null = null;
  for (const { name, type } of accounts) {
    const file = simulatedFile(home, name);
    const there = await readJson(file, terminalFile);
    const login = there?.login ?? freeLogin(type, logins);
    if (type === 'MASTER') masterLogin ??= login;
    if (there !== null) continue;
    logins.add(login);
    const terminal = {
      name,
      role: type === 'MASTER' ? 'master' : 'slave',
      login,
      broker,
      stateFolder: path.join(folder, 'terminals', path.basename(file, '.json')),
    };
    await write(file, terminal);
    written.push(file);
  }
  if (before === null || logins.size > known) {
    const has = new Set(before?.accounts.map(({ login }) => login) ?? []);
    const added = [...logins].filter((login) => !has.has(login));
    const base = before ?? description(path.dirname(broker), nowMs);
    await write(broker, {
      ...base,
      accounts: [...base.accounts, ...added.map((login) => ({ login, balance: BALANCE }))],
    });
    written.push(broker);
  }
  const trader = traderFile(home);
  if (masterLogin !== null && (await readJson(trader, z.looseObject({}))) === null) {
    await write(trader, tradesOf(broker, masterLogin));
    written.push(trader);
  }
  return written;
}

function description(folder: string, nowMs: number) {
  const data = path.join(packageRoot(), 'demo', 'data');
  return {
    server: SERVER,
    symbols: [
      {
        symbol: 'EURUSD',
        digits: 5,
        ...CHARGES,
        feed: { file: path.join(data, 'EURUSD.oanda.20140502.csv.gz') },
      },
      {
        symbol: 'XAUUSD',
        digits: 3,
        ...CHARGES,
        contractSize: '100',
        feed: { file: path.join(data, 'XAUUSD.oanda.20140502.csv.gz') },
      },
    ],
    clock: { startWallMs: nowMs, startTickMs: RECORDED.fromMs, loop: RECORDED },
    seed: 1,
    stateFolder: path.join(folder, 'state'),
    accounts: [] as readonly { readonly login: string }[],
  };
}

/** A real account's positions, a few seconds apart. */
function tradesOf(broker: string, login: string) {
  const data = path.join(packageRoot(), 'demo', 'data');
  return {
    broker,
    login,
    history: {
      file: path.join(data, 'mt5_popov_70358000.positions.csv.gz'),
      capGapMs: 3_000,
      symbolMap: { USDJPY: 'EURUSD', GBPUSD: 'XAUUSD', USDCHF: 'XAUUSD' },
      maxPositions: 200,
    },
  };
}

function freeLogin(type: SimulatedAccount['type'], taken: ReadonlySet<string>): string {
  let login = type === 'MASTER' ? 1_000_001 : 2_000_001;
  while (taken.has(String(login))) login += 1;
  return String(login);
}

async function readJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.infer<Schema> | null> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new ConfigurationError(
      `${file} is there, but cannot be used: mend it, or delete it to have a new one written`,
      { cause },
    );
  }
}

async function write(file: string, content: object): Promise<void> {
  await replaceFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

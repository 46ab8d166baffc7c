/** The descriptions that a stage's processes read: one broker, a terminal per account, the documents. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../../config/paths.ts';
import type { RawDocument } from '../../../db/account-store.ts';
import type { Stores } from '../../../db/stores.ts';
import { DEMO_WINDOW } from '../../../demo/window.ts';
import type { BrokerFileInput } from '../../../simulator/broker-process/broker-file.ts';
import type * as programCache from '../../../simulator/terminal/program-cache.ts';
import type { TerminalFileInput } from '../../../simulator/terminal/terminal-file.ts';
import { freePorts } from '../../../simulator/free-ports.ts';
import { loaded } from './programs.ts';

/** The one trade server. */
export const SERVER = 'Chaos-Demo';
/** The accounts at it. */
export const LOGINS = { master: '1000001', slave: '2000001' } as const;
/** Names of the account documents. */
export const NAMES = { master: 'Master', slave: 'Slave' } as const;
/** The slave's symbol has a suffix: faults of symbols hit one of the two. */
export const SUFFIX = '.s';

/** What differs between stages. */
export interface StageFiles {
  readonly home: string;
  readonly seed: number;
  readonly slave: RawDocument;
  readonly slaveSymbol: Partial<BrokerFileInput['symbols'][number]>;
  readonly slaveBalance: string;
}

/** Where the broker's description is. */
export function brokerFile(home: string): string {
  return path.join(home, 'simulator', 'broker.json');
}

/** Where the broker keeps its state. */
export function brokerFolder(home: string): string {
  return path.join(home, 'broker');
}

/** See file header. */
export async function writeStageFiles(
  { home, seed, slave, slaveSymbol, slaveBalance }: StageFiles,
  stores: Stores,
): Promise<void> {
  const folder = path.join(home, 'simulator');
  await mkdir(folder, { recursive: true });
  const file = path.join(packageRoot(), 'demo', 'data', 'EURUSD.oanda.20140502.csv.gz');
  const { fromMs, untilMs } = DEMO_WINDOW;
  const broker: BrokerFileInput = {
    server: SERVER,
    symbols: [
      { symbol: 'EURUSD', digits: 5, feed: { file } },
      // The slave has no such symbol.
      { symbol: 'GBPUSD', digits: 5, feed: { file } },
      { digits: 5, ...slaveSymbol, symbol: `EURUSD${SUFFIX}`, feed: { file } },
    ],
    clock: { startWallMs: Date.now(), startTickMs: fromMs, loop: { fromMs, untilMs } },
    executionMs: { min: 5, max: 25 },
    seed,
    stateFolder: brokerFolder(home),
    accounts: [
      { login: LOGINS.master, balance: '1000000.00' },
      { login: LOGINS.slave, balance: slaveBalance },
    ],
    idleExitMs: 20_000,
  };
  await writeFile(brokerFile(home), JSON.stringify(broker));
  for (const role of ['master', 'slave'] as const) {
    const terminal: TerminalFileInput = {
      name: NAMES[role],
      role,
      login: LOGINS[role],
      broker: brokerFile(home),
      stateFolder: path.join(home, 'terminals', NAMES[role]),
      options: { seed },
    };
    await writeFile(path.join(folder, `${NAMES[role]}.json`), JSON.stringify(terminal));
  }
  const expert = path.join(packageRoot(), 'mql5', 'Experts', 'Lockstep', 'Lockstep.mq5');
  // Compiled once for all stages of this computer.
  const compiled = path.join(tmpdir(), 'lockstep-chaos-compiled');
  const { compiledProgram } = await loaded<typeof programCache>('simulator/terminal/program-cache');
  await compiledProgram(expert, compiled);
  await cp(compiled, path.join(folder, 'compiled'), { recursive: true });
  const [masterPort, slavePort, busPort] = await freePorts(3);
  const common = { path: 'simulator', enabled: true };
  await stores.accounts.insert([
    {
      ...common,
      name: NAMES.master,
      type: 'MASTER',
      ea_port: masterPort,
      bus_endpoint: `tcp://127.0.0.1:${String(busPort)}`,
    },
    {
      ...common,
      name: NAMES.slave,
      type: 'SLAVE',
      ea_port: slavePort,
      suffix: SUFFIX,
      slippage_tolerance: 1_000,
      ...slave,
    },
  ]);
}

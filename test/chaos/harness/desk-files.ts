/** The descriptions that a desk's processes read: one broker with all accounts, a terminal each, the documents. */
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

/** The desk's trade server. */
export const DESK_SERVER = 'Desk-Demo';

/** One account of a desk. */
export interface DeskAccount {
  readonly name: string;
  readonly role: 'master' | 'slave';
  readonly login: string;
  /** Which host serves it. */
  readonly host: string;
  /** Of a slave: the names of its masters. */
  readonly masters?: readonly string[];
  /** Of a slave's symbols. */
  readonly suffix?: string;
}

/** Where everything of a desk is, and who is at it. */
export interface DeskPlan {
  readonly folder: string;
  readonly accounts: readonly DeskAccount[];
  /** On which masters publish. */
  readonly busAddress: string;
}

/** The data folder of a host. */
export function hostHome({ folder }: Pick<DeskPlan, 'folder'>, host: string): string {
  return path.join(folder, host);
}

/** Where the broker's description is. */
export function deskBroker(folder: string): string {
  return path.join(folder, 'broker.json');
}

/** See file header. */
export async function writeDeskFiles(plan: DeskPlan, stores: Stores): Promise<void> {
  const { accounts, busAddress, folder } = plan;
  await mkdir(folder, { recursive: true });
  await writeFile(deskBroker(folder), JSON.stringify(brokerOf(plan)));
  const compiled = path.join(tmpdir(), 'lockstep-chaos-compiled');
  const expert = path.join(packageRoot(), 'mql5', 'Experts', 'Lockstep', 'Lockstep.mq5');
  const { compiledProgram } = await loaded<typeof programCache>('simulator/terminal/program-cache');
  await compiledProgram(expert, compiled);
  for (const host of new Set(accounts.map((one) => one.host))) {
    const simulator = path.join(hostHome(plan, host), 'simulator');
    await mkdir(simulator, { recursive: true });
    await cp(compiled, path.join(simulator, 'compiled'), { recursive: true });
    for (const { login, name, role } of accounts.filter((one) => one.host === host)) {
      const terminal: TerminalFileInput = {
        name,
        role,
        login,
        broker: deskBroker(folder),
        stateFolder: path.join(hostHome(plan, host), 'terminals', name),
        options: { seed: 1 },
      };
      await writeFile(path.join(simulator, `${name}.json`), JSON.stringify(terminal));
    }
  }
  const ports = await freePorts(2 * accounts.length);
  await stores.accounts.insert(
    accounts.map((account, index) =>
      documentOf(account, ports[2 * index], `tcp://${busAddress}:${String(ports[2 * index + 1])}`),
    ),
  );
}

function documentOf(
  { host, masters, name, role, suffix = '' }: DeskAccount,
  eaPort: number | undefined,
  endpoint: string,
): RawDocument {
  const common = { name, host, path: 'simulator', enabled: true, ea_port: eaPort };
  return role === 'master'
    ? { ...common, type: 'MASTER', bus_endpoint: endpoint }
    : { ...common, type: 'SLAVE', suffix, masters, slippage_tolerance: 1_000 };
}

function brokerOf({ accounts, folder }: DeskPlan): BrokerFileInput {
  const file = path.join(packageRoot(), 'demo', 'data', 'EURUSD.oanda.20140502.csv.gz');
  const { fromMs, untilMs } = DEMO_WINDOW;
  const suffixes = new Set(['', ...accounts.map(({ suffix = '' }) => suffix)]);
  return {
    server: DESK_SERVER,
    symbols: [...suffixes].map((suffix) => ({
      symbol: `EURUSD${suffix}`,
      digits: 5,
      feed: { file },
    })),
    clock: { startWallMs: Date.now(), startTickMs: fromMs, loop: { fromMs, untilMs } },
    executionMs: { min: 5, max: 25 },
    seed: 1,
    stateFolder: path.join(folder, 'broker'),
    accounts: accounts.map(({ login }) => ({ login, balance: '1000000.00' })),
    idleExitMs: 20_000,
  };
}

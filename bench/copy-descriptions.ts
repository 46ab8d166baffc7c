/** The descriptions of the benchmark's broker and terminals. */
import path from 'node:path';
import { packageRoot } from '../config/paths.ts';
import { DEMO_WINDOW } from '../demo/window.ts';
import type { BrokerFileInput } from '../simulator/broker-process/broker-file.ts';
import type { TerminalFileInput } from '../simulator/terminal/terminal-file.ts';

const FEED = path.join(packageRoot(), 'demo', 'data', 'EURUSD.oanda.20140502.csv.gz');
/** The quiet seconds before the release: a jump of the price would be refused, not copied. */
const LOOP = { fromMs: DEMO_WINDOW.fromMs, untilMs: DEMO_WINDOW.releaseMs - 1_000 };

/** One terminal. */
export interface BenchTerminal {
  readonly name: string;
  readonly role: 'master' | 'slave';
  readonly login: string;
  readonly server: string;
  readonly port: number;
}

/** One broker with an account for each terminal. */
export function brokerOf(accounts: readonly BenchTerminal[], stateFolder: string): BrokerFileInput {
  return {
    server: accounts[0]?.server ?? '',
    symbols: [{ symbol: 'EURUSD', digits: 5, feed: { file: FEED } }],
    clock: { startWallMs: Date.now(), startTickMs: LOOP.fromMs, loop: LOOP },
    executionMs: { min: 0, max: 0 },
    seed: 1,
    stateFolder,
    accounts: accounts.map(({ login }) => ({ login, balance: '10000000.00' })),
  };
}

/** Where a terminal keeps when its deals were shown. */
export function dealTimesOf(folder: string, { name }: BenchTerminal): string {
  return path.join(folder, `${name}.deal-times.txt`);
}

/** A terminal with the shipped Expert Advisor. */
export function terminalOf(
  account: BenchTerminal,
  of: {
    readonly home: string;
    readonly folder: string;
    readonly broker: string;
    readonly timerFloor: boolean;
  },
): TerminalFileInput {
  const { login, name, role } = account;
  return {
    name,
    role,
    login,
    broker: of.broker,
    stateFolder: path.join(of.home, 'terminals', name),
    dataFolder: of.home,
    ...(role === 'master' ? { dealTimes: dealTimesOf(of.folder, account) } : {}),
    ...(of.timerFloor ? {} : { options: { timerFloorMs: { min: 0, max: 0 } } }),
  };
}

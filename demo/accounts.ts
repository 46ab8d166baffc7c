/** The demo's accounts: one master and three slaves at two brokers, on simulated terminals. */
import path from 'node:path';
import type { RawDocument } from '../db/account-store.ts';
import type { AccountFileInput } from '../simulator/account-file.ts';
import { DEMO_WINDOW } from './window.ts';

/** One account: its document, and what its simulated terminal is like. */
export interface DemoAccount {
  readonly document: RawDocument & { readonly name: string };
  readonly terminal: AccountFileInput;
}

/** What differs between two runs. */
export interface DemoOptions {
  readonly seed: number;
  /** How long the master trades. */
  readonly tradingMs: number;
  /** When the recordings begin, epoch ms. */
  readonly startWallMs: number;
  /** Where the deal lists go. */
  readonly dealsFolder: string;
  /** The folder of the recordings. */
  readonly dataFolder: string;
}

type Broker = 'oanda' | 'fxcm';

const GOLD_AT_FXCM = { delayMs: 120, widenPoints: 3 };
/** The real account's gaps of up to hours are cut to this: about two steps a second remain. */
const CAP_GAP_MS = 500;

/** The slaves' terminals come up in this time. */
const START_DELAY_MS = 2_000;

/** All of them; the master first. */
export function demoAccounts(options: DemoOptions): readonly DemoAccount[] {
  const master: DemoAccount = {
    document: { name: 'Demo_Master', type: 'MASTER', path: 'simulator', enabled: true },
    terminal: {
      ...terminal(options, 'Demo_Master', 'master', '1000001', 'oanda', ''),
      history: {
        file: path.join(options.dataFolder, 'mt5_popov_70358000.positions.csv.gz'),
        capGapMs: CAP_GAP_MS,
        symbolMap: { USDJPY: 'EURUSD', GBPUSD: 'XAUUSD', USDCHF: 'XAUUSD' },
        startDelayMs: START_DELAY_MS,
        stopAfterMs: Math.max(0, options.tradingMs - START_DELAY_MS),
      },
    },
  };
  return [
    master,
    {
      document: slave('Same_Broker', { slippage_tolerance: 50 }),
      terminal: terminal(options, 'Same_Broker', 'slave', '2000001', 'oanda', ''),
    },
    {
      document: slave('Other_Broker', {
        suffix: '.c',
        symbol_map: { XAUUSD: 'GOLD' },
        slippage_tolerance: 60,
      }),
      terminal: terminal(options, 'Other_Broker', 'slave', '3000001', 'fxcm', '.c'),
    },
    {
      document: slave('Tight_Gate', { slippage_tolerance: 4 }),
      terminal: terminal(options, 'Tight_Gate', 'slave', '3000002', 'fxcm', ''),
    },
  ];
}

function slave(name: string, fields: RawDocument): DemoAccount['document'] {
  return { name, type: 'SLAVE', path: 'simulator', enabled: true, ...fields };
}

function terminal(
  options: DemoOptions,
  name: string,
  role: 'master' | 'slave',
  login: string,
  broker: Broker,
  suffix: string,
): AccountFileInput {
  const { seed, startWallMs, dealsFolder, dataFolder } = options;
  const isOanda = broker === 'oanda';
  const gold = path.join(dataFolder, 'XAUUSD.oanda.20140502.csv.gz');
  const sizes = { volumeMin: '0.01', volumeMax: '100', volumeStep: '0.01' };
  return {
    name,
    role,
    login,
    server: isOanda ? 'Oanda-Demo' : 'Fxcm-Demo',
    currency: 'USD',
    leverage: 100,
    balance: '100000',
    symbols: [
      {
        symbol: `EURUSD${suffix}`,
        digits: 5,
        tickSize: '0.00001',
        contractSize: '100000',
        ...sizes,
        feed: { file: path.join(dataFolder, `EURUSD.${broker}.20140502.csv.gz`) },
      },
      {
        symbol: suffix === '' ? 'XAUUSD' : 'GOLD',
        digits: isOanda ? 3 : 2,
        tickSize: isOanda ? '0.001' : '0.01',
        contractSize: '100',
        ...sizes,
        // There is one recording of gold: the other broker's is the same one, later and wider.
        feed: { file: gold, ...(isOanda ? {} : GOLD_AT_FXCM) },
      },
    ],
    clock: {
      startWallMs,
      startTickMs: DEMO_WINDOW.fromMs,
      speed: 1,
      loop: { fromMs: DEMO_WINDOW.fromMs, untilMs: DEMO_WINDOW.untilMs },
    },
    executionMs: { min: 5, max: 25 },
    seed: seed + Number(login),
    dealsFile: path.join(dealsFolder, `${name}.deals.jsonl`),
  };
}

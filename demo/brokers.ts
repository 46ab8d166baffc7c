/** The demo's two brokers: the same recorded minutes, told apart by names, digits, steps and prices. */
import path from 'node:path';
import type { BrokerFileInput } from '../simulator/broker-process/broker-file.ts';
import { DEMO_SYMBOLS, type DemoBroker } from './symbols.ts';
import { DEMO_WINDOW } from './window.ts';

/** Each broker's name as a server. */
export const SERVERS: Readonly<Record<DemoBroker, string>> = {
  oanda: 'Oanda-Demo',
  fxcm: 'Fxcm-Demo',
};

/** What differs between two runs. */
export interface BrokerOptions {
  readonly seed: number;
  /** When the recordings begin, epoch ms. */
  readonly startWallMs: number;
  /** One folder for all brokers' state. */
  readonly stateFolder: string;
  /** The folder of the recordings. */
  readonly dataFolder: string;
}

/** Gold is only recorded at one of them: the other one shows it later and wider, with a digit less. */
const GOLD_AT_FXCM = { delayMs: 120, widenPoints: 3 };
/** Per lot and side, as such brokers charge. */
const COMMISSION_PER_LOT = '3.5';

/** @param logins of the accounts that are at this broker. */
export function demoBroker(
  broker: DemoBroker,
  logins: readonly string[],
  { dataFolder, seed, startWallMs, stateFolder }: BrokerOptions,
): BrokerFileInput {
  const isOanda = broker === 'oanda';
  const { fromMs, untilMs } = DEMO_WINDOW;
  const feeds = {
    EURUSD: { file: path.join(dataFolder, `EURUSD.${broker}.20140502.csv.gz`) },
    XAUUSD: {
      file: path.join(dataFolder, 'XAUUSD.oanda.20140502.csv.gz'),
      ...(isOanda ? {} : GOLD_AT_FXCM),
    },
  };
  return {
    server: SERVERS[broker],
    symbols: DEMO_SYMBOLS[broker].map(({ digits, recording, symbol, volumeMin, volumeStep }) => ({
      symbol,
      digits,
      volumeMin,
      volumeStep,
      contractSize: recording === 'XAUUSD' ? '100' : '100000',
      commissionPerLot: COMMISSION_PER_LOT,
      feed: feeds[recording],
    })),
    clock: { startWallMs, startTickMs: fromMs, loop: { fromMs, untilMs } },
    executionMs: { min: 5, max: 25 },
    seed: seed + (isOanda ? 0 : 1),
    stateFolder: brokerFolder(stateFolder, broker),
    accounts: logins.map((login) => ({ login, balance: '1000000.00' })),
  };
}

/** Where a broker keeps its state. */
export function brokerFolder(stateFolder: string, broker: DemoBroker): string {
  return path.join(stateFolder, broker);
}

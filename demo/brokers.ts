/** The demo's two brokers: the same recorded minutes, told apart by names, digits and prices. */
import path from 'node:path';
import type { BrokerFileInput } from '../simulator/broker-process/broker-file.ts';
import { DEMO_WINDOW } from './window.ts';

/** Which broker. */
export type DemoBroker = 'oanda' | 'fxcm';

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
/** With and without its suffix: slaves there are to translate either way. */
const FXCM_SYMBOLS = [
  { eurusd: 'EURUSD.c', gold: 'GOLD' },
  { eurusd: 'EURUSD', gold: 'XAUUSD' },
] as const;

/** @param logins of the accounts that are at this broker. */
export function demoBroker(
  broker: DemoBroker,
  logins: readonly string[],
  { dataFolder, seed, startWallMs, stateFolder }: BrokerOptions,
): BrokerFileInput {
  const isOanda = broker === 'oanda';
  const names = isOanda ? FXCM_SYMBOLS.slice(1) : FXCM_SYMBOLS;
  const gold = path.join(dataFolder, 'XAUUSD.oanda.20140502.csv.gz');
  const { fromMs, untilMs } = DEMO_WINDOW;
  return {
    server: SERVERS[broker],
    symbols: names.flatMap((name) => [
      {
        symbol: name.eurusd,
        digits: 5,
        commissionPerLot: COMMISSION_PER_LOT,
        feed: { file: path.join(dataFolder, `EURUSD.${broker}.20140502.csv.gz`) },
      },
      {
        symbol: name.gold,
        digits: isOanda ? 3 : 2,
        contractSize: '100',
        commissionPerLot: COMMISSION_PER_LOT,
        feed: { file: gold, ...(isOanda ? {} : GOLD_AT_FXCM) },
      },
    ]),
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

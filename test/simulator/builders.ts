/** Builders with defaults for the tests of the simulated terminal. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  parseAccountFile,
  type AccountFile,
  type AccountFileInput,
} from '../../simulator/account-file.ts';
import type { MarketOrder } from '../../simulator/market-order.ts';
import type { Deal } from '../../simulator/broker/deal.ts';
import { DealList } from '../../simulator/broker/deal-list.ts';
import type { RecordedClock } from '../../simulator/recorded-clock.ts';
import type { Tick } from '../../simulator/feed/recording.ts';
import { Terminal } from '../../simulator/terminal.ts';

/** A clock that stands until it is moved. */
export class ManualClock implements RecordedClock {
  serverMs: number;
  tickMs = 5_000_000;

  constructor(serverMs: number) {
    this.serverMs = serverMs;
  }

  serverNowMs(): number {
    return this.serverMs;
  }

  tickCountMs(): number {
    return this.tickMs;
  }
}

export const T0 = 1_399_033_760_000;

/** EURUSD at T0, T0 + 100 (crossed) and T0 + 5,000. */
export const TICKS: readonly Tick[] = [
  { timeMsc: T0, bid: '1.38600', ask: '1.38610' },
  { timeMsc: T0 + 100, bid: '1.38622', ask: '1.38620' },
  { timeMsc: T0 + 5_000, bid: '1.38700', ask: '1.38712' },
];

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'lockstep-sim-'));
}

export function accountInput(changes: Partial<AccountFileInput> = {}): AccountFileInput {
  return {
    name: 'Alpha',
    role: 'slave',
    login: '5001',
    server: 'Broker-Demo',
    currency: 'USD',
    leverage: 100,
    balance: '10000',
    symbols: [
      {
        symbol: 'EURUSD',
        digits: 5,
        tickSize: '0.00001',
        contractSize: '100000',
        volumeMin: '0.01',
        volumeMax: '50',
        volumeStep: '0.01',
        feed: { file: 'EURUSD.csv' },
      },
    ],
    clock: { startWallMs: 0, startTickMs: T0 },
    executionMs: { min: 0, max: 0 },
    seed: 1,
    dealsFile: 'deals.jsonl',
    ...changes,
  };
}

export function accountFile(
  changes: Partial<AccountFileInput> = {},
  folder = temporaryFolder(),
): AccountFile {
  return parseAccountFile(accountInput(changes), path.join(folder, 'account.json'));
}

/** A terminal whose clock stands at T0 + 1 s, with all that one wants to look at. */
export function terminal(changes: Partial<AccountFileInput> = {}, folder = temporaryFolder()) {
  const description = accountFile(changes, folder);
  const clock = new ManualClock(T0 + 1_000);
  const deals = DealList.open(description.dealsFile);
  const recordings = new Map(description.symbols.map(({ feed }) => [feed.file, TICKS]));
  return {
    description,
    clock,
    deals,
    folder,
    terminal: new Terminal({ description, recordings, deals, clock }),
  };
}

export function order(changes: Partial<MarketOrder> = {}): MarketOrder {
  return {
    symbol: 'EURUSD',
    side: 'BUY',
    volume: '0.02',
    sl: '0',
    tp: '0',
    magic: '0',
    comment: '',
    filling: 'IOC',
    reason: 'CLIENT',
    closes: null,
    request: `test/${String(Math.random())}`,
    ...changes,
  };
}

export function dealOf(changes: Partial<Deal> = {}): Deal {
  return {
    deal: '9000000001',
    order: '9000000000',
    position: '9000000000',
    entry: 'IN',
    symbol: 'EURUSD',
    side: 'BUY',
    volume: '0.03',
    price: '1.38620',
    sl: '0',
    tp: '0',
    profit: '0.00',
    commission: '0.00',
    swap: '0.00',
    fee: '0.00',
    balance: null,
    marginFree: null,
    orderVolume: null,
    timeMsc: T0,
    reason: 'EXPERT',
    magic: '7',
    comment: '',
    request: 'request/open/1',
    orderSendNs: '1',
    filledNs: '2',
    ...changes,
  };
}

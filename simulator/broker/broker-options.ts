/** What a broker is made of, and what it must know of an account that it does not keep in its state. */
import type { BrokerFaults } from './broker-faults.ts';
import type { Deal } from './deal.ts';
import type { ToBroker } from './messages.ts';
import type { MarginMode, SymbolRecord } from './records.ts';
import type { SimClock } from './sim-clock.ts';

/** See the file's head. Clock and randomness are handed in: the same ones give the same deals. */
export interface BrokerOptions {
  readonly symbols: readonly SymbolRecord[];
  readonly clock: SimClock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Default: none. */
  readonly faults?: BrokerFaults | undefined;
  /** Gets every deal before anybody else does: the deal list. An exception stops the operation. */
  readonly onDeal?: ((login: string, deal: Deal) => void) | undefined;
  /** process.hrtime.bigint(); default: the clock's time. */
  readonly nowNs?: (() => bigint) | undefined;
}

/** An account as it is opened; rights and limits hold for its life unless they are changed by hand. */
export interface AccountSettings {
  readonly login: string;
  readonly server: string;
  readonly company: string;
  readonly name: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly leverage: number;
  readonly marginMode: MarginMode;
  readonly fifoClose: boolean;
  /** False: no position against an open one of the same symbol (10046). Hedging accounts only. */
  readonly hedgeAllowed: boolean;
  /** Most pending orders at once; 0: no limit. */
  readonly limitOrders: number;
  /** Most positions at once; 0: no limit. */
  readonly limitPositions: number;
  /** Percent of equity to margin. */
  readonly stopOutLevel: number;
  readonly marginCallLevel: number;
  readonly tradeAllowed: boolean;
  readonly expertAllowed: boolean;
  /** The first deposit, when there is no stored state. */
  readonly balance: string;
  readonly credit: string;
  /** 10024 above it; 0: no limit. */
  readonly requestsPerSecond: number;
  /** From acceptance to execution; the same bounds give a fixed time, 0 executes at once. */
  readonly executionMs: { readonly min: number; readonly max: number };
}

/** A hedging account in USD without limits. */
export const ACCOUNT_DEFAULTS: AccountSettings = {
  login: '5001',
  server: 'Broker-Demo',
  company: 'Simulated Broker',
  name: 'Simulated',
  currency: 'USD',
  currencyDigits: 2,
  leverage: 100,
  marginMode: 'HEDGING',
  fifoClose: false,
  hedgeAllowed: true,
  limitOrders: 0,
  limitPositions: 0,
  stopOutLevel: 50,
  marginCallLevel: 100,
  tradeAllowed: true,
  expertAllowed: true,
  balance: '10000.00',
  credit: '0.00',
  requestsPerSecond: 0,
  executionMs: { min: 0, max: 0 },
};

/** What a terminal sends: a SEND without its type and number. */
export type Send = Omit<Extract<ToBroker, { readonly type: 'SEND' }>, 'type' | 'number'>;

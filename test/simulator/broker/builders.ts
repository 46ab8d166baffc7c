/** Builders with defaults for the tests of the broker's engine. */
import {
  ACCOUNT_DEFAULTS,
  type AccountSettings,
} from '../../../simulator/broker/broker-options.ts';
import type { Send } from '../../../simulator/broker/broker-options.ts';
import type { BrokerFaults } from '../../../simulator/broker/broker-faults.ts';
import { NO_FAULTS } from '../../../simulator/broker/broker-faults.ts';
import { Broker } from '../../../simulator/broker/broker.ts';
import { foldChange, type Change } from '../../../simulator/broker/change.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { AccountState } from '../../../simulator/broker/messages.ts';
import { OpenPositions } from '../../../simulator/broker/open-positions.ts';
import type { SymbolRecord, TradeRequest, TradeResult } from '../../../simulator/broker/records.ts';
import { VirtualClock } from '../../../simulator/broker/sim-clock.ts';
import { EMPTY_TRADE } from '../../../simulator/faults/manual-trade.ts';
import { seededRandom } from '../../../simulator/seeded-random.ts';

/** Wednesday, 2014-04-30 12:00:00 UTC. */
export const NOON = Date.UTC(2014, 3, 30, 12);
const WHOLE_WEEK = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, fromS: 0, untilS: 86_400 }));

/** EURUSD with market execution unless told otherwise. */
export function symbolRecord(changes: Partial<SymbolRecord> = {}): SymbolRecord {
  return {
    symbol: 'EURUSD',
    description: '',
    path: '',
    digits: 5,
    tickSize: '0.00001',
    contractSize: '100000',
    volumeMin: '0.01',
    volumeMax: '50',
    volumeStep: '0.01',
    volumeLimit: '0',
    fillingMode: 3,
    executionMode: 'MARKET',
    tradeMode: 'FULL',
    orderMode: 127,
    expirationMode: 15,
    stopsLevelPoints: 0,
    freezeLevelPoints: 0,
    calcMode: 'FOREX',
    currencyBase: 'EUR',
    currencyProfit: 'USD',
    currencyMargin: 'EUR',
    marginInitial: '0',
    marginMaintenance: '0',
    marginHedged: '100000',
    commissionPerLot: '0',
    swapMode: 'DISABLED',
    swapLong: '0',
    swapShort: '0',
    swapRollover3Days: 3,
    tickValue: '0',
    tradeSessions: WHOLE_WEEK,
    ...changes,
  };
}

export function trade(changes: Partial<TradeRequest> = {}): TradeRequest {
  return { ...EMPTY_TRADE, magic: '7', symbol: 'EURUSD', volume: '0.10', ...changes };
}

/** How a test sets its broker up. */
export interface Bench {
  readonly symbols?: readonly SymbolRecord[];
  readonly account?: Partial<AccountSettings>;
  readonly faults?: Partial<BrokerFaults>;
  readonly stored?: AccountState | null;
}

/** A broker with one account, its clock at {@link NOON} and EURUSD at 1.10000 / 1.10010. */
export function bench(setup: Bench = {}) {
  const clock = new VirtualClock(NOON);
  const deals: Deal[] = [];
  const symbols = setup.symbols ?? [symbolRecord()];
  const settings = { ...ACCOUNT_DEFAULTS, ...setup.account };
  const { login } = settings;
  const rules = new OpenPositions({
    isHedging: settings.marginMode === 'HEDGING',
    volumeSteps: new Map(symbols.map((symbol) => [symbol.symbol, symbol.volumeStep])),
  });
  const broker = new Broker({
    symbols,
    clock,
    random: seededRandom(1),
    faults: { ...NO_FAULTS, ...setup.faults },
    onDeal: (of, deal) => {
      if (of !== login) return;
      rules.apply(deal);
      deals.push(deal);
    },
  });
  broker.openAccount(settings, setup.stored ?? null);
  const changes: Change[] = [];
  let folded = broker.state(login);
  broker.onChange(login, (change) => {
    changes.push(change);
    folded = foldChange(folded, change);
  });
  let number = 0;
  const results: TradeResult[] = [];
  const send = (changed: Partial<TradeRequest>, more: Partial<Send> = {}): TradeResult | null => {
    number += 1;
    const before = results.length;
    const request = `request/${String(number)}`;
    broker.submit(
      login,
      { request, reason: 'EXPERT', trade: trade(changed), orderSendNs: '1', ...more },
      (result) => results.push(result),
    );
    return results[before] ?? null;
  };
  const tick = (bid: string, ask: string, symbol = 'EURUSD'): void =>
    broker.tick({ symbol, bid, ask, timeMsc: clock.nowMs() });
  if (symbols.some(({ symbol }) => symbol === 'EURUSD')) tick('1.10000', '1.10010');
  return {
    broker,
    clock,
    deals,
    rules,
    changes,
    results,
    login,
    send,
    tick,
    state: () => broker.state(login),
    folded: () => folded,
    /** Opens a position and gives its ticket. */
    open: (changed: Partial<TradeRequest> = {}): string => {
      const result = send(changed);
      if (result?.retcode !== 10009) throw new Error(`not opened: ${JSON.stringify(result)}`);
      return result.order;
    },
  };
}

/** A line of a deal list. */
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
    timeMsc: NOON,
    reason: 'EXPERT',
    magic: '7',
    comment: '',
    request: 'request/open/1',
    orderSendNs: '1',
    filledNs: '2',
    ...changes,
  };
}

/**
 * What a broker knows of an account, as plain data: the same records stand in its durable state, go to
 * the terminals and are asked for by tests. Prices, volumes and money are decimal strings, 64-bit numbers
 * digit strings, times server time in epoch ms, enumerations MT5's words without their prefix.
 */

/** `ENUM_POSITION_TYPE` and the side of a deal. */
export type Side = 'BUY' | 'SELL';

/** `ENUM_ORDER_TYPE`. */
export type OrderType =
  | Side
  | 'BUY_LIMIT'
  | 'SELL_LIMIT'
  | 'BUY_STOP'
  | 'SELL_STOP'
  | 'BUY_STOP_LIMIT'
  | 'SELL_STOP_LIMIT'
  | 'CLOSE_BY';

/** `ENUM_ORDER_TYPE_FILLING`. */
export type Filling = 'FOK' | 'IOC' | 'RETURN' | 'BOC';

/** `ENUM_ORDER_TYPE_TIME`. */
export type Lifetime = 'GTC' | 'DAY' | 'SPECIFIED' | 'SPECIFIED_DAY';

/** `ENUM_ORDER_STATE`. */
export type OrderState =
  | 'STARTED'
  | 'PLACED'
  | 'CANCELED'
  | 'PARTIAL'
  | 'FILLED'
  | 'REJECTED'
  | 'EXPIRED';

/** Who caused an order, a deal or a position: `ENUM_ORDER_REASON` and its kin. */
export type Reason = 'CLIENT' | 'MOBILE' | 'WEB' | 'EXPERT' | 'SL' | 'TP' | 'SO';

/** `ENUM_ACCOUNT_MARGIN_MODE`. */
export type MarginMode = 'HEDGING' | 'NETTING' | 'EXCHANGE';

/** An open position. Its ticket may change (a swap by reopening), its identifier never. */
export interface PositionRecord {
  readonly ticket: string;
  readonly identifier: string;
  readonly symbol: string;
  readonly side: Side;
  readonly volume: string;
  readonly priceOpen: string;
  readonly sl: string;
  readonly tp: string;
  readonly magic: string;
  readonly comment: string;
  readonly reason: Reason;
  readonly timeMsc: number;
  readonly timeUpdateMsc: number;
  readonly swap: string;
}

/** An order, active or in history. */
export interface OrderRecord {
  readonly ticket: string;
  readonly symbol: string;
  readonly type: OrderType;
  readonly state: OrderState;
  readonly filling: Filling;
  readonly lifetime: Lifetime;
  /** Seconds since 1970; 0: none. */
  readonly expiration: number;
  readonly volumeInitial: string;
  readonly volumeCurrent: string;
  readonly priceOpen: string;
  readonly priceStopLimit: string;
  readonly sl: string;
  readonly tp: string;
  readonly magic: string;
  readonly comment: string;
  readonly reason: Reason;
  /** The position it opened or works on; `0` before. */
  readonly position: string;
  readonly positionBy: string;
  readonly timeSetupMsc: number;
  /** 0 while it is active. */
  readonly timeDoneMsc: number;
  /** The id of the request that placed it, for the deal list alone: terminals do not show it. */
  readonly request: string;
  /** When the sender's program sent it; digits, `0` for an order of the broker itself. */
  readonly orderSendNs: string;
}

/** A deal of the account's history. */
export interface DealRecord {
  readonly deal: string;
  /** `0` for a balance operation. */
  readonly order: string;
  /** POSITION_IDENTIFIER; `0` for a balance operation. */
  readonly position: string;
  readonly type: Side | 'BALANCE';
  readonly entry: 'IN' | 'OUT' | 'INOUT' | 'OUT_BY';
  readonly symbol: string;
  readonly volume: string;
  readonly price: string;
  readonly sl: string;
  readonly tp: string;
  readonly profit: string;
  readonly commission: string;
  readonly swap: string;
  readonly fee: string;
  readonly magic: string;
  readonly comment: string;
  readonly reason: Reason;
  readonly timeMsc: number;
}

/** The account's money and rights at one instant. */
export interface AccountRecord {
  readonly login: string;
  readonly server: string;
  readonly company: string;
  readonly name: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly leverage: number;
  readonly marginMode: MarginMode;
  readonly fifoClose: boolean;
  /** Most pending orders at once; 0: no limit. */
  readonly limitOrders: number;
  readonly stopOutLevel: number;
  readonly marginCallLevel: number;
  /** ACCOUNT_TRADE_ALLOWED and ACCOUNT_TRADE_EXPERT: what the server permits. */
  readonly tradeAllowed: boolean;
  readonly expertAllowed: boolean;
  readonly balance: string;
  readonly credit: string;
  readonly profit: string;
  readonly equity: string;
  readonly margin: string;
  readonly marginFree: string;
  readonly commissionBlocked: string;
}

/** The newest tick of a symbol. */
export interface QuoteRecord {
  readonly symbol: string;
  readonly bid: string;
  readonly ask: string;
  readonly timeMsc: number;
}

/** A trading or quoting session of one weekday (0 is Sunday), seconds since midnight, server time. */
export interface SessionRecord {
  readonly day: number;
  readonly fromS: number;
  readonly untilS: number;
}

/** A symbol's specification. Prices in points where the name says so; volumes in lots. */
export interface SymbolRecord {
  readonly symbol: string;
  readonly description: string;
  readonly path: string;
  readonly digits: number;
  readonly tickSize: string;
  readonly contractSize: string;
  readonly volumeMin: string;
  readonly volumeMax: string;
  readonly volumeStep: string;
  /** Of all positions and pending orders in one direction; `0`: no limit. */
  readonly volumeLimit: string;
  /** SYMBOL_FILLING_MODE: FOK 1, IOC 2, BOC 4. */
  readonly fillingMode: number;
  readonly executionMode: 'REQUEST' | 'INSTANT' | 'MARKET' | 'EXCHANGE';
  readonly tradeMode: 'DISABLED' | 'LONGONLY' | 'SHORTONLY' | 'CLOSEONLY' | 'FULL';
  /** SYMBOL_ORDER_MODE bits: market 1, limit 2, stop 4, stop-limit 8, SL 16, TP 32, close-by 64. */
  readonly orderMode: number;
  /** SYMBOL_EXPIRATION_MODE bits: GTC 1, day 2, specified 4, specified day 8. */
  readonly expirationMode: number;
  readonly stopsLevelPoints: number;
  readonly freezeLevelPoints: number;
  readonly calcMode: 'FOREX' | 'FOREX_NO_LEVERAGE' | 'CFD' | 'CFDLEVERAGE' | 'CFDINDEX' | 'FUTURES';
  readonly currencyBase: string;
  readonly currencyProfit: string;
  readonly currencyMargin: string;
  readonly marginInitial: string;
  readonly marginMaintenance: string;
  /** Contract size of two opposite positions; `0`: only the larger side counts. */
  readonly marginHedged: string;
  /** Commission per lot and side, in the account's currency. */
  readonly commissionPerLot: string;
  readonly swapMode: 'DISABLED' | 'POINTS' | 'CURRENCY_DEPOSIT';
  readonly swapLong: string;
  readonly swapShort: string;
  readonly swapRollover3Days: number;
  /** Value of one tick for one lot in the account's currency, at the newest prices. */
  readonly tickValue: string;
  readonly tradeSessions: readonly SessionRecord[];
}

/** MqlTradeRequest. Fields that an action does not use are `0` or empty. */
export interface TradeRequest {
  readonly action: 'DEAL' | 'PENDING' | 'SLTP' | 'MODIFY' | 'REMOVE' | 'CLOSE_BY';
  readonly magic: string;
  readonly order: string;
  readonly symbol: string;
  readonly volume: string;
  readonly price: string;
  readonly stoplimit: string;
  readonly sl: string;
  readonly tp: string;
  /** Points. */
  readonly deviation: number;
  readonly type: OrderType;
  readonly filling: Filling;
  readonly lifetime: Lifetime;
  readonly expiration: number;
  readonly comment: string;
  readonly position: string;
  readonly positionBy: string;
}

/** MqlTradeResult without its request_id, which the terminal gives. */
export interface TradeResult {
  readonly retcode: number;
  readonly deal: string;
  readonly order: string;
  readonly volume: string;
  readonly price: string;
  readonly bid: string;
  readonly ask: string;
  readonly comment: string;
}

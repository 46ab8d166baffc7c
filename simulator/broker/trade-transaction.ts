/** What happened on an account, as OnTradeTransaction is told. */
import type { Lifetime, OrderState, OrderType, Side } from './records.ts';

/** MqlTradeTransaction; TRADE_TRANSACTION_REQUEST comes with the result of its request instead. */
export interface TradeTransaction {
  readonly type:
    | 'ORDER_ADD'
    | 'ORDER_UPDATE'
    | 'ORDER_DELETE'
    | 'HISTORY_ADD'
    | 'HISTORY_UPDATE'
    | 'DEAL_ADD'
    | 'POSITION';
  readonly deal: string;
  readonly order: string;
  readonly symbol: string;
  readonly orderType: OrderType;
  readonly orderState: OrderState;
  readonly dealType: Side | 'BALANCE';
  readonly lifetime: Lifetime;
  readonly expiration: number;
  readonly price: string;
  readonly priceTrigger: string;
  readonly sl: string;
  readonly tp: string;
  readonly volume: string;
  readonly position: string;
  readonly positionBy: string;
}

/**
 * OrderSend, OrderSendAsync and their kin.
 *
 * Invariants: 1. a request leaves once, under an id that no other terminal and no other start of this one
 * uses; 2. `OrderSend` blocks this program alone, for a minute at most; 3. without a connection or a
 * permission nothing leaves.
 */
import type { TradeRequest, TradeResult } from '../broker/records.ts';
import type { LibraryFunction } from '../mql5/runtime/host.ts';
import type { Cell } from '../mql5/runtime/objects.ts';
import { ACTIONS, FILLINGS, LIFETIMES, ORDER_TYPES, decimalText } from './mql-enumerations.ts';
import { operationOf } from './operation.ts';
import { ERROR, type TerminalContext } from './terminal-context.ts';

const RETCODE = {
  placed: 10_008,
  timeout: 10_012,
  invalid: 10_013,
  disabled: 10_027,
  offline: 10_031,
};
const BLOCKED_MS = 60_000;

/** MqlTradeRequest as the program has filled it in. */
interface MqlRequest {
  readonly action: number;
  readonly magic: bigint;
  readonly order: bigint;
  readonly symbol: string;
  readonly volume: number;
  readonly price: number;
  readonly stoplimit: number;
  readonly sl: number;
  readonly tp: number;
  readonly deviation: bigint;
  readonly type: number;
  readonly type_filling: number;
  readonly type_time: number;
  readonly expiration: bigint;
  readonly comment: string;
  readonly position: bigint;
  readonly position_by: bigint;
}

/** MqlTradeResult. */
type MqlResult = Record<string, unknown>;

/** The trade functions, and where results of the broker go. */
export interface TradeLibrary {
  readonly functions: Record<string, LibraryFunction>;
  readonly onResult: (requestId: number, result: TradeResult) => void;
}

/** See the file's head. */
export function tradeLibrary(context: TerminalContext): TradeLibrary {
  const { gate, view, market, fail } = context;
  let requestId = 0;
  let blockedOn = 0;
  let answer: TradeResult | null = null;
  const send = (request: MqlRequest, result: MqlResult): boolean => {
    gate.drain();
    const trade = toTradeRequest(request);
    const refusal =
      trade === null
        ? RETCODE.invalid
        : !context.isTradeAllowed() || !context.start.options.programTradeAllowed
          ? RETCODE.disabled
          : !view.isConnected
            ? RETCODE.offline
            : 0;
    clear(result);
    if (refusal !== 0 || trade === null) {
      result['retcode'] = refusal;
      fail(refusal === RETCODE.disabled ? ERROR.tradeDisabled : ERROR.sendFailed);
      return false;
    }
    requestId += 1;
    result['request_id'] = requestId;
    const orderSendNs = String(process.hrtime.bigint());
    const held = view.positions().find(({ ticket }) => ticket === trade.position);
    const operation = operationOf(trade, held?.volume ?? null);
    gate.post({ type: 'order', requestId, trade, operation, orderSendNs });
    return true;
  };
  const functions: Record<string, LibraryFunction> = {
    OrderSendAsync: (request: MqlRequest, result: MqlResult) => {
      if (!send(request, result)) return false;
      result['retcode'] = RETCODE.placed;
      return true;
    },
    OrderSend: (request: MqlRequest, result: MqlResult) => {
      if (!send(request, result)) return false;
      blockedOn = requestId;
      answer = null;
      gate.waitUntil(() => answer !== null || !view.isConnected, BLOCKED_MS);
      blockedOn = 0;
      const got = answer as TradeResult | null;
      if (got === null) result['retcode'] = view.isConnected ? RETCODE.timeout : RETCODE.offline;
      else fillResult(result, got);
      const retcode = result['retcode'] as number;
      if (retcode >= RETCODE.placed && retcode <= 10_010) return true;
      fail(ERROR.sendFailed);
      return false;
    },
    OrderCheck: (request: MqlRequest, check: Record<string, unknown>) => {
      gate.drain();
      const account = view.account;
      const trade = toTradeRequest(request);
      Object.assign(check, {
        retcode: trade === null || account === null ? RETCODE.invalid : 0,
        balance: Number(account?.balance ?? 0),
        equity: Number(account?.equity ?? 0),
        profit: Number(account?.profit ?? 0),
        margin: Number(account?.margin ?? 0),
        margin_free: Number(account?.marginFree ?? 0),
        margin_level: 0,
        comment: trade === null ? 'Invalid request' : 'Done',
      });
      return trade !== null && account !== null;
    },
    OrderCalcMargin: (
      _: number,
      symbol: string,
      lots: number,
      price: number,
      out: Cell<number>,
    ) => {
      gate.drain();
      const spec = market.symbols.get(symbol);
      if (spec === undefined || view.account === null) {
        fail(ERROR.unknownSymbol);
        return false;
      }
      // In ticks of the account's currency: good to a few points where currencies differ.
      const money = (price / Number(spec.tickSize)) * Number(spec.tickValue) * lots;
      out.v = Number((money / view.account.leverage).toFixed(2));
      return true;
    },
    OrderCalcProfit: (
      type: number,
      symbol: string,
      lots: number,
      open: number,
      close: number,
      out: Cell<number>,
    ) => {
      gate.drain();
      const spec = market.symbols.get(symbol);
      if (spec === undefined) {
        fail(ERROR.unknownSymbol);
        return false;
      }
      const ticks = (close - open) / Number(spec.tickSize);
      out.v = Number((ticks * Number(spec.tickValue) * lots * (type === 0 ? 1 : -1)).toFixed(2));
      return true;
    },
  };
  return {
    functions,
    onResult: (id, result) => {
      if (id === blockedOn) answer = result;
    },
  };
}

/** The broker's answer as the program sees it. */
export function fillResult(target: MqlResult, result: TradeResult): void {
  Object.assign(target, {
    retcode: result.retcode,
    deal: BigInt(result.deal),
    order: BigInt(result.order),
    volume: Number(result.volume),
    price: Number(result.price),
    bid: Number(result.bid),
    ask: Number(result.ask),
    comment: result.comment,
  });
}

/** A request as the program sees it again in OnTradeTransaction. */
export function fillRequest(target: Record<string, unknown>, trade: TradeRequest): void {
  Object.assign(target, {
    action: Number(Object.entries(ACTIONS).find(([, word]) => word === trade.action)?.[0] ?? 0),
    magic: BigInt(trade.magic),
    order: BigInt(trade.order),
    symbol: trade.symbol,
    volume: Number(trade.volume),
    price: Number(trade.price),
    stoplimit: Number(trade.stoplimit),
    sl: Number(trade.sl),
    tp: Number(trade.tp),
    deviation: BigInt(trade.deviation),
    type: ORDER_TYPES.indexOf(trade.type),
    type_filling: FILLINGS.indexOf(trade.filling),
    type_time: LIFETIMES.indexOf(trade.lifetime),
    expiration: BigInt(trade.expiration),
    comment: trade.comment,
    position: BigInt(trade.position),
    position_by: BigInt(trade.positionBy),
  });
}

function clear(result: MqlResult): void {
  Object.assign(result, {
    retcode: 0,
    deal: 0n,
    order: 0n,
    volume: 0,
    price: 0,
    bid: 0,
    ask: 0,
    comment: '',
    request_id: 0,
    retcode_external: 0,
  });
}

/** Null when an enumeration has a value that does not exist. */
function toTradeRequest(request: MqlRequest): TradeRequest | null {
  const action = ACTIONS[request.action];
  const type = ORDER_TYPES[request.type];
  const filling = FILLINGS[request.type_filling];
  const lifetime = LIFETIMES[request.type_time];
  if (action === undefined || type === undefined) return null;
  if (filling === undefined || lifetime === undefined) return null;
  return {
    action,
    type,
    filling,
    lifetime,
    magic: String(request.magic),
    order: String(request.order),
    symbol: request.symbol,
    volume: decimalText(request.volume),
    price: decimalText(request.price),
    stoplimit: decimalText(request.stoplimit),
    sl: decimalText(request.sl),
    tp: decimalText(request.tp),
    deviation: Number(request.deviation),
    expiration: Number(request.expiration),
    comment: request.comment.slice(0, 31),
    position: String(request.position),
    positionBy: String(request.position_by),
  };
}

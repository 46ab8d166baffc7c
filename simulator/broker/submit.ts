/**
 * A request's way through the broker: arrival, check, latency, execution, answer.
 *
 * Invariants: 1. each request is answered once at most (a fault may take the answer); 2. its changes are
 * told before its answer; 3. once it is taken nothing of the sender is needed any more.
 */
import { tradeResult, type BrokerContext, type Job, type Outcome } from './broker-context.ts';
import type { FaultSubject, Operation } from './broker-faults.ts';
import type { Send } from './broker-options.ts';
import { checkRights, isQuoted } from './check-rights.ts';
import { applyCloseBy, checkCloseBy } from './close-by-request.ts';
import type { LiveAccount } from './live-account.ts';
import type { LiveOrder } from './live.ts';
import { executeMarket, placeMarket } from './market-request.ts';
import {
  applyModify,
  applyRemove,
  applySltp,
  checkModify,
  checkRemove,
  checkSltp,
} from './modify-request.ts';
import { checkPendingRequest, placePending } from './pending-request.ts';
import { pendingTrade } from './pending-trade.ts';
import { RETCODE } from './retcode.ts';
import type { TradeRequest, TradeResult } from './records.ts';
import { units } from './symbol-state.ts';

/** See the file's head. */
export function submit(
  ctx: BrokerContext,
  account: LiveAccount,
  send: Send,
  answer: (result: TradeResult) => void,
): void {
  const job = jobOf(ctx, account, send, answer);
  if (account.requests.has(send.request)) return job.answer({ retcode: RETCODE.INVALID });
  account.requests.add(send.request);
  const refused = ctx.faults.refuse(job.subject) ?? checkRights(ctx, job);
  if (refused !== RETCODE.DONE) return job.answer({ retcode: refused });
  if (send.trade.action === 'DEAL') {
    const placed = placeMarket(ctx, job);
    if ('retcode' in placed) job.answer(placed);
    else later(ctx, job, () => executeMarket(ctx, job, placed));
    return;
  }
  const retcode = checkOf(send.trade.action)(ctx, job);
  if (retcode !== RETCODE.DONE) return job.answer({ retcode });
  const apply = applyOf(send.trade.action);
  later(ctx, job, () => apply(ctx, job));
}

/** How often and how many times a resumed order looks for its first price: 30 s in all. */
const [PRICE_WAIT_MS, PRICE_WAITS] = [100, 300];

/**
 * Goes on with an order that was in flight when the broker stopped; nobody waits for its answer. It waits
 * for a price, and is rejected when none comes.
 */
export function resume(
  ctx: BrokerContext,
  account: LiveAccount,
  order: LiveOrder,
  waits = PRICE_WAITS,
): void {
  if (waits > 0 && !isQuoted(account, order.symbol)) {
    ctx.clock.after(PRICE_WAIT_MS, () => resume(ctx, account, order, waits - 1));
    return;
  }
  const { orderSendNs, request } = order;
  const trade = pendingTrade(order);
  const send: Send = { request, reason: 'EXPERT', trade, orderSendNs };
  const job = jobOf(ctx, account, send, () => undefined);
  later(ctx, job, () => executeMarket(ctx, job, order));
}

type Check = (ctx: BrokerContext, job: Job) => number;
type Apply = (ctx: BrokerContext, job: Job) => Outcome;

function checkOf(action: Exclude<TradeRequest['action'], 'DEAL'>): Check {
  switch (action) {
    case 'PENDING':
      return checkPendingRequest;
    case 'SLTP':
      return checkSltp;
    case 'MODIFY':
      return checkModify;
    case 'REMOVE':
      return checkRemove;
    case 'CLOSE_BY':
      return checkCloseBy;
  }
}

function applyOf(action: Exclude<TradeRequest['action'], 'DEAL'>): Apply {
  switch (action) {
    case 'PENDING':
      return placePending;
    case 'SLTP':
      return applySltp;
    case 'MODIFY':
      return applyModify;
    case 'REMOVE':
      return applyRemove;
    case 'CLOSE_BY':
      return applyCloseBy;
  }
}

function jobOf(
  ctx: BrokerContext,
  account: LiveAccount,
  send: Send,
  answer: (result: TradeResult) => void,
): Job {
  const { trade } = send;
  const symbol =
    ctx.symbols.get(trade.symbol) ??
    account.byTicket(trade.position)?.symbol ??
    account.orders.get(trade.order)?.symbol ??
    null;
  const subject: FaultSubject = {
    login: account.login,
    request: send.request,
    operation: operationOf(account, trade),
    trade,
  };
  const reply = (outcome: Outcome): void => {
    const retcode = ctx.faults.answerRetcode(subject, outcome.retcode) ?? outcome.retcode;
    if (ctx.faults.loseReply(subject)) return;
    const lateMs = ctx.faults.replyDelayMs(subject);
    const result = tradeResult({ ...outcome, retcode }, symbol);
    if (lateMs > 0) ctx.clock.after(lateMs, () => answer(result));
    else answer(result);
  };
  return { account, send, symbol, subject, answer: reply };
}

function operationOf(account: LiveAccount, trade: TradeRequest): Operation {
  switch (trade.action) {
    case 'PENDING':
      return 'pending';
    case 'SLTP':
      return 'modify-position';
    case 'MODIFY':
      return 'modify-order';
    case 'REMOVE':
      return 'remove';
    case 'CLOSE_BY':
      return 'close-by';
    case 'DEAL':
      break;
  }
  if (account.isHedging) {
    if (trade.position === '0') return 'open';
    const whole = account.byTicket(trade.position)?.units ?? 0;
    return units(trade.volume) < whole ? 'partial-close' : 'close';
  }
  for (const position of account.positions.values()) {
    const isOpposite = position.isBuy !== (trade.type === 'BUY');
    if (position.symbol.name !== trade.symbol || !isOpposite) continue;
    const asked = units(trade.volume);
    if (asked === position.units) return 'close';
    return asked < position.units ? 'partial-close' : 'open';
  }
  return 'open';
}

function later(ctx: BrokerContext, job: Job, run: () => Outcome): void {
  const { max, min } = job.account.settings.executionMs;
  const usualMs = max > min ? min + (max - min) * ctx.random() : min;
  const ms = ctx.faults.executionDelayMs(job.subject, usualMs);
  if (ms > 0) ctx.clock.after(ms, () => job.answer(run()));
  else job.answer(run());
}

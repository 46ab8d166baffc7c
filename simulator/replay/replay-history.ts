/**
 * Replays a real account's positions at a simulated broker in virtual time: the account's own order,
 * volumes and spacing, prices from looped ticks.
 *
 * Invariants: 1. each position of the history is opened once and closed once, in the history's order;
 * 2. a close whose open is not yet answered waits for it; 3. the same inputs give the same deals.
 */
import { Broker } from '../broker/broker.ts';
import type { AccountSettings, BrokerOptions } from '../broker/broker-options.ts';
import type { AccountState } from '../broker/messages.ts';
import { RETCODE } from '../broker/retcode.ts';
import type { TradeRequest, TradeResult } from '../broker/records.ts';
import { VirtualClock } from '../broker/sim-clock.ts';
import type { Step } from '../trader/history.ts';
import type { TickLoop } from './tick-loop.ts';

/** After the last step, so that what is in flight is executed. */
const SETTLE_MS = 10_000;

/** What is replayed, and where. */
export interface Replay {
  readonly steps: readonly Step[];
  readonly ticks: TickLoop;
  /** Server time of the first step. */
  readonly startMs: number;
  readonly account: AccountSettings;
  readonly broker: Pick<BrokerOptions, 'symbols' | 'random' | 'onDeal' | 'faults'>;
}

/** How it ended. */
export interface Replayed {
  readonly state: AccountState;
  readonly ticks: number;
  /** Requests that were not done; one sentence each. */
  readonly refused: readonly string[];
}

/** See the file's head. Each order's magic is the historic position's id. */
export function replayHistory({ account, broker: parts, startMs, steps, ticks }: Replay): Replayed {
  const clock = new VirtualClock(startMs);
  const broker = new Broker({ ...parts, clock });
  const { login } = account;
  broker.openAccount(account, null);
  let count = 0;
  const playUntil = (ms: number): void => {
    for (let quote = ticks.takeUntil(ms); quote !== null; quote = ticks.takeUntil(ms)) {
      clock.advanceTo(quote.timeMsc);
      broker.tick(quote);
      count += 1;
    }
    clock.advanceTo(ms);
  };
  const refused: string[] = [];
  const tickets = new Map<string, string>();
  const waiting = new Map<string, Step>();
  const send = (step: Step, position: string): void => {
    const { id } = step.position;
    const trade = tradeOf(step, position);
    const request = `${step.type}/${id}`;
    const orderSendNs = BigInt(Math.round(clock.nowMs() * 1e6)).toString();
    broker.submit(login, { request, reason: 'CLIENT', trade, orderSendNs }, (result) =>
      answered(step, result),
    );
  };
  const answered = (step: Step, { comment, order, retcode }: TradeResult): void => {
    const { id } = step.position;
    if (retcode !== RETCODE.DONE) {
      refused.push(`${step.type} of position ${id}: ${String(retcode)} ${comment}`);
      return;
    }
    if (step.type === 'close') return;
    tickets.set(id, order);
    const close = waiting.get(id);
    if (close !== undefined) send(close, order);
  };
  for (const step of steps) {
    playUntil(startMs + step.atMs);
    const ticket = tickets.get(step.position.id);
    if (step.type === 'open') send(step, '0');
    else if (ticket === undefined) waiting.set(step.position.id, step);
    else send(step, ticket);
  }
  playUntil(clock.nowMs() + SETTLE_MS);
  return { state: broker.state(login), ticks: count, refused };
}

function tradeOf(
  { position: { id, side, volume }, symbol, type }: Step,
  position: string,
): TradeRequest {
  const opposite = side === 'BUY' ? 'SELL' : 'BUY';
  return {
    action: 'DEAL',
    magic: id,
    order: '0',
    symbol,
    volume,
    price: '0',
    stoplimit: '0',
    sl: '0',
    tp: '0',
    deviation: 0,
    type: type === 'open' ? side : opposite,
    filling: 'IOC',
    lifetime: 'GTC',
    expiration: 0,
    comment: '',
    position,
    positionBy: '0',
  };
}

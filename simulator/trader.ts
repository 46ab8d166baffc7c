/**
 * The human at the master's terminal: opens and closes by hand what a history says, at the prices of
 * the moment. What he has done is in the deal list, so that he goes on where he stopped when the
 * terminal is restarted.
 */
import type { BrokerAccount } from './broker-account.ts';
import type { MarketOrder } from './market-order.ts';
import type { Step } from './trader/history.ts';

/** What a trader works with. */
export interface TraderOptions {
  readonly account: BrokerAccount;
  readonly steps: readonly Step[];
  /** Milliseconds before the first step. */
  readonly startDelayMs: number;
  /** Waits until this many ms after the trader's start; rejects when aborted. */
  readonly waitUntil: (sinceStartMs: number, signal: AbortSignal) => Promise<void>;
  readonly log: (text: string) => void;
}

/** The request under which a step stands in the deal list. */
export function stepRequest({ type, position }: Pick<Step, 'type' | 'position'>): string {
  return `history/${position.id}/${type}`;
}

/** Trades the steps that are not yet done. */
export async function runTrader(options: TraderOptions, signal: AbortSignal): Promise<void> {
  const { account, log, startDelayMs, steps, waitUntil } = options;
  const done = new Map(account.deals.map((deal) => [deal.request, deal.position]));
  const lastDone = steps.findLast((step) => done.has(stepRequest(step)));
  // Steps before the last one done that are not done themselves were refused by the broker.
  const left = lastDone === undefined ? steps : steps.slice(steps.indexOf(lastDone) + 1);
  for (const step of left) {
    await waitUntil(startDelayMs + step.atMs - (lastDone?.atMs ?? 0), signal);
    const closes = step.type === 'open' ? null : done.get(`history/${step.position.id}/open`);
    if (closes === undefined) continue;
    const { deal, retcode } = account.trade(manualOrder(account, step, closes));
    if (deal === null) log(`${stepRequest(step)} was rejected with ${String(retcode)}`);
    else done.set(deal.request, deal.position);
  }
}

function manualOrder(account: BrokerAccount, step: Step, closes: string | null): MarketOrder {
  const { side, volume } = step.position;
  const opposite = side === 'BUY' ? 'SELL' : 'BUY';
  return {
    symbol: step.symbol,
    side: closes === null ? side : opposite,
    // What is left of it: a part may have been closed otherwise.
    volume: closes === null ? volume : (account.position(closes)?.volume ?? volume),
    sl: '0',
    tp: '0',
    magic: '0',
    comment: '',
    filling: 'IOC',
    reason: 'CLIENT',
    closes,
    request: stepRequest(step),
  };
}

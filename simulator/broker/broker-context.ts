/** What the parts of the engine share. */
import type { BrokerFaults, FaultSubject } from './broker-faults.ts';
import type { Send } from './broker-options.ts';
import type { ChangeDraft } from './change-draft.ts';
import type { Deal } from './deal.ts';
import type { LiveAccount } from './live-account.ts';
import { RETCODE, retcodeText } from './retcode.ts';
import type { TradeResult } from './records.ts';
import type { SimClock } from './sim-clock.ts';
import { lots, type SymbolState } from './symbol-state.ts';

/** See the file's head. */
export interface BrokerContext {
  readonly symbols: ReadonlyMap<string, SymbolState>;
  readonly clock: SimClock;
  readonly random: () => number;
  readonly faults: BrokerFaults;
  readonly nowNs: () => bigint;
  readonly onDeal: ((login: string, deal: Deal) => void) | null;
  /** Tells the account's listeners, unless nothing happened. */
  readonly commit: (account: LiveAccount, draft: ChangeDraft) => void;
}

/** A request on its way through the engine. */
export interface Job {
  readonly account: LiveAccount;
  readonly send: Send;
  /** Null where the broker does not have the symbol. */
  readonly symbol: SymbolState | null;
  readonly subject: FaultSubject;
  readonly answer: (outcome: Outcome) => void;
}

/** What became of a request; volumes in units, prices in points. */
export interface Outcome {
  readonly retcode: number;
  readonly deal?: string;
  readonly order?: string;
  readonly units?: number;
  readonly points?: number;
  /** Other prices than the symbol's newest. */
  readonly quote?: { readonly bid: string; readonly ask: string };
}

/** The answer as the platform words it. */
export function tradeResult(outcome: Outcome, symbol: SymbolState | null): TradeResult {
  const { retcode } = outcome;
  const newest = symbol?.hasQuote === true ? symbol.quote() : { bid: '0', ask: '0' };
  const { bid, ask } = outcome.quote ?? newest;
  return {
    retcode,
    deal: outcome.deal ?? '0',
    order: outcome.order ?? '0',
    volume: lots(outcome.units ?? 0),
    price: symbol?.price(outcome.points ?? 0) ?? '0',
    bid,
    ask,
    comment: retcodeText(retcode),
  };
}

/** Did it do (a part of) what was asked? */
export function isDone(retcode: number): boolean {
  return retcode === RETCODE.DONE || retcode === RETCODE.DONE_PARTIAL || retcode === RETCODE.PLACED;
}

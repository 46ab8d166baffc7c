/**
 * The events of one program, as MT5 queues them.
 *
 * Invariants: 1. one tick and one timer event wait at most; 2. of more than 1024 waiting transactions the
 * oldest are displaced; 3. events are handled in the order in which they came; 4. a timer event that
 * falls due while one waits or is handled is lost.
 */
import type { TradeTransaction } from '../broker/trade-transaction.ts';
import type { TradeRequest, TradeResult } from '../broker/records.ts';

/** MQL5's own limit. */
export const MAX_TRANSACTIONS = 1_024;

/** What a handler is called for. */
export type ExpertEvent =
  | { readonly type: 'tick' }
  | { readonly type: 'timer' }
  | { readonly type: 'transaction'; readonly transaction: TradeTransaction }
  | {
      readonly type: 'request';
      readonly requestId: number;
      readonly trade: TradeRequest;
      readonly result: TradeResult;
    };

/** See the file's head. */
export class EventQueue {
  #events: ExpertEvent[] = [];
  #transactions = 0;
  #hasTick = false;
  #hasTimer = false;
  #displaced = 0;

  /** Transactions that were lost because the program was too slow. */
  get displaced(): number {
    return this.#displaced;
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  push(event: ExpertEvent): void {
    if (event.type === 'tick') {
      if (this.#hasTick) return;
      this.#hasTick = true;
    } else if (event.type === 'timer') {
      if (this.#hasTimer) return;
      this.#hasTimer = true;
    } else {
      if (this.#transactions >= MAX_TRANSACTIONS) this.#displaceOldest();
      this.#transactions += 1;
    }
    this.#events.push(event);
  }

  next(): ExpertEvent | null {
    const event = this.#events.shift();
    if (event === undefined) return null;
    if (event.type === 'tick') this.#hasTick = false;
    else if (event.type === 'timer') this.#hasTimer = false;
    else this.#transactions -= 1;
    return event;
  }

  /** Events before OnInit has returned are skipped. */
  clear(): void {
    this.#events = [];
    this.#transactions = 0;
    this.#hasTick = false;
    this.#hasTimer = false;
  }

  #displaceOldest(): void {
    const oldest = this.#events.findIndex(
      ({ type }) => type === 'transaction' || type === 'request',
    );
    this.#events.splice(oldest, 1);
    this.#transactions -= 1;
    this.#displaced += 1;
  }
}

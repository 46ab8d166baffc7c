/**
 * A terminal whose order requests are put on record: what was asked, what came back, when. Records are
 * written off the latency path; an order never waits for its own.
 */
import type { EventEntry } from '../db/event-log.ts';
import type { SymbolLookup } from '../domain/plan-input.ts';
import type { CloseOrder, ModifyOrder, OpenOrder } from '../domain/plan-input.ts';
import type { Found, TradeReply } from '../domain/trade-reply.ts';
import type { Search, Terminal, TerminalLink } from './terminal.ts';

/** Takes a record; never waits and never fails. */
export type AddEvent = (entry: EventEntry) => void;

/** See file header. */
export class RecordedTerminal implements Terminal {
  readonly #terminal: Terminal;
  readonly #add: AddEvent;
  readonly #lease: () => number;

  /** @param lease the number of the lease under which this process acts. */
  constructor(terminal: Terminal, add: AddEvent, lease: () => number) {
    this.#lease = lease;
    this.#terminal = terminal;
    this.#add = add;
  }

  get link(): TerminalLink | null {
    return this.#terminal.link;
  }

  open(order: OpenOrder): Promise<TradeReply> {
    return this.#recorded('open', order, this.#terminal.open(order));
  }

  close(order: CloseOrder): Promise<TradeReply> {
    return this.#recorded('close', order, this.#terminal.close(order));
  }

  modify(order: ModifyOrder): Promise<TradeReply> {
    return this.#recorded('modify', order, this.#terminal.modify(order));
  }

  find(search: Search): Promise<Found> {
    return this.#terminal.find(search);
  }

  learn(symbol: string, released?: readonly string[]): Promise<SymbolLookup> {
    return this.#terminal.learn(symbol, released);
  }

  poll(): Promise<void> {
    return this.#terminal.poll();
  }

  async #recorded(
    operation: string,
    order: OpenOrder | CloseOrder | ModifyOrder,
    answer: Promise<TradeReply>,
  ): Promise<TradeReply> {
    const journalId = this.link?.journalId ?? null;
    this.#add({
      at: Date.now(),
      kind: 'order-requested',
      data: { operation, journalId, lease: this.#lease(), ...order },
    });
    const reply = await answer;
    const { request } = order;
    this.#add({ at: Date.now(), kind: 'order-answered', data: { operation, request, ...reply } });
    return reply;
  }
}

/**
 * A terminal whose order requests are put on record: what was asked, what came back, when. Records are
 * written off the latency path; an order never waits for its own.
 */
import type { EventEntry } from '../db/event-log.ts';
import type { CloseOrder, ModifyOrder, OpenOrder } from '../domain/plan-input.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import { ForwardingTerminal } from './forwarding-terminal.ts';
import type { Terminal } from './terminal.ts';

/** Takes a record; never waits and never fails. */
export type AddEvent = (entry: EventEntry) => void;

/** See file header. */
export class RecordedTerminal extends ForwardingTerminal {
  readonly #add: AddEvent;
  readonly #lease: () => number;

  /** @param lease the number of the lease under which this process acts. */
  constructor(terminal: Terminal, add: AddEvent, lease: () => number) {
    super(terminal);
    this.#lease = lease;
    this.#add = add;
  }

  override open(order: OpenOrder): Promise<TradeReply> {
    return this.#recorded('open', order, super.open(order));
  }

  override close(order: CloseOrder): Promise<TradeReply> {
    return this.#recorded('close', order, super.close(order));
  }

  override modify(order: ModifyOrder): Promise<TradeReply> {
    return this.#recorded('modify', order, super.modify(order));
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

/** A terminal that passes the crash seam's points around each order; else as it is. For tests alone. */
import type { Operation } from '../domain/copy-identity.ts';
import type { RequestId } from '../domain/ids.ts';
import type { CloseOrder, ModifyOrder, OpenOrder } from '../domain/plan-input.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import type { CrashSeam } from './crash-seam.ts';
import { ForwardingTerminal } from './forwarding-terminal.ts';
import type { Terminal } from './terminal.ts';

/** See file header. */
export class CrashingTerminal extends ForwardingTerminal {
  readonly #seam: CrashSeam;

  constructor(terminal: Terminal, seam: CrashSeam) {
    super(terminal);
    this.#seam = seam;
  }

  override open(order: OpenOrder): Promise<TradeReply> {
    return this.#around('open', () => super.open(order));
  }

  override close(order: CloseOrder): Promise<TradeReply> {
    return this.#around(operationOf(order.request), () => super.close(order));
  }

  override modify(order: ModifyOrder): Promise<TradeReply> {
    return this.#around('modify', () => super.modify(order));
  }

  async #around(operation: Operation, send: () => Promise<TradeReply>): Promise<TradeReply> {
    this.#seam.pass('intent-durable', operation);
    const answer = send();
    this.#seam.pass('command-sent', operation);
    const reply = await answer;
    this.#seam.pass('reply-read', operation);
    return reply;
  }
}

function operationOf(request: RequestId): Operation {
  return request.includes('/close-part/') ? 'close-part' : 'close';
}

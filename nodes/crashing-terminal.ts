/** A terminal that passes the crash seam's points around each order; else as it is. For tests alone. */
import type { Operation } from '../domain/copy-identity.ts';
import type { RequestId } from '../domain/ids.ts';
import type { CloseOrder, ModifyOrder, OpenOrder, SymbolLookup } from '../domain/plan-input.ts';
import type { Found, TradeReply } from '../domain/trade-reply.ts';
import type { CrashSeam } from './crash-seam.ts';
import type { Search, Terminal, TerminalLink } from './terminal.ts';

/** See file header. */
export class CrashingTerminal implements Terminal {
  readonly #terminal: Terminal;
  readonly #seam: CrashSeam;

  constructor(terminal: Terminal, seam: CrashSeam) {
    this.#terminal = terminal;
    this.#seam = seam;
  }

  get link(): TerminalLink | null {
    return this.#terminal.link;
  }

  open(order: OpenOrder): Promise<TradeReply> {
    return this.#around('open', () => this.#terminal.open(order));
  }

  close(order: CloseOrder): Promise<TradeReply> {
    return this.#around(operationOf(order.request), () => this.#terminal.close(order));
  }

  modify(order: ModifyOrder): Promise<TradeReply> {
    return this.#around('modify', () => this.#terminal.modify(order));
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

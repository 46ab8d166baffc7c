/** A terminal that hands everything on to another one: what decorators of a terminal begin with. */
import type { CloseOrder, ModifyOrder, OpenOrder, SymbolLookup } from '../domain/plan-input.ts';
import type { Found, TradeReply } from '../domain/trade-reply.ts';
import type { Search, Terminal, TerminalLink } from './terminal.ts';

/** See file header. */
export class ForwardingTerminal implements Terminal {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get link(): TerminalLink | null {
    return this.#terminal.link;
  }

  open(order: OpenOrder): Promise<TradeReply> {
    return this.#terminal.open(order);
  }

  close(order: CloseOrder): Promise<TradeReply> {
    return this.#terminal.close(order);
  }

  modify(order: ModifyOrder): Promise<TradeReply> {
    return this.#terminal.modify(order);
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
}

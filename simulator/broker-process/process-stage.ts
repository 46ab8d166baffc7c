/** Where faults are carried out in a broker's process: its service and its connections. */
import type { SymbolRecord, TradeRequest, QuoteRecord } from '../broker/records.ts';
import type { FaultStage } from '../faults/perform-fault.ts';
import type { BrokerService } from './broker-service.ts';

/** The connections, as faults change them. */
export interface Connections {
  disconnect(login: string | null, forMs: number | null): void;
  reconnect(): void;
  tellTerminals(login: string, fault: unknown): boolean;
  tellSymbol(symbol: string): void;
}

/** See the file's head. */
export class ProcessStage implements FaultStage {
  readonly #service: BrokerService;
  readonly #connections: Connections;
  /** What is to be taken back, with the timer that does it. */
  readonly #undo = new Map<() => void, NodeJS.Timeout | null>();
  #trades = 0;

  constructor(service: BrokerService, connections: Connections) {
    this.#service = service;
    this.#connections = connections;
  }

  get broker(): BrokerService['broker'] {
    return this.#service.broker;
  }

  get faults(): BrokerService['faults'] {
    return this.#service.faults;
  }

  tradeByHand(login: string, trade: TradeRequest): void {
    this.#trades += 1;
    const request = `fault/${String(process.pid)}/${String(Date.now())}/${String(this.#trades)}`;
    const orderSendNs = process.hrtime.bigint().toString();
    // What becomes of it is seen in the account, as with a trade from another terminal.
    this.#service.submit(login, { request, reason: 'MOBILE', trade, orderSendNs }, () => undefined);
  }

  show(quote: QuoteRecord): void {
    this.#service.show(quote);
  }

  trueQuote(symbol: string): QuoteRecord | null {
    return this.#service.trueQuote(symbol);
  }

  disconnect(login: string | null, forMs: number | null): void {
    this.#connections.disconnect(login, forMs);
  }

  undoAfter(forMs: number | null, undo: () => void): void {
    const once = (): void => {
      this.#undo.delete(once);
      undo();
    };
    this.#undo.set(once, forMs === null ? null : setTimeout(once, forMs));
  }

  tellTerminals(login: string, fault: unknown): boolean {
    return this.#connections.tellTerminals(login, fault);
  }

  changeSymbol(symbol: string, change: Partial<SymbolRecord>): void {
    this.#service.changeSymbol(symbol, change);
    this.#connections.tellSymbol(symbol);
  }

  /** Ends all faults; what was done at once stays done. */
  clear(): void {
    this.faults.clear();
    this.#connections.reconnect();
    for (const [undo, timer] of this.#undo) {
      if (timer !== null) clearTimeout(timer);
      undo();
    }
  }

  /** Ends what waits; nothing is taken back. */
  close(): void {
    for (const timer of this.#undo.values()) if (timer !== null) clearTimeout(timer);
    this.#undo.clear();
  }
}

/** Where faults are carried out in a broker's process: its service and its connections. */
import type { SymbolRecord, TradeRequest, QuoteRecord } from '../broker/records.ts';
import { parseFault } from '../faults/fault.ts';
import { FaultRegister, type ListedFault } from '../faults/fault-register.ts';
import type { HeldFault } from '../faults/held-fault.ts';
import { performFault, type FaultStage } from '../faults/perform-fault.ts';
import type { BrokerService } from './broker-service.ts';

/** The connections, as faults change them. */
export interface Connections {
  disconnect(login: string | null, forMs: number | null): HeldFault;
  tellTerminals(login: string, fault: unknown): boolean;
  tellSymbol(symbol: string): void;
}

/** See the file's head. */
export class ProcessStage implements FaultStage {
  readonly #service: BrokerService;
  readonly #connections: Connections;
  readonly #register = new FaultRegister('broker-');
  readonly #timers = new Set<NodeJS.Timeout>();
  #trades = 0;

  constructor(service: BrokerService, connections: Connections) {
    this.#service = service;
    this.#connections = connections;
  }

  /**
   * Carries a fault out.
   * @returns its name while it waits or lasts; null when there is nothing to take back.
   * @throws ConfigurationError when it is no fault, or what it names is not there.
   */
  give(json: unknown): string | null {
    const fault = parseFault(json);
    return this.#register.add(fault, performFault(this, fault));
  }

  /** Those that wait or last. */
  get given(): readonly ListedFault[] {
    return this.#register.list();
  }

  /** @throws ConfigurationError when there is none of this name. */
  takeBack(id: string): void {
    this.#register.remove(id);
  }

  get broker(): BrokerService['broker'] {
    return this.#service.broker;
  }

  get faults(): BrokerService['faults'] {
    return this.#service.faults;
  }

  hasAccount(login: string): boolean {
    return this.#service.hasAccount(login);
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

  disconnect(login: string | null, forMs: number | null): HeldFault {
    return this.#connections.disconnect(login, forMs);
  }

  lasting(forMs: number | null, undo: () => void): HeldFault {
    let isOver = false;
    let timer: NodeJS.Timeout | null = null;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      if (timer !== null) {
        clearTimeout(timer);
        this.#timers.delete(timer);
      }
      undo();
    };
    if (forMs !== null) {
      timer = setTimeout(end, forMs);
      this.#timers.add(timer);
    }
    return { isOver: () => isOver, end };
  }

  tellTerminals(login: string, fault: unknown): boolean {
    return this.#connections.tellTerminals(login, fault);
  }

  changeSymbol(symbol: string, change: Partial<SymbolRecord>): void {
    this.#service.changeSymbol(symbol, change);
    this.#connections.tellSymbol(symbol);
  }

  /** Takes all faults back; what was done at once stays done. */
  clear(): void {
    this.#register.clear();
  }

  /** Ends what waits; nothing is taken back. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

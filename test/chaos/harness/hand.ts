/** A person at an account: sees it as the broker does, and trades by hand. */
import type { BrokerAddress } from '../../../simulator/broker-process/address-file.ts';
import { BrokerClient } from '../../../simulator/broker-process/broker-client.ts';
import { foldChange } from '../../../simulator/broker/change.ts';
import type { AccountState, FromBroker } from '../../../simulator/broker/messages.ts';
import type {
  PositionRecord,
  QuoteRecord,
  TradeRequest,
} from '../../../simulator/broker/records.ts';
import { closeByHand, EMPTY_TRADE, modifyByHand } from '../../../simulator/faults/manual-trade.ts';

const DONE = new Set([10_008, 10_009, 10_010, 10_025]);

interface OpenByHand {
  readonly symbol?: string;
  readonly side?: 'BUY' | 'SELL';
  readonly magic?: string;
}

/** See file header. */
export class Hand {
  readonly #quotes = new Map<string, QuoteRecord>();
  readonly #login: string;
  #state: AccountState | null = null;
  #client: BrokerClient | null = null;
  #requests = 0;

  private constructor(login: string) {
    this.#login = login;
  }

  static async at(address: BrokerAddress, login: string): Promise<Hand> {
    const hand = new Hand(login);
    const early: FromBroker[] = [];
    const { client, welcome } = await BrokerClient.login({
      address,
      login,
      as: 'trader',
      onMessage: (message) => (hand.#state === null ? early.push(message) : hand.#told(message)),
    });
    hand.#client = client;
    hand.#state = welcome.state;
    for (const quote of welcome.quotes) hand.#quotes.set(quote.symbol, quote);
    client.watch(welcome.symbols.map(({ symbol }) => symbol));
    for (const message of early) hand.#told(message);
    return hand;
  }

  get positions(): readonly PositionRecord[] {
    if (this.#client?.isOpen !== true || this.#state === null) {
      throw new Error(`account ${this.#login}: the broker has ended`);
    }
    return this.#state.positions;
  }

  /** The newest one. */
  quote(symbol: string): QuoteRecord {
    const found = this.#quotes.get(symbol);
    if (found === undefined) throw new Error(`${symbol} has no price`);
    return found;
  }

  /** @returns POSITION_IDENTIFIER. */
  async open(
    volume: string,
    { symbol = 'EURUSD', side = 'BUY', magic = '0' }: OpenByHand = {},
  ): Promise<string> {
    const trade = { ...EMPTY_TRADE, symbol, volume, magic, type: side, deviation: 1_000 };
    const { order } = await this.#trade(trade);
    return order;
  }

  /** All of it, or so many lots. */
  async close(identifier: string, volume?: string): Promise<void> {
    const position = this.#position(identifier);
    await this.#trade({
      ...closeByHand(position, volume ?? position.volume),
      deviation: 1_000,
    });
  }

  async modify(identifier: string, stops: { sl: string; tp: string }): Promise<void> {
    await this.#trade(modifyByHand(this.#position(identifier), stops));
  }

  leave(): void {
    this.#client?.close();
  }

  #position(identifier: string): PositionRecord {
    const found = this.positions.find((one) => one.identifier === identifier);
    if (found === undefined) throw new Error(`account ${this.#login} has no ${identifier}`);
    return found;
  }

  async #trade(trade: TradeRequest) {
    if (this.#client === null) throw new Error('not logged in');
    this.#requests += 1;
    const request = `hand/${String(process.pid)}/${String(Date.now())}/${String(this.#requests)}`;
    const orderSendNs = process.hrtime.bigint().toString();
    const result = await this.#client.trade({ request, reason: 'CLIENT', trade, orderSendNs });
    if (!DONE.has(result.retcode)) {
      throw new Error(`account ${this.#login}: refused with ${String(result.retcode)}`);
    }
    return result;
  }

  #told(message: FromBroker): void {
    if (message.type === 'QUOTE') this.#quotes.set(message.quote.symbol, message.quote);
    else if (message.type === 'CHANGE' && this.#state !== null)
      this.#state = foldChange(this.#state, message);
  }
}

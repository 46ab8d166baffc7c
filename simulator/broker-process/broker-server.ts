/**
 * Serves a broker to terminals, traders and controllers on 127.0.0.1 (simulator/broker/messages.ts).
 *
 * Invariants:
 * 1. A client's message is looked at after everything that was due before it.
 * 2. What an account's clients are told comes in the order in which it happened.
 * 3. Faults and the stop are taken from controllers alone.
 */
import type { Socket } from 'node:net';
import { CopierError } from '../../domain/errors.ts';
import type { Change } from '../broker/change.ts';
import type { AccountRecord, QuoteRecord } from '../broker/records.ts';
import type { HeldFault } from '../faults/held-fault.ts';
import { BrokerConnection, type ConnectionOwner, type Request } from './broker-connection.ts';
import type { BrokerService } from './broker-service.ts';
import { CutOffs } from './cut-offs.ts';
import { isSameToken } from './is-same-token.ts';
import { MoneyTeller } from './money-teller.ts';
import { ProcessStage, type Connections } from './process-stage.ts';

const MAX_CONNECTIONS = 512;

type ControlRequest = Extract<
  Request,
  { readonly type: 'FAULT' | 'FAULTS' | 'REMOVE_FAULT' | 'CLEAR_FAULTS' | 'STOP' }
>;

/** What a server serves. */
export interface ServerOptions {
  readonly service: BrokerService;
  readonly token: string;
  /** A controller asked for the end. */
  readonly onStop: () => void;
  /** Called with the number of clients that are logged in, when it changes. */
  readonly onClients: (count: number) => void;
}

/** See the file's head. */
export class BrokerServer implements Connections {
  readonly #service: BrokerService;
  readonly #stage: ProcessStage;
  readonly #options: ServerOptions;
  readonly #connections = new Set<BrokerConnection>();
  readonly #cutOffs = new CutOffs();
  readonly #money: MoneyTeller;
  /** Clients that are logged in. */
  #clients = 0;
  /** What was last said of an account's money. */
  readonly #told = new Map<string, string>();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#service = options.service;
    this.#stage = new ProcessStage(options.service, this);
    this.#money = new MoneyTeller((login) => this.#tellMoney(login));
  }

  /** Takes a connection over. */
  accept(socket: Socket): void {
    if (this.#connections.size >= MAX_CONNECTIONS) {
      socket.destroy();
      return;
    }
    const owner: ConnectionOwner = {
      onLogin: (connection, { as, login, token }) => {
        const reason = this.#whyNot(token, login, as);
        if (reason !== null) {
          connection.refuse(reason);
          return false;
        }
        this.#welcome(connection, login, as);
        return true;
      },
      onRequest: (connection, request) => {
        this.#service.pump();
        // What was due may have cut the connection off: a request that was read is carried out anyway.
        this.#take(connection, request);
      },
      onClosed: (connection) => {
        this.#connections.delete(connection);
        this.#tellClients();
      },
    };
    this.#connections.add(new BrokerConnection(socket, owner));
  }

  onChange(login: string, change: Change): void {
    const line = `${JSON.stringify({ type: 'CHANGE', ...change })}\n`;
    for (const connection of this.#ofAccount(login)) connection.sendLine(line);
  }

  onQuote(quote: QuoteRecord): void {
    const line = `${JSON.stringify({ type: 'QUOTE', quote })}\n`;
    for (const connection of this.#connections) connection.sendQuote(quote, line);
    this.#money.moved();
  }

  /** Cuts terminals off, of one account or of all (null); null ms: until it is taken back. */
  disconnect(login: string | null, forMs: number | null): HeldFault {
    const held = this.#cutOffs.add(login, forMs);
    for (const connection of this.#connections) {
      const { identity } = connection;
      if (identity?.as === 'terminal' && (login ?? identity.login) === identity.login) {
        connection.cut();
      }
    }
    return held;
  }

  /** Hands a fault to the account's terminals; false: none is connected. */
  tellTerminals(login: string, fault: unknown): boolean {
    const terminals = [...this.#ofAccount(login)].filter(
      ({ identity }) => identity?.as === 'terminal',
    );
    for (const terminal of terminals) terminal.send({ type: 'FAULT', fault });
    return terminals.length > 0;
  }

  /** Tells everybody of a specification that changed. */
  tellSymbol(symbol: string): void {
    for (const connection of this.#connections) {
      const login = connection.identity?.as === 'control' ? null : connection.identity?.login;
      if (login === null || login === undefined) continue;
      const record = this.#service.broker.symbols(login).find((one) => one.symbol === symbol);
      if (record !== undefined) connection.send({ type: 'SYMBOL', symbol: record });
    }
  }

  /** Ends all connections when what was said to them is sent. */
  end(): void {
    this.#money.close();
    this.#stage.close();
    for (const connection of this.#connections) connection.end();
  }

  /** Ends those that are left. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  #whyNot(token: string, login: string, as: 'terminal' | 'trader' | 'control'): string | null {
    if (!isSameToken(token, this.#options.token))
      return 'the token is not the one of the address file';
    if (as === 'control') return null;
    if (!this.#service.hasAccount(login)) {
      return `account ${login} is not at this broker`;
    }
    return as === 'terminal' && this.#cutOffs.has(login) ? 'no connection' : null;
  }

  #welcome(
    connection: BrokerConnection,
    login: string,
    as: 'terminal' | 'trader' | 'control',
  ): void {
    connection.identity = { login, as };
    this.#tellClients();
    if (as === 'control') return;
    this.#service.pump();
    const { broker, file, serverMs } = this.#service;
    connection.welcome({
      type: 'WELCOME',
      state: broker.state(login),
      symbols: broker.symbols(login),
      quotes: broker.quotes(),
      serverMs,
      speed: file.clock.speed,
    });
  }

  #take(connection: BrokerConnection, request: Request): void {
    const { identity } = connection;
    if (identity === null) return;
    switch (request.type) {
      case 'PING':
        connection.send({ type: 'PONG', number: request.number, serverMs: this.#service.serverMs });
        return;
      case 'WATCH':
        connection.watch(request.symbols);
        return;
      case 'SEND': {
        if (identity.as === 'control') return connection.refuse('a controller does not trade');
        const { number, type: _type, ...send } = request;
        this.#service.submit(identity.login, send, (result) => {
          connection.send({ type: 'RESULT', number, trade: send.trade, result });
        });
        return;
      }
      case 'FAULT':
      case 'FAULTS':
      case 'REMOVE_FAULT':
      case 'CLEAR_FAULTS':
      case 'STOP':
        if (identity.as !== 'control') return connection.refuse('only a controller may do that');
        this.#control(connection, request);
    }
  }

  #control(connection: BrokerConnection, request: ControlRequest): void {
    const { number } = request;
    try {
      let fault: string | null = null;
      if (request.type === 'FAULT') fault = this.#stage.give(request.fault);
      else if (request.type === 'REMOVE_FAULT') this.#stage.takeBack(request.fault);
      else if (request.type === 'CLEAR_FAULTS') this.#stage.clear();
      if (request.type === 'FAULTS') {
        connection.send({ type: 'FAULTS', number, faults: this.#stage.given });
      } else connection.send({ type: 'DONE', number, error: null, fault });
    } catch (error) {
      if (!(error instanceof CopierError)) throw error;
      connection.send({ type: 'DONE', number, error: error.message, fault: null });
    }
    if (request.type === 'STOP') this.#options.onStop();
  }

  #tellMoney(login: string): void {
    const account: AccountRecord = this.#service.broker.account(login);
    const line = `${JSON.stringify({ type: 'ACCOUNT', account })}\n`;
    if (this.#told.get(login) === line) return;
    this.#told.set(login, line);
    for (const connection of this.#ofAccount(login)) connection.sendLine(line);
  }

  *#ofAccount(login: string): Generator<BrokerConnection> {
    for (const connection of this.#connections) {
      const { identity } = connection;
      if (identity?.login === login && identity.as !== 'control') yield connection;
    }
  }

  #tellClients(): void {
    let clients = 0;
    const logins = new Set<string>();
    for (const { identity } of this.#connections) {
      if (identity === null) continue;
      clients += 1;
      if (identity.as !== 'control') logins.add(identity.login);
    }
    this.#money.serve(logins);
    // A probe that never logged in must not put the end off.
    if (clients === this.#clients) return;
    this.#clients = clients;
    this.#options.onClients(clients);
  }
}

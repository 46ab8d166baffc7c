/**
 * One connection of a broker's process: lines in, lines out.
 *
 * Invariants:
 * 1. Nothing but a LOGIN with the token is looked at first, and it comes within 5 s.
 * 2. A client that does not read costs a limited amount of memory: of the ticks that it has not read only
 *    the newest of each symbol is kept; changes and answers are kept up to a limit, then it is dropped.
 * 3. A line that is no message ends the connection.
 */
import type { Socket } from 'node:net';
import { ProtocolError } from '../../domain/errors.ts';
import type { FromBroker, ToBroker } from '../broker/messages.ts';
import type { QuoteRecord } from '../broker/records.ts';
import { LineSplitter } from './line-splitter.ts';
import { parseToBroker } from './to-broker.ts';

const LOGIN_MS = 5_000;
const MAX_LINE_BYTES = 131_072;
const MAX_WAITING_BYTES = 8_388_608;

type Login = Extract<ToBroker, { readonly type: 'LOGIN' }>;
/** What may be sent after the LOGIN. */
export type Request = Exclude<ToBroker, Login>;

/** Who looks after a connection. */
export interface ConnectionOwner {
  /** The first message; false refuses it. */
  readonly onLogin: (connection: BrokerConnection, login: Login) => boolean;
  readonly onRequest: (connection: BrokerConnection, request: Request) => void;
  /** Called once; nothing is sent afterwards. */
  readonly onClosed: (connection: BrokerConnection) => void;
}

/** See the file's head. */
export class BrokerConnection {
  /** Null before its LOGIN was accepted. */
  identity: Pick<Login, 'login' | 'as'> | null = null;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #lines = new LineSplitter(MAX_LINE_BYTES);
  readonly #patience: NodeJS.Timeout;
  #watched: ReadonlySet<string> = new Set();
  /** The newest ticks that wait for the client to read. */
  readonly #unread = new Map<string, string>();
  #maxWaiting = MAX_WAITING_BYTES;

  constructor(socket: Socket, owner: ConnectionOwner) {
    this.#socket = socket;
    this.#owner = owner;
    socket.setNoDelay(true);
    this.#patience = setTimeout(() => this.refuse('no LOGIN came'), LOGIN_MS);
    socket.on('data', (part: Buffer) => this.#read(part));
    socket.on('drain', () => this.#sendUnread());
    // The close that follows is what counts.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(this.#patience);
      owner.onClosed(this);
    });
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  watch(symbols: readonly string[]): void {
    this.#watched = new Set(symbols);
  }

  send(message: FromBroker): void {
    this.sendLine(`${JSON.stringify(message)}\n`);
  }

  /** The first message to a client that was let in: as long as its account's history. */
  welcome(message: Extract<FromBroker, { readonly type: 'WELCOME' }>): void {
    const line = `${JSON.stringify(message)}\n`;
    this.#maxWaiting = MAX_WAITING_BYTES + Buffer.byteLength(line);
    this.sendLine(line);
  }

  /** A message that several connections get, with its line feed. */
  sendLine(line: string): void {
    if (!this.isOpen) return;
    this.#socket.write(line);
    if (this.#socket.writableLength > this.#maxWaiting) this.#socket.destroy();
  }

  /** @param line the tick as a QUOTE message. */
  sendQuote({ symbol }: QuoteRecord, line: string): void {
    if (!this.isOpen || !this.#watched.has(symbol)) return;
    if (this.#socket.writableNeedDrain) this.#unread.set(symbol, line);
    else this.#socket.write(line);
  }

  /** Says why and ends. */
  refuse(reason: string): void {
    clearTimeout(this.#patience);
    if (!this.isOpen) return;
    this.#socket.end(`${JSON.stringify({ type: 'REFUSED', reason })}\n`);
    this.#socket.resume();
    // A client that does not read its refusal is not waited for.
    setTimeout(() => this.#socket.destroy(), LOGIN_MS).unref();
  }

  /** Ends without a word, as a line that broke; what was not sent yet is lost. */
  cut(): void {
    this.#socket.destroy();
  }

  /** Ends when everything was sent. */
  end(): void {
    this.#socket.end();
  }

  #read(part: Buffer): void {
    try {
      for (const line of this.#lines.push(part)) {
        if (!this.isOpen) return;
        this.#take(parseToBroker(line));
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.refuse(error.message);
    }
  }

  #take(message: ToBroker): void {
    if (this.identity !== null) {
      if (message.type === 'LOGIN') throw new ProtocolError('a connection logs in once');
      this.#owner.onRequest(this, message);
      return;
    }
    if (message.type !== 'LOGIN') throw new ProtocolError('the first message must be a LOGIN');
    clearTimeout(this.#patience);
    const { login, as } = message;
    if (this.#owner.onLogin(this, message)) this.identity = { login, as };
  }

  #sendUnread(): void {
    const lines = [...this.#unread.values()];
    this.#unread.clear();
    if (lines.length > 0 && this.isOpen) this.#socket.write(lines.join(''));
  }
}

/**
 * A connection to a broker's process, as terminals, traders and tests use it.
 *
 * Invariants: 1. events come in the order in which the broker said them, a request's changes before its
 * result; 2. every wait ends: with the answer, with the connection or with its time.
 */
import type { Socket } from 'node:net';
import { ConfigurationError, TerminalUnavailableError } from '../../domain/errors.ts';
import type { FromBroker, ToBroker } from '../broker/messages.ts';
import type { TradeResult } from '../broker/records.ts';
import type { FaultInput } from '../faults/fault.ts';
import type { BrokerAddress } from './address-file.ts';
import { connectToLoopback } from './connect-to-loopback.ts';
import { LineSplitter } from './line-splitter.ts';

const ANSWER_MS = 10_000;
/** A broker that starts catches up with its clock first. */
const WELCOME_MS = 30_000;
/** A WELCOME holds the whole history of its account. */
const MAX_LINE_BYTES = 268_435_456;

/** The first thing a broker says. */
export type Welcome = Extract<FromBroker, { readonly type: 'WELCOME' }>;
type Send = Omit<Extract<ToBroker, { readonly type: 'SEND' }>, 'type' | 'number'>;
/** `ToBroker` without its number. */
type Question =
  | { readonly type: 'PING' | 'FAULTS' | 'CLEAR_FAULTS' | 'STOP' }
  | { readonly type: 'FAULT'; readonly fault: unknown }
  | { readonly type: 'REMOVE_FAULT'; readonly fault: string };

/** Who a client is, and whom it tells. */
export interface ClientOptions {
  readonly address: BrokerAddress;
  readonly login: string;
  readonly as: 'terminal' | 'trader';
  /** Everything after the WELCOME, in order, with the line that said it. */
  readonly onMessage?: (message: FromBroker, line: string) => void;
  /** Called once, when the connection is over. */
  readonly onClosed?: () => void;
}

interface Waiting {
  readonly resolve: (message: FromBroker) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout | null;
}

/** See the file's head. */
export class BrokerClient {
  readonly #socket: Socket;
  readonly #lines = new LineSplitter(MAX_LINE_BYTES);
  readonly #waiting = new Map<number, Waiting>();
  readonly #onMessage: (message: FromBroker, line: string) => void;
  #onFirst: ((message: FromBroker) => void) | null = null;
  #number = 0;

  private constructor(socket: Socket, options: Pick<ClientOptions, 'onMessage' | 'onClosed'>) {
    this.#socket = socket;
    this.#onMessage = options.onMessage ?? (() => undefined);
    socket.setNoDelay(true);
    socket.on('data', (part: Buffer) => {
      for (const line of this.#lines.push(part)) this.#take(JSON.parse(line) as FromBroker, line);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const { reject, timer } of this.#waiting.values()) {
        if (timer !== null) clearTimeout(timer);
        reject(new TerminalUnavailableError('the connection to the broker ended'));
      }
      this.#waiting.clear();
      options.onClosed?.();
    });
  }

  /**
   * Connects and logs in.
   * @throws TerminalUnavailableError when nobody answers, or the broker refuses, with its reason.
   */
  static async login(
    options: ClientOptions,
    signal?: AbortSignal,
  ): Promise<{ readonly client: BrokerClient; readonly welcome: Welcome }> {
    const { address, as, login } = options;
    const client = new BrokerClient(
      await connectToLoopback(address.port, 'the broker', signal),
      options,
    );
    const first = client.#first(signal);
    client.#write({ type: 'LOGIN', token: address.token, login, as });
    const message = await first;
    if (message.type === 'WELCOME') return { client, welcome: message };
    client.close();
    const reason = message.type === 'REFUSED' ? message.reason : `it said ${message.type}`;
    throw new TerminalUnavailableError(`the broker refused the login of ${login}: ${reason}`);
  }

  /** Connects as a controller, which gives faults and stops the broker. */
  static async control(address: BrokerAddress, signal?: AbortSignal): Promise<BrokerClient> {
    const client = new BrokerClient(
      await connectToLoopback(address.port, 'the broker', signal),
      {},
    );
    client.#write({ type: 'LOGIN', token: address.token, login: '', as: 'control' });
    await client.ping();
    return client;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** Ticks of these symbols from now on. */
  watch(symbols: readonly string[]): void {
    this.#write({ type: 'WATCH', symbols });
  }

  /** Sends a request; its RESULT carries this number. Once it is written, it is carried out. */
  send(request: Send): number {
    this.#number += 1;
    this.#write({ type: 'SEND', number: this.#number, ...request });
    return this.#number;
  }

  /**
   * Sends a request and waits for its result.
   * @param waitMs null: as long as the connection lasts.
   */
  async trade(request: Send, waitMs: number | null = ANSWER_MS): Promise<TradeResult> {
    const message = await this.#answer(this.send(request), 'RESULT', waitMs);
    if (message.type !== 'RESULT') throw new Error(`a SEND was answered with ${message.type}`);
    return message.result;
  }

  /** TimeTradeServer, ms. */
  async ping(): Promise<number> {
    const message = await this.#ask({ type: 'PING' });
    if (message.type !== 'PONG') throw new Error(`a PING was answered with ${message.type}`);
    return message.serverMs;
  }

  /**
   * @returns its name, to take it back; null when there is nothing to take back.
   * @throws ConfigurationError with the broker's words when it is no fault, or cannot be had.
   */
  async fault(fault: FaultInput): Promise<string | null> {
    return this.#done({ type: 'FAULT', fault });
  }

  /** The broker's faults that wait or last. */
  async faults(): Promise<Extract<FromBroker, { readonly type: 'FAULTS' }>['faults']> {
    const message = await this.#ask({ type: 'FAULTS' });
    if (message.type !== 'FAULTS') throw new Error(`a FAULTS was answered with ${message.type}`);
    return message.faults;
  }

  /** Takes one back, or all (null). @throws ConfigurationError when there is none of this name. */
  async takeBack(fault: string | null): Promise<void> {
    await this.#done(fault === null ? { type: 'CLEAR_FAULTS' } : { type: 'REMOVE_FAULT', fault });
  }

  clearFaults(): Promise<void> {
    return this.takeBack(null);
  }

  /** Ends the broker's process in order. */
  async stop(): Promise<void> {
    await this.#done({ type: 'STOP' });
  }

  /** Stops reading, as a program that stands still does; `resume` goes on. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  async #done(question: Question): Promise<string | null> {
    const { type } = question;
    const message = await this.#ask(question);
    if (message.type !== 'DONE') throw new Error(`${type} was answered with ${message.type}`);
    if (message.error !== null) throw new ConfigurationError(message.error);
    return message.fault;
  }

  #ask(question: Question): Promise<FromBroker> {
    const number = (this.#number += 1);
    this.#write({ ...question, number });
    return this.#answer(number, question.type, ANSWER_MS);
  }

  #answer(number: number, what: string, waitMs: number | null): Promise<FromBroker> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) {
        reject(new TerminalUnavailableError('the connection to the broker ended'));
        return;
      }
      const late = (): void => {
        this.#waiting.delete(number);
        reject(new TerminalUnavailableError(`no answer to ${what} in ${String(waitMs)} ms`));
      };
      const timer = waitMs === null ? null : setTimeout(late, waitMs);
      this.#waiting.set(number, { resolve, reject, timer });
    });
  }

  #first(signal: AbortSignal | undefined): Promise<FromBroker> {
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        clearTimeout(patience);
        this.close();
        reject(new TerminalUnavailableError('the broker did not answer the login'));
      };
      this.#socket.once('close', fail);
      const patience = setTimeout(fail, WELCOME_MS);
      signal?.addEventListener('abort', fail, { once: true });
      this.#onFirst = (message) => {
        this.#socket.off('close', fail);
        clearTimeout(patience);
        signal?.removeEventListener('abort', fail);
        resolve(message);
      };
    });
  }

  #take(message: FromBroker, line: string): void {
    const onFirst = this.#onFirst;
    if (onFirst !== null) {
      this.#onFirst = null;
      onFirst(message);
      return;
    }
    this.#onMessage(message, line);
    if (!('number' in message)) return;
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if (waiting === undefined) return;
    if (waiting.timer !== null) clearTimeout(waiting.timer);
    waiting.resolve(message);
  }

  #write(message: ToBroker): void {
    if (this.isOpen) this.#socket.write(`${JSON.stringify(message)}\n`);
  }
}

/**
 * A terminal's connection to its broker, kept up for as long as the terminal runs.
 *
 * Invariants: 1. after each login the lists come later than the connection, by `syncDelayMs`: what the
 * broker says meanwhile waits and keeps its order; 2. a request that was written is never written again;
 * its result is told if it comes on the same connection; 3. without a broker it tries again, after 0.1 to
 * 2 s, and starts the broker's process if there is none.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError, TerminalUnavailableError } from '../../domain/errors.ts';
import type { Operation } from '../broker/broker-faults.ts';
import type { FromBroker } from '../broker/messages.ts';
import type { TradeRequest } from '../broker/records.ts';
import { BrokerClient, type Welcome } from '../broker-process/broker-client.ts';
import type { BrokerAddress } from '../broker-process/address-file.ts';
import { parseFault, isTerminalFault } from '../faults/fault.ts';
import type { HeldFault } from '../faults/held-fault.ts';
import type { TerminalFault } from '../faults/terminal-fault.ts';
import type { KillPoints } from './expert-faults.ts';
import type { FromExpert, ToExpert } from './terminal-message.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** More held messages than this end a fault that holds them: memory is limited. */
const MAX_HELD = 100_000;

/** What a session is made of. */
export interface SessionParts {
  readonly login: string;
  /** Finds the broker's process, or starts it. */
  readonly findBroker: (signal: AbortSignal) => Promise<BrokerAddress>;
  readonly syncDelayMs: number;
  readonly tell: (message: ToExpert) => void;
  readonly kills: KillPoints;
  /** The broker has handed a fault over. */
  readonly onFault: (fault: TerminalFault) => void;
  readonly log: (text: string) => void;
}

type Order = Extract<FromExpert, { readonly type: 'order' }>;
/** What the broker has said, and how. */
interface Heard {
  readonly message: FromBroker;
  readonly line: string;
}
interface Sent {
  readonly requestId: number;
  readonly request: string;
  readonly trade: TradeRequest;
  readonly operation: Operation;
}

/** See the file's head. */
export class BrokerSession {
  readonly #parts: SessionParts;
  /** Makes the ids of this start's requests unlike all others. */
  readonly #run = randomUUID().slice(0, 13);
  readonly #sent = new Map<number, Sent>();
  #client: BrokerClient | null = null;
  #watched: readonly string[] = [];
  #held: Heard[] | null = null;
  #release: NodeJS.Timeout | null = null;
  #onceOnline: () => void = () => undefined;
  /** Resolves at the first login. */
  readonly online: Promise<void>;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.online = new Promise((resolve) => {
      this.#onceOnline = resolve;
    });
  }

  /**
   * Runs until aborted.
   * @throws ConfigurationError when the broker's description is wrong.
   */
  async run(signal: AbortSignal): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        await this.#connection(signal);
        pauseMs = FIRST_PAUSE_MS;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ConfigurationError || !(error instanceof TerminalUnavailableError))
          throw error;
        this.#parts.log(`no connection to the broker: ${error.message}`);
      }
      if (signal.aborted) return;
      // Ends early when aborted.
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  watch(symbols: readonly string[]): void {
    this.#watched = symbols;
    this.#client?.watch(symbols);
  }

  /** Without a connection the program was told already: nothing leaves. */
  order({ requestId, trade, operation, orderSendNs }: Order): void {
    if (this.#client === null) return;
    const request = `${this.#parts.login}/${this.#run}/${String(requestId)}`;
    const number = this.#client.send({ request, reason: 'EXPERT', trade, orderSendNs });
    this.#sent.set(number, { requestId, request, trade, operation });
    this.#parts.kills.pass('send-left', operation);
  }

  async #connection(signal: AbortSignal): Promise<void> {
    const address = await this.#parts.findBroker(signal);
    const early: Heard[] = [];
    let isReady = false;
    const over = new AbortController();
    const { client, welcome } = await BrokerClient.login(
      {
        address,
        login: this.#parts.login,
        as: 'terminal',
        onMessage: (message, line) => {
          if (isReady) this.#hear({ message, line });
          else early.push({ message, line });
        },
        onClosed: () => over.abort(),
      },
      signal,
    );
    const stop = (): void => client.close();
    signal.addEventListener('abort', stop, { once: true });
    this.#client = client;
    this.#welcome(welcome);
    isReady = true;
    for (const heard of early) this.#hear(heard);
    if (signal.aborted) stop();
    if (!over.signal.aborted && client.isOpen) {
      await new Promise<void>((resolve) => {
        over.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    signal.removeEventListener('abort', stop);
    this.#offline();
  }

  #welcome({ state, symbols, quotes, serverMs, speed }: Welcome): void {
    const clock = { serverMs, speed, atNs: process.hrtime.bigint() };
    this.#parts.tell({ type: 'login', account: state.account, symbols, clock });
    this.#client?.watch(this.#watched);
    this.hold(this.#parts.syncDelayMs, () => this.#parts.tell({ type: 'state', state, quotes }));
    this.#onceOnline();
  }

  #offline(): void {
    this.#client = null;
    this.#sent.clear();
    if (this.#release !== null) clearTimeout(this.#release);
    this.#release = null;
    this.#held = null;
    this.#parts.tell({ type: 'offline' });
  }

  /** Logged in at the broker? */
  get isConnected(): boolean {
    return this.#client !== null;
  }

  /** Messages wait for so long, then `first` and they are told. While some wait already nothing changes. */
  hold(ms: number, first: () => void = () => undefined): HeldFault {
    const held: Heard[] = [];
    if (this.#held !== null) return { isOver: () => true, end: () => undefined };
    this.#held = held;
    const release = (): void => {
      if (this.#held !== held) return;
      if (this.#release !== null) clearTimeout(this.#release);
      this.#held = null;
      this.#release = null;
      first();
      for (const heard of held) this.#hear(heard);
    };
    if (ms > 0) this.#release = setTimeout(release, ms);
    else release();
    return { isOver: () => this.#held !== held, end: release };
  }

  #hear(heard: Heard): void {
    const { message, line } = heard;
    if (message.type === 'FAULT') {
      this.#fault(message.fault);
      return;
    }
    if (this.#held !== null && this.#held.length < MAX_HELD) {
      this.#held.push(heard);
      return;
    }
    switch (message.type) {
      case 'QUOTE':
      case 'ACCOUNT':
      case 'SYMBOL':
        this.#parts.tell({ type: 'said', line });
        return;
      case 'CHANGE':
        this.#change(message);
        this.#parts.tell({ type: 'said', line });
        return;
      case 'RESULT':
        this.#result(message);
        return;
      case 'WELCOME':
      case 'REFUSED':
      case 'PONG':
      case 'DONE':
      case 'FAULTS':
        return;
    }
  }

  #change(change: Extract<FromBroker, { readonly type: 'CHANGE' }>): void {
    this.#parts.kills.pass('event-read');
    if (!this.#parts.kills.isArmed('executed')) return;
    const requests = new Set([...change.orders, ...change.historyOrders].map((o) => o.request));
    for (const { request, trade, operation } of this.#sent.values()) {
      // A new SL or TP has neither order nor deal.
      const isModified =
        trade.action === 'SLTP' && change.positions.some(({ ticket }) => ticket === trade.position);
      if (isModified || (requests.has(request) && change.deals.length > 0))
        this.#parts.kills.pass('executed', operation);
    }
  }

  #result({ number, trade, result }: Extract<FromBroker, { readonly type: 'RESULT' }>): void {
    const sent = this.#sent.get(number);
    this.#sent.delete(number);
    if (sent === undefined) return;
    this.#parts.kills.pass('result-read', sent.operation);
    this.#parts.tell({ type: 'result', requestId: sent.requestId, trade, result });
  }

  #fault(json: unknown): void {
    try {
      const fault = parseFault(json);
      if (isTerminalFault(fault)) this.#parts.onFault(fault);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.#parts.log(`the broker sent a fault that is none: ${error.message}`);
    }
  }
}

/**
 * One connection of the EA to its node, from HELLO to its end. A connection that ends is never used
 * again: the next one is a new socket with a new HELLO and a new nonce, because a restarted node does
 * not know the old one.
 *
 * Invariants:
 * 1. Before WELCOME nothing but HELLO and AUTH is sent, and nothing but CHALLENGE, WELCOME and REFUSED obeyed.
 * 2. AUTH is only given to a node that has proved that it knows the secret.
 * 3. Without a frame for {@link SILENCE_MS} the connection ends.
 */
import { randomBytes } from 'node:crypto';
import { Dealer } from 'zeromq';
import { handshakeMac, isSameMac } from '../config/ea-auth.ts';
import { nodeMessage, request, type NodeMessage, type Request } from './ea-wire.ts';
import { Outbox } from './outbox.ts';

const PROTOCOL = 1;
const SILENCE_MS = 3_000;
const HEARTBEAT_MS = 1_000;
const MESSAGE_MAX_BYTES = 1024 * 1024;
const OUTBOX_MAX = 1_000;

/** What the EA brings into a session. */
export interface SessionOptions {
  readonly port: number;
  readonly secret: string;
  readonly login: string;
  readonly server: string;
  /** The other fields of HELLO, read when it is sent. */
  readonly introduction: () => Record<string, unknown>;
  readonly journalId: string;
  readonly highestLease: () => number;
  readonly tickCountMs: () => number;
  readonly onWelcome: (session: NodeSession, lease: number) => void;
  readonly onRequest: (session: NodeSession, request: Request) => void;
  readonly onGoodbye: () => void;
}

/** See the file's head. */
export class NodeSession {
  readonly #options: SessionOptions;
  readonly #socket = new Dealer({
    linger: 0,
    sendTimeout: SILENCE_MS,
    maxMessageSize: MESSAGE_MAX_BYTES,
    handshakeInterval: SILENCE_MS,
    reconnectInterval: 100,
  });
  readonly #outbox: Outbox;
  readonly #nonceEa = randomBytes(32).toString('hex');
  #state: 'connecting' | 'greeting' | 'proving' | 'welcome' | 'ended' = 'connecting';
  #lastFrameMs = performance.now();
  #keys = 0;
  #end: (reason: string) => void = () => {};

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#outbox = new Outbox((text) => this.#socket.send(text), OUTBOX_MAX);
  }

  /** Connects and lives until something ends it. @returns why it ended; whether there was a WELCOME. */
  async run(signal: AbortSignal): Promise<{ reason: string; wasWelcome: boolean }> {
    let wasWelcome = false;
    const ended = new Promise<string>((resolve) => {
      this.#end = (reason) => {
        wasWelcome ||= this.#state === 'welcome';
        this.#state = 'ended';
        resolve(reason);
      };
    });
    const stop = (): void => this.#end('stopped');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const timers = [
      setInterval(() => this.#watchSilence(), 250),
      setInterval(() => this.#heartbeat(0), HEARTBEAT_MS),
    ];
    const { events } = this.#socket;
    events.on('handshake', () => this.#greet());
    events.on('disconnect', () => this.#end('the node went away'));
    this.#socket.connect(`tcp://127.0.0.1:${String(this.#options.port)}`);
    const receiving = this.#receive();
    const reason = await ended;
    for (const timer of timers) clearInterval(timer);
    signal.removeEventListener('abort', stop);
    this.#socket.close();
    await receiving;
    return { reason, wasWelcome };
  }

  /** Sends a stream message; one that still waits under the same key is replaced. */
  stream(key: string, message: object): void {
    if (this.#state === 'welcome') this.#put(key, message);
  }

  /** Sends an answer to a request. */
  reply(message: object): void {
    this.#keys += 1;
    this.stream(`reply/${String(this.#keys)}`, message);
  }

  async #receive(): Promise<void> {
    try {
      for await (const [frame] of this.#socket) {
        this.#lastFrameMs = performance.now();
        this.#obey(frame?.toString('utf8') ?? '');
      }
    } catch (error) {
      this.#end(`receiving failed: ${String(error)}`);
    }
  }

  #obey(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return; // Not JSON: dropped, as the EA drops whatever it cannot read.
    }
    const message = nodeMessage.safeParse(json);
    if (message.success) {
      this.#obeyMessage(message.data);
      return;
    }
    const asked = request.safeParse(json);
    if (asked.success && this.#state === 'welcome') this.#options.onRequest(this, asked.data);
  }

  #obeyMessage(message: NodeMessage): void {
    switch (message.type) {
      case 'CHALLENGE':
        if (this.#state === 'greeting') this.#prove(message.nonceNode, message.mac);
        return;
      case 'WELCOME':
        if (this.#state === 'proving') this.#enter(message.lease);
        return;
      case 'REFUSED':
        this.#end(`refused by the node: ${message.code} ${message.message}`);
        return;
      case 'HEARTBEAT':
        this.#heartbeat(message.seq);
        return;
      case 'GOODBYE':
        if (this.#state === 'welcome') this.#options.onGoodbye();
    }
  }

  #greet(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'greeting';
    this.#lastFrameMs = performance.now();
    const { introduction, login, server } = this.#options;
    this.#put('HELLO', {
      type: 'HELLO',
      protocol: PROTOCOL,
      login,
      server,
      nonceEa: this.#nonceEa,
      ...introduction(),
    });
  }

  #prove(nonceNode: string, mac: string): void {
    const { highestLease, journalId, login, secret, server } = this.#options;
    const exchange = { protocol: PROTOCOL, login, server, nonceEa: this.#nonceEa, nonceNode };
    if (!isSameMac(mac, handshakeMac(secret, 'node', exchange))) {
      this.#end('the node does not know the secret of this account');
      return;
    }
    this.#state = 'proving';
    this.#put('AUTH', {
      type: 'AUTH',
      mac: handshakeMac(secret, 'ea', exchange),
      highestLease: highestLease(),
      journalId,
    });
  }

  #enter(lease: number): void {
    const highest = this.#options.highestLease();
    if (lease < highest) {
      this.#end(`the node's lease ${String(lease)} is lower than ${String(highest)}, seen before`);
      return;
    }
    this.#state = 'welcome';
    this.#options.onWelcome(this, lease);
  }

  #heartbeat(seq: number): void {
    const us = Math.round(performance.now() * 1_000);
    const message = { type: 'HEARTBEAT', us, ms: this.#options.tickCountMs(), seq };
    this.stream(`HEARTBEAT/${String(seq)}`, message);
  }

  #watchSilence(): void {
    if (this.#state === 'connecting' || this.#state === 'ended') return;
    if (performance.now() - this.#lastFrameMs > SILENCE_MS) this.#end('the node is silent');
  }

  #put(key: string, message: object): void {
    try {
      this.#outbox.put(key, message);
    } catch (error) {
      this.#end(String(error));
      return;
    }
    this.#outbox.flush().catch((error: unknown) => this.#end(`sending failed: ${String(error)}`));
  }
}

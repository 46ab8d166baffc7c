/**
 * A subscriber's connection to one master's publisher: opens it, keeps it open, hands raw frames on.
 *
 * Invariants:
 * 1. Without the key that is expected behind the endpoint no connection is made.
 * 2. At most {@link WAITING_MAX} frames wait to be read; older ones are passed over.
 * 3. A connection over which nothing has come for a while is made anew: libzmq itself does not
 *    reconnect after it was refused, and a key may since have been imported.
 */
import { Subscriber } from 'zeromq';
import type { BusKeys } from '../config/bus-keys.ts';
import type { MasterEndpoint } from './bus.ts';
import { SUBSCRIBER_OPTIONS, topicOf } from './zmq-bus-options.ts';

const WAITING_MAX = 4;
const RENEW_MS = 10_000;

/** What a subscriber needs of the host's keys. */
export type SubscriberKeys = Pick<BusKeys, 'subscribe' | 'publisherKey'>;

/** What a link tells its owner; called on the event loop, never within a call of the owner. */
export interface LinkListener {
  frames(frames: readonly Buffer[]): void;
  /** A frame was passed over unread for a newer one. */
  skipped(): void;
  refused(detail: string): void;
}

/** See file header. */
export class ZmqBusLink {
  readonly endpoint: string;
  readonly #topic: string;
  readonly #keys: SubscriberKeys | null;
  readonly #listener: LinkListener;
  readonly #waiting: Buffer[][] = [];
  #socket: Subscriber | null = null;
  #heardMs = performance.now();
  #running: Promise<void>;
  #isClosed = false;

  constructor(master: MasterEndpoint, keys: SubscriberKeys | null, listener: LinkListener) {
    this.endpoint = master.endpoint;
    this.#topic = topicOf(master.masterId);
    this.#keys = keys;
    this.#listener = listener;
    this.#running = this.#run();
  }

  /** To be called about once a second (invariant 3). */
  tick(): void {
    if (performance.now() - this.#heardMs < RENEW_MS) return;
    this.#heardMs = performance.now();
    // Ends the socket's loop, if there is one; the next starts with the keys of now.
    this.#socket?.close();
    this.#running = this.#running.then(() => this.#run());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#socket?.close();
    this.#waiting.length = 0;
    await this.#running;
  }

  async #run(): Promise<void> {
    const curve = await this.#curve();
    if (curve === null || this.#isClosed) return;
    const socket = new Subscriber({ ...SUBSCRIBER_OPTIONS, ...curve });
    this.#socket = socket;
    socket.events.on('handshake:error:auth', () =>
      this.#listener.refused(
        `${this.endpoint} does not admit this host's key; run "lockstep keys export" here and "lockstep keys import FILE" there`,
      ),
    );
    for (const type of ['handshake:error:protocol', 'handshake:error:other'] as const) {
      socket.events.on(type, ({ error }) =>
        this.#listener.refused(
          `what listens at ${this.endpoint} is not the expected publisher (${error.message}): another program on the port, or its keys were changed; import them again`,
        ),
      );
    }
    socket.subscribe(this.#topic);
    try {
      socket.connect(this.endpoint);
    } catch (error) {
      // One master's impossible endpoint must not end the node that follows others too.
      const reason = error instanceof Error ? error.message : String(error);
      this.#listener.refused(
        `bus endpoint ${this.endpoint} cannot be connected to (${reason}); correct the master's bus_endpoint`,
      );
      socket.close();
      return;
    }
    for await (const frames of socket) this.#received(frames);
  }

  /** The socket's CURVE options; none without keys, null when no key is known for the endpoint. */
  async #curve(): Promise<object | null> {
    if (this.#keys === null) return {};
    const { publicKey, secretKey } = this.#keys.subscribe;
    try {
      const curveServerKey = await this.#keys.publisherKey(this.endpoint);
      return { curvePublicKey: publicKey, curveSecretKey: secretKey, curveServerKey };
    } catch (error) {
      this.#listener.refused(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  #received(frames: Buffer[]): void {
    this.#heardMs = performance.now();
    if (this.#waiting.push(frames) > WAITING_MAX) {
      this.#waiting.shift();
      this.#listener.skipped();
    }
    // Reading a book costs far more than receiving it. What has piled up is received first (within
    // one turn of the event loop), so that after a stall only the newest are read.
    if (this.#waiting.length === 1) setImmediate(() => this.#handOn());
  }

  #handOn(): void {
    for (const frames of this.#waiting.splice(0)) this.#listener.frames(frames);
  }
}

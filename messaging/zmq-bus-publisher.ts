/**
 * The bus's publisher on ZeroMQ: one PUB socket with CURVE and its own context, so that its ZAP
 * handler lives and dies with it.
 *
 * Invariants:
 * 1. At most one book per master waits to be sent; a newer one takes its place.
 * 2. With keys, nobody whose key is not known receives a byte of a book.
 * 3. A slow or stopped subscriber slows neither the publisher nor other subscribers.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Context, Publisher } from 'zeromq';
import type { BusKeys } from '../config/bus-keys.ts';
import { ConfigurationError, ProtocolError } from '../domain/errors.ts';
import { encodeBookMessage } from './book-codec.ts';
import type { BookMessage } from './book-message.ts';
import type { BookPublisher, BusListener } from './bus.ts';
import { WarningLimit } from './warning-limit.ts';
import { ZapHandler, type Refused } from './zap-handler.ts';
import { frameOf, PUBLISHER_OPTIONS } from './zmq-bus-options.ts';

/** Longest wait for the port to be free again. */
const PORT_MS = 1_000;
const REFUSED_EVERY_MS = 60_000;

/** What a publisher needs of the host's keys. */
export type PublisherKeys = Pick<BusKeys, 'publish' | 'admits'>;

/** See file header. */
export class ZmqBookPublisher implements BookPublisher {
  readonly endpoint: string;
  readonly #socket: Publisher;
  readonly #zap: ZapHandler | null;
  readonly #listener: BusListener;
  readonly #waiting = new Map<string, BookMessage>();
  #sending: Promise<void> | null = null;
  #isClosed = false;

  private constructor(socket: Publisher, zap: ZapHandler | null, listener: BusListener) {
    this.endpoint = socket.lastEndpoint ?? '';
    this.#socket = socket;
    this.#zap = zap;
    this.#listener = listener;
  }

  /**
   * Binds a publisher.
   * @param endpoint `tcp://HOST:PORT`; a port of `*` takes any free one.
   * @param keys null: no authentication, for measurements only.
   * @throws ConfigurationError when the port is taken or the address is not this computer's.
   */
  static async bind(
    endpoint: string,
    keys: PublisherKeys | null,
    listener: BusListener,
  ): Promise<ZmqBookPublisher> {
    const context = new Context({ blocky: false });
    const refused = refusals(endpoint, listener);
    const zap =
      keys === null ? null : await ZapHandler.start(context, (key) => keys.admits(key), refused);
    const socket = new Publisher({
      ...PUBLISHER_OPTIONS,
      context,
      ...(keys !== null && {
        curveServer: true,
        curvePublicKey: keys.publish.publicKey,
        curveSecretKey: keys.publish.secretKey,
        zapDomain: 'lockstep',
        // Should the handler be gone, libzmq lets everybody in unless a domain is enforced.
        zapEnforceDomain: true,
      }),
    });
    try {
      await socket.bind(endpoint);
    } catch (error) {
      socket.close();
      await zap?.close();
      throw bindError(endpoint, error);
    }
    return new ZmqBookPublisher(socket, zap, listener);
  }

  publish(message: BookMessage): void {
    if (this.#isClosed) return;
    this.#waiting.set(message.masterId, message);
    this.#sending ??= this.#sendAll();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#sending;
    await this.#freePort();
    this.#socket.close();
    await this.#zap?.close();
  }

  /** libzmq gives the port back in a thread of its own, some time after the socket was closed. */
  async #freePort(): Promise<void> {
    const freed = new Promise<void>((resolve) => {
      this.#socket.events.on('close', () => resolve());
    });
    await this.#socket.unbind(this.endpoint);
    await Promise.race([freed, delay(PORT_MS, undefined, { ref: false })]);
  }

  /** Sends what waits, one message at a time as zeromq.js asks; the first at once. */
  async #sendAll(): Promise<void> {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      const [masterId, message] = next;
      this.#waiting.delete(masterId);
      try {
        await this.#socket.send(frameOf(masterId, encodeBookMessage(message)));
      } catch (error) {
        if (!(error instanceof ProtocolError) && !isErrno(error)) throw error;
        this.#listener({ type: 'unsent', masterId, detail: error.message });
      }
    }
    this.#sending = null;
  }
}

/** Who is turned away tries again every few seconds, or as fast as it can: one notice a minute and host. */
function refusals(endpoint: string, listener: BusListener): Refused {
  const limit = new WarningLimit(
    (_host, detail) => listener({ type: 'refused', endpoint, detail }),
    REFUSED_EVERY_MS,
  );
  return (address, reason) => {
    // A program of this computer has millions of addresses.
    const host = address.startsWith('127.') ? 'this computer' : address;
    limit.warn(host, `a subscriber from ${address} was turned away: ${reason}`);
  };
}

function bindError(endpoint: string, cause: unknown): Error {
  if (!isErrno(cause)) return cause instanceof Error ? cause : new Error(String(cause));
  switch (cause.code) {
    case 'EADDRINUSE':
      return new ConfigurationError(
        `bus endpoint ${endpoint}: the port is taken by another program; end it, or give the master's account another bus_endpoint`,
        { cause },
      );
    case 'EACCES':
    case 'EADDRNOTAVAIL':
    case 'ENODEV':
    case 'EINVAL':
      return new ConfigurationError(
        `bus endpoint ${endpoint}: cannot be bound (${cause.code}); give the master's account a bus_endpoint with an address of this computer and a port above 1023`,
        { cause },
      );
    default:
      return cause;
  }
}

function isErrno(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/**
 * Decides who may connect to a publisher, by ZeroMQ's authentication protocol (RFC 27, ZAP): libzmq
 * asks over `inproc://zeromq.zap.01`, one handler per context.
 *
 * Invariants:
 * 1. Only a CURVE key that `admits` knows is let in; whatever goes wrong, nobody is.
 * 2. Every request is answered, in order: libzmq waits for it.
 */
import { Reply, type Context } from 'zeromq';
import { encodeZ85 } from '../config/z85.ts';

const ENDPOINT = 'inproc://zeromq.zap.01';
const [VERSION, REQUEST_ID, ADDRESS, MECHANISM, KEY] = [0, 1, 3, 5, 6] as const;

/** Told of each connection that was not let in. */
export type Refused = (address: string, reason: string) => void;

/** See file header. */
export class ZapHandler {
  readonly #reply: Reply;
  readonly #admits: (publicKey: string) => Promise<boolean>;
  readonly #refused: Refused;
  #serving: Promise<void> = Promise.resolve();

  private constructor(
    context: Context,
    admits: (publicKey: string) => Promise<boolean>,
    refused: Refused,
  ) {
    this.#reply = new Reply({ context, linger: 0 });
    this.#admits = admits;
    this.#refused = refused;
  }

  /** Must be done before a server socket of the context binds: without a handler all are let in. */
  static async start(
    context: Context,
    admits: (publicKey: string) => Promise<boolean>,
    refused: Refused,
  ): Promise<ZapHandler> {
    const handler = new ZapHandler(context, admits, refused);
    await handler.#reply.bind(ENDPOINT);
    handler.#serving = handler.#serve();
    return handler;
  }

  async close(): Promise<void> {
    this.#reply.close();
    await this.#serving;
  }

  async #serve(): Promise<void> {
    for await (const request of this.#reply) {
      const reason = await this.#reasonAgainst(request);
      if (reason !== null) this.#refused(request[ADDRESS]?.toString() ?? '?', reason);
      const [status, text] = reason === null ? ['200', 'OK'] : ['400', 'not admitted'];
      if (this.#reply.closed) return;
      await this.#reply.send(['1.0', request[REQUEST_ID] ?? '', status, text, '', '']);
    }
  }

  async #reasonAgainst(request: readonly Buffer[]): Promise<string | null> {
    const key = request[KEY];
    if (request[VERSION]?.toString() !== '1.0' || request[MECHANISM]?.toString() !== 'CURVE') {
      return 'it did not authenticate with CURVE';
    }
    if (key?.byteLength !== 32) return 'it sent no key';
    const publicKey = encodeZ85(key);
    try {
      if (await this.#admits(publicKey)) return null;
      return `its public key ${publicKey} is not known here; if it is one of your hosts, run "lockstep keys export" there and "lockstep keys import FILE" here`;
    } catch (error) {
      return `known keys cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

/**
 * The node's end of the EA link: a ROUTER on loopback that serves one authenticated Expert Advisor.
 *
 * Invariants:
 * 1. No frame of an unauthenticated connection reaches the caller.
 * 2. One EA at a time: a second one that knows the secret is refused while the first one is alive.
 * 3. A request that gets no answer is reported as unanswered; it is never sent twice from here.
 * 4. Frames, waiting connections and open requests are limited.
 */
import { Router } from 'zeromq';
import { ConfigurationError, TerminalUnavailableError } from '../domain/errors.ts';
import {
  EA_MESSAGE_MAX_BYTES,
  eaReply,
  eaStream,
  type EaBook,
  type EaReply,
} from './ea-protocol.ts';
import type { EaRequest } from './ea-requests.ts';
import { EaDoor } from './ea-door.ts';
import type { Expected, HandshakeStep } from './ea-handshake.ts';
import type { EaLinkListener } from './ea-link-listener.ts';
import { EaSession } from './ea-session.ts';
import { RouterSender } from './router-sender.ts';

/** How long a handshake may take. */
const HANDSHAKE_MS = 5_000;
const HEARTBEAT_MS = 1_000;
/** An EA that was silent for this long is gone. */
const SILENCE_MS = 3_000;
/** One warning for the first malformed message, then one for so many. */
const MALFORMED_PER_WARNING = 100;

/** See file header. */
export class EaLink {
  readonly #router: Router;
  readonly #door: EaDoor;
  readonly #sender: RouterSender;
  readonly #listener: EaLinkListener;
  #session: EaSession | null = null;
  #isAdmitting = false;
  #malformed = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(router: Router, expected: Expected, listener: EaLinkListener) {
    this.#router = router;
    this.#door = new EaDoor(expected, HANDSHAKE_MS);
    this.#sender = new RouterSender(router, (routingId, reason) => this.#unsent(routingId, reason));
    this.#listener = listener;
  }

  /**
   * Binds the account's port on loopback.
   * @throws ConfigurationError when the port is taken.
   */
  static async bind(port: number, expected: Expected, listener: EaLinkListener): Promise<EaLink> {
    const router = new Router({
      // An answer to a connection that is gone must fail here, not vanish in libzmq.
      mandatory: true,
      linger: 0,
      maxMessageSize: EA_MESSAGE_MAX_BYTES,
      handshakeInterval: HANDSHAKE_MS,
      sendHighWaterMark: 1_000,
      receiveHighWaterMark: 10_000,
      sendTimeout: 0,
    });
    try {
      await router.bind(`tcp://127.0.0.1:${String(port)}`);
    } catch (cause) {
      router.close();
      throw new ConfigurationError(
        `port ${String(port)} of the EA link is taken: end the program that has it, or set another ea_port`,
        { cause },
      );
    }
    return new EaLink(router, expected, listener);
  }

  /** The authenticated EA, or null. */
  get session(): EaSession | null {
    return this.#session;
  }

  /** Serves the EA until {@link close}; rejects only when the socket itself fails. */
  async run(): Promise<void> {
    this.#timer = setInterval(() => this.#tick(), HEARTBEAT_MS);
    try {
      for await (const frames of this.#router) {
        const [routingId, payload] = frames;
        if (routingId !== undefined && payload !== undefined && frames.length === 2) {
          this.#receive(routingId, payload);
        }
      }
    } finally {
      clearInterval(this.#timer);
      this.#drop('the link was closed');
    }
  }

  /**
   * Sends a request and waits for its answer.
   * @throws TerminalUnavailableError when no EA is connected, the connection ends or `timeoutMs`
   * passes; whether the request was carried out is then unknown.
   */
  request(id: string, request: EaRequest, timeoutMs: number): Promise<EaReply> {
    const session = this.#session;
    if (session === null) {
      return Promise.reject(new TerminalUnavailableError('no EA is connected'));
    }
    const answer = session.expect(id, timeoutMs);
    this.#sender.send(session.routingId, { id, ...request });
    return answer;
  }

  /** Says goodbye, so that the EA's fail-safe knows an orderly stop, and closes the port. */
  async close(): Promise<void> {
    if (this.#session !== null) this.#sender.send(this.#session.routingId, { type: 'GOODBYE' });
    await this.#sender.flush();
    this.#router.close();
  }

  #receive(routingId: Buffer, payload: Buffer): void {
    const session = this.#session;
    if (session !== null && session.routingId.equals(routingId)) {
      session.heardAtMs = performance.now();
      this.#obey(session, payload);
      return;
    }
    void this.#shake(routingId, payload);
  }

  #obey(session: EaSession, payload: Buffer): void {
    const json = parseJson(payload);
    const reply = eaReply.safeParse(json);
    if (reply.success) {
      session.answer(reply.data);
      return;
    }
    const stream = eaStream.safeParse(json);
    if (!stream.success) {
      this.#countMalformed('a message of the EA does not parse');
      return;
    }
    switch (stream.data.type) {
      case 'HEARTBEAT':
        session.heartbeat(stream.data);
        return;
      case 'BOOK':
        this.#book(session, stream.data.book);
        return;
      case 'DATA':
        this.#listener.quote(stream.data);
        return;
      case 'HELLO':
      case 'AUTH':
        this.#countMalformed(`${stream.data.type} on an authenticated connection`);
    }
  }

  #book(session: EaSession, book: EaBook): void {
    const readAtMs = session.toEpochMs(book.readMs);
    // Before the first round trip nobody can say when it was read: the next book comes in 100 ms.
    if (readAtMs !== null) this.#listener.book(book, readAtMs);
  }

  async #shake(routingId: Buffer, payload: Buffer): Promise<void> {
    const stream = eaStream.safeParse(parseJson(payload));
    if (!stream.success) {
      this.#countMalformed('a message before authentication does not parse');
      return;
    }
    const step = this.#door.receive(routingId, stream.data, performance.now());
    if (step?.type === 'answer') this.#sender.send(routingId, step.message);
    else if (step?.type === 'refused') this.#refuse(routingId, step.code, step.message);
    else if (step !== null) await this.#admit(routingId, step);
  }

  async #admit(
    routingId: Buffer,
    { hello, journalId, highestLease }: Extract<HandshakeStep, { type: 'authenticated' }>,
  ): Promise<void> {
    if (this.#session !== null || this.#isAdmitting) {
      this.#refuse(routingId, 'ALREADY_CONNECTED', 'another terminal serves this account');
      return;
    }
    this.#isAdmitting = true;
    try {
      const admission = await this.#listener.admit(hello, highestLease);
      if ('refuse' in admission) {
        this.#refuse(routingId, admission.refuse, `refused: ${admission.refuse}`);
        return;
      }
      const session = new EaSession(routingId, hello, journalId, admission.lease);
      this.#session = session;
      this.#sender.send(routingId, { type: 'WELCOME', lease: admission.lease });
      this.#sender.send(routingId, session.nextHeartbeat());
      this.#listener.connected(session);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#refuse(routingId, 'NOT_READY', message);
    } finally {
      this.#isAdmitting = false;
    }
  }

  #refuse(routingId: Buffer, code: string, message: string): void {
    this.#listener.warning(code, message);
    this.#sender.send(routingId, { type: 'REFUSED', code, message });
  }

  #unsent(routingId: Buffer, reason: string): void {
    if (this.#session?.routingId.equals(routingId) === true) {
      this.#drop(`the EA cannot be reached: ${reason}`);
    }
  }

  #tick(): void {
    const nowMs = performance.now();
    const session = this.#session;
    if (session === null) return;
    if (nowMs - session.heardAtMs > SILENCE_MS) this.#drop('the EA was silent for 3 s');
    else this.#sender.send(session.routingId, session.nextHeartbeat());
  }

  #drop(reason: string): void {
    const session = this.#session;
    if (session === null) return;
    this.#session = null;
    session.end(reason);
    this.#listener.disconnected(reason);
  }

  #countMalformed(what: string): void {
    this.#malformed += 1;
    if (this.#malformed <= 1 || this.#malformed % MALFORMED_PER_WARNING === 0) {
      this.#listener.warning('PROTOCOL', `${what} (${String(this.#malformed)} so far)`);
    }
  }
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    // No JSON at all: the schemas refuse undefined, and the caller counts it.
    return undefined;
  }
}

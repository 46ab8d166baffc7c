/**
 * The node's end of the EA link: a ZeroMQ ROUTER on loopback, for one authenticated Expert Advisor.
 *
 * Invariants:
 * 1. No message of an unauthenticated connection reaches the listener or an open request.
 * 2. One EA at a time: a second one that knows the secret is refused while the first one is alive.
 * 3. A request that gets no answer is reported as unanswered; it is never sent twice from here.
 * 4. Connections, messages, open requests and waits are limited.
 */
import { ConfigurationError, TerminalUnavailableError } from '../domain/errors.ts';
import { EaDoor } from './ea-door.ts';
import { deliver } from './ea-inbox.ts';
import { HANDSHAKE_MAX_BYTES, type Expected, type HandshakeStep } from './ea-handshake.ts';
import type { EaLinkListener } from './ea-link-listener.ts';
import { EA_LINK_TIMINGS, type EaLinkTimings } from './ea-link-timings.ts';
import { EA_MESSAGE_MAX_BYTES, type EaReply } from './ea-protocol.ts';
import { parseEaMessage } from './ea-message.ts';
import type { EaRequest } from './ea-requests.ts';
import { EaSession } from './ea-session.ts';
import { RunningClock } from './running-clock.ts';
import { WarningLimit } from './warning-limit.ts';
import type { ZmtpConnection } from './zmtp-connection.ts';
import { ZmtpServer } from './zmtp-server.ts';

type Served = { connection: ZmtpConnection; session: EaSession; heardAtMs: number };

/** See file header. */
export class EaLink {
  readonly #server: ZmtpServer;
  readonly #listener: EaLinkListener;
  readonly #timings: EaLinkTimings;
  readonly #warn: EaLinkListener['warning'];
  readonly #clock: RunningClock;
  readonly #door: EaDoor<ZmtpConnection>;
  #expected: Expected;
  #served: Served | null = null;
  #isAdmitting = false;
  #fail: (error: unknown) => void = () => undefined;

  private constructor(
    server: ZmtpServer,
    expected: Expected,
    listener: EaLinkListener,
    timings: EaLinkTimings,
  ) {
    this.#server = server;
    this.#expected = expected;
    this.#listener = listener;
    this.#timings = timings;
    this.#door = new EaDoor(timings.handshakeMs);
    this.#clock = new RunningClock(timings.heartbeatMs, performance.now());
    const warnings = new WarningLimit(listener.warning.bind(listener), timings.warningMs);
    this.#warn = warnings.warn.bind(warnings);
  }

  /**
   * Binds the account's port on loopback; 0 lets the system choose.
   * @throws ConfigurationError when the port cannot be had.
   */
  static async bind(
    port: number,
    expected: Expected,
    listener: EaLinkListener,
    timings: Partial<EaLinkTimings> = {},
  ): Promise<EaLink> {
    try {
      const server = await ZmtpServer.listen(port);
      return new EaLink(server, expected, listener, { ...EA_LINK_TIMINGS, ...timings });
    } catch (cause) {
      throw new ConfigurationError(
        `port ${String(port)} of the EA link cannot be had (${String(cause)}): end the program that has it, or set another ea_port and allow its address in the terminal`,
        { cause },
      );
    }
  }

  /** The port it is bound to. */
  get port(): number {
    return this.#server.port;
  }

  /** The authenticated EA, or null. */
  get session(): EaSession | null {
    return this.#served?.session ?? null;
  }

  /** Serves the EA until {@link close}; rejects with what the listener throws. */
  async run(): Promise<void> {
    const broken = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    const timer = setInterval(() => this.#guard(() => this.#tick()), this.#timings.heartbeatMs);
    try {
      const serving = this.#server.serve(
        {
          accepted: (connection) => this.#accept(connection),
          message: (connection, body) => this.#guard(() => this.#receive(connection, body)),
          closed: (connection, reason) => this.#guard(() => this.#closed(connection, reason)),
          notAccepted: (reason) => this.#warn('CONNECTION', `not accepted: ${reason}`),
        },
        HANDSHAKE_MAX_BYTES,
      );
      await Promise.race([serving, broken]);
    } finally {
      clearInterval(timer);
      this.#drop('the link was closed');
    }
  }

  /**
   * Sends a request and waits for its answer.
   * @throws TerminalUnavailableError when no EA is connected, `id` or too many requests are open (nothing
   * was sent), the connection ends or `timeoutMs` passes (whether it was carried out is unknown).
   */
  async request(id: string, request: EaRequest, timeoutMs: number): Promise<EaReply> {
    if (this.#served === null) throw new TerminalUnavailableError('no EA is connected');
    const { connection, session } = this.#served;
    const answer = session.expect(id, timeoutMs);
    connection.send({ id, ...request });
    return await answer;
  }

  /**
   * Ends the link and frees the port.
   * @param options.goodbye false on anything but an orderly stop: GOODBYE tells the EA's fail-safe that
   * the silence that follows is meant.
   */
  async close({ goodbye = true }: { readonly goodbye?: boolean } = {}): Promise<void> {
    if (goodbye) this.#served?.connection.send({ type: 'GOODBYE' });
    await this.#server.close(this.#timings.partingMs);
  }

  #accept(connection: ZmtpConnection): void {
    const oldest = this.#door.enter(connection, performance.now());
    if (oldest === null) return;
    oldest.destroy('too many connections wait');
    this.#warn('CONNECTION', 'many connections wait without authenticating: who opens them?');
  }

  #closed(connection: ZmtpConnection, reason: string): void {
    this.#door.leave(connection);
    if (this.#served?.connection === connection) this.#drop(reason);
  }

  #receive(connection: ZmtpConnection, body: Buffer): void {
    if (this.#served?.connection !== connection) {
      this.#shake(connection, body);
      return;
    }
    this.#served.heardAtMs = this.#clock.at(performance.now());
    const problem = deliver(body, this.#served.session, this.#listener);
    if (problem !== null) this.#warn('PROTOCOL', problem);
  }

  #shake(connection: ZmtpConnection, body: Buffer): void {
    const message = parseEaMessage(body);
    if (message === null || message.type === 'reply') {
      this.#refuse(connection, 'PROTOCOL', 'a message before authentication does not parse');
      return;
    }
    const step = this.#door.receive(connection, message, this.#expected);
    if (step === null) this.#warn('PROTOCOL', `${message.type} came between AUTH and WELCOME`);
    else if (step.type === 'answer') connection.send(step.message);
    else if (step.type === 'refused') this.#refuse(connection, step.code, step.message);
    else void this.#admit(connection, step).catch((error: unknown) => this.#fail(error));
  }

  async #admit(
    connection: ZmtpConnection,
    { hello, journalId, highestLease }: Extract<HandshakeStep, { type: 'authenticated' }>,
  ): Promise<void> {
    this.#dropSilent();
    if (this.#served !== null || this.#isAdmitting) {
      // Who is being admitted may be this very EA, by a connection of before.
      const code = this.#served === null ? 'NOT_READY' : 'ALREADY_CONNECTED';
      return this.#refuse(connection, code, 'another connection serves this account');
    }
    this.#isAdmitting = true;
    const late = setTimeout(() => {
      this.#refuse(connection, 'NOT_READY', 'the node waits for its database');
    }, this.#timings.admitMs);
    try {
      const admission = await this.#listener.admit(hello, highestLease);
      if ('lease' in admission) {
        this.#welcome(connection, new EaSession(hello, journalId, admission.lease));
      } else this.#refuse(connection, admission.refuse, `refused: ${admission.refuse}`);
    } catch (error) {
      this.#refuse(connection, 'NOT_READY', error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(late);
      this.#isAdmitting = false;
    }
  }

  #welcome(connection: ZmtpConnection, session: EaSession): void {
    const { login, server } = session.hello;
    this.#expected = { ...this.#expected, login, server };
    if (connection.isOver) {
      this.#listener.disconnected('the EA left before it was welcomed');
      return;
    }
    this.#served = { connection, session, heardAtMs: this.#clock.at(performance.now()) };
    connection.acceptUpTo(EA_MESSAGE_MAX_BYTES);
    connection.send({ type: 'WELCOME', lease: session.lease });
    connection.send(session.nextHeartbeat());
    this.#guard(() => this.#listener.connected(session));
  }

  #refuse(connection: ZmtpConnection, code: string, message: string): void {
    this.#warn(code, message);
    connection.send({ type: 'REFUSED', code, message });
    // The EA reads why and closes; one that stays is cut off.
    connection.finish(`refused: ${code}`, this.#timings.partingMs);
    this.#door.leave(connection);
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#clock.tick(nowMs);
    for (const slow of this.#door.overdue(nowMs)) slow.destroy('it did not authenticate in time');
    this.#dropSilent();
    this.#served?.connection.send(this.#served.session.nextHeartbeat());
  }

  #dropSilent(): void {
    if (this.#served === null) return;
    const { connection, heardAtMs } = this.#served;
    if (this.#clock.at(performance.now()) - heardAtMs <= this.#timings.silenceMs) return;
    const reason = `the EA was silent for ${String(this.#timings.silenceMs)} ms`;
    this.#drop(reason);
    this.#refuse(connection, 'SILENT', reason);
  }

  #drop(reason: string): void {
    const { session } = this;
    if (session === null) return;
    this.#served = null;
    session.end(reason);
    this.#listener.disconnected(reason);
  }

  /** What the listener throws ends {@link run}, not the process. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }
}

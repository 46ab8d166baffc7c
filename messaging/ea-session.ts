/** One authenticated EA connection: its open requests, its heartbeats, its clock and its closing deals. */
import { clockOffsetMs, withRoundTrip, type ClockMapping } from '../domain/clock-mapping.ts';
import { TerminalUnavailableError } from '../domain/errors.ts';
import type { EaReply, EaStream, Hello } from './ea-protocol.ts';
import type { NodeMessage } from './ea-requests.ts';
import { KeptClosings } from './kept-closings.ts';
import { wallClock } from './wall-clock.ts';

/** More open requests than this means that the EA has stopped answering. */
const REQUESTS_MAX = 10_000;

interface OpenRequest {
  readonly resolve: (reply: EaReply) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** See file header. */
export class EaSession {
  readonly hello: Hello;
  readonly journalId: string;
  readonly lease: number;
  readonly closings = new KeptClosings();
  readonly #requests = new Map<string, OpenRequest>();
  readonly #heartbeats = new Map<number, number>();
  #mapping: ClockMapping = [];
  /** Of the EA's GetMicrosecondCount, in ms: GetTickCount64 moves in steps of 10 to 16 ms. */
  #fineMapping: ClockMapping = [];
  #seq = 0;

  constructor(hello: Hello, journalId: string, lease: number) {
    this.hello = hello;
    this.journalId = journalId;
    this.lease = lease;
  }

  /** The EA's GetTickCount64 now, or null before the first round trip. */
  get eaNowMs(): number | null {
    const offset = clockOffsetMs(this.#mapping);
    return offset === null ? null : performance.now() - offset;
  }

  /** A time of the EA's GetTickCount64 as epoch ms, or null before the first round trip. */
  toEpochMs(eaMs: number): number | null {
    const offset = clockOffsetMs(this.#mapping);
    // Through the monotonic clock, so that a change of the system's clock shifts both ends alike.
    return offset === null ? null : Date.now() - (performance.now() - (eaMs + offset));
  }

  /** A time of the EA's GetMicrosecondCount as epoch ms, or null before the first round trip. */
  usToEpochMs(eaUs: number): number | null {
    const offset = clockOffsetMs(this.#fineMapping);
    return offset === null ? null : wallClock.at(eaUs / 1_000 + offset);
  }

  /** The next question for the clock. */
  nextHeartbeat(): NodeMessage {
    this.#seq += 1;
    this.#heartbeats.set(this.#seq, performance.now());
    this.#heartbeats.delete(this.#seq - 16);
    return { type: 'HEARTBEAT', seq: this.#seq };
  }

  /** Takes a heartbeat of the EA; one that answers ours becomes a sample of its clock. */
  heartbeat({ seq, ms, us }: Extract<EaStream, { type: 'HEARTBEAT' }>): void {
    const sentAtMs = this.#heartbeats.get(seq);
    if (sentAtMs === undefined) return;
    this.#heartbeats.delete(seq);
    const trip = { sentAtMs, receivedAtMs: performance.now() };
    this.#mapping = withRoundTrip(this.#mapping, { ...trip, theirMs: ms });
    this.#fineMapping = withRoundTrip(this.#fineMapping, { ...trip, theirMs: us / 1_000 });
  }

  /**
   * Waits for the answer to `id`; to be called right before the request is sent.
   * @throws TerminalUnavailableError at once, and nothing may be sent, when too many requests are open
   * or this one is; later, as a rejection, when the connection ends or `timeoutMs` passes.
   */
  expect(id: string, timeoutMs: number): Promise<EaReply> {
    if (this.#requests.has(id)) {
      throw new TerminalUnavailableError(`request "${id}" waits for its answer already`);
    }
    if (this.#requests.size >= REQUESTS_MAX) {
      throw new TerminalUnavailableError(
        `request "${id}" was not sent: ${String(REQUESTS_MAX)} requests wait for their answers`,
      );
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#requests.delete(id);
        reject(new TerminalUnavailableError(`no answer to "${id}" in ${String(timeoutMs)} ms`));
      }, timeoutMs);
      this.#requests.set(id, { resolve, reject, timer });
    });
  }

  /** Hands an answer to whoever waits for it; one that nobody waits for is late and dropped. */
  answer(reply: EaReply): void {
    const open = this.#requests.get(reply.id);
    if (open === undefined) return;
    this.#requests.delete(reply.id);
    clearTimeout(open.timer);
    open.resolve(reply);
  }

  /** The connection is over: every open request is unanswered. */
  end(reason: string): void {
    for (const [id, open] of this.#requests) {
      clearTimeout(open.timer);
      open.reject(new TerminalUnavailableError(`no answer to "${id}": ${reason}`));
    }
    this.#requests.clear();
  }
}

/** A terminal that notes when orders leave and what the EA says of their times; else as it is. */
import type { TimedOperation } from '../domain/copy-latency.ts';
import type { CopyId, RequestId } from '../domain/ids.ts';
import type { CloseOrder, OpenOrder } from '../domain/plan-input.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import { wallClock } from '../messaging/wall-clock.ts';
import { ForwardingTerminal } from './forwarding-terminal.ts';
import type { LatencyRecorder } from './latency-recorder.ts';
import type { Terminal } from './terminal.ts';

/** An answer of an earlier run of the terminal has the times of another clock. */
const BELIEVABLE_MS = 1_000;

/** See file header. */
export class TimedTerminal extends ForwardingTerminal {
  readonly #latency: LatencyRecorder;

  constructor(terminal: Terminal, latency: LatencyRecorder) {
    super(terminal);
    this.#latency = latency;
  }

  override open(order: OpenOrder): Promise<TradeReply> {
    return this.#timed(order.request, () => super.open(order));
  }

  override close(order: CloseOrder): Promise<TradeReply> {
    return this.#timed(order.request, () => super.close(order));
  }

  async #timed(request: RequestId, send: () => Promise<TradeReply>): Promise<TradeReply> {
    const of = timedRequest(request);
    const sent = wallClock.nowMs();
    const answer = send();
    if (of !== null) this.#latency.done(of.copyId, of.operation, { sent });
    const reply = await answer;
    const times = reply.type === 'taken' ? reply.times : undefined;
    if (of === null || times === undefined) return reply;
    const { sentAtMs, answeredAtMs } = times;
    const now = wallClock.nowMs();
    const isBelievable = (at: number): boolean =>
      at > sent - BELIEVABLE_MS && at < now + BELIEVABLE_MS;
    if (!isBelievable(sentAtMs) || !isBelievable(answeredAtMs)) return reply;
    // A mapped clock is wrong by up to half a round trip: no step may seem to end before it began.
    const eaGot = Math.min(Math.max(sent, sentAtMs), now);
    const brokerAnswered = Math.min(Math.max(eaGot, answeredAtMs), now);
    this.#latency.done(of.copyId, of.operation, { eaGot, brokerAnswered });
    return reply;
  }
}

/** Whose open or close a request is; null for one that is not timed. */
function timedRequest(
  request: RequestId,
): { readonly copyId: CopyId; readonly operation: TimedOperation } | null {
  const [, copyId, operation] = /^(.+)\/(open|close)\/[^/]+$/.exec(request) ?? [];
  if (copyId === undefined || operation === undefined) return null;
  return { copyId: copyId as CopyId, operation: operation as TimedOperation };
}

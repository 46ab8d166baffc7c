/**
 * Judges opens: S1 at most one, and none while an earlier one's outcome is unknown; S5 none that is stale;
 * S8 the intent is stored before; none after a pause.
 */
import { isCopyMagic } from '../../../domain/copy-identity.ts';
import { magic as toMagic, type Magic } from '../../../domain/ids.ts';
import type { OpenOrder } from '../../../domain/plan-input.ts';
import type { TradeReply } from '../../../domain/trade-reply.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { TradeRequest } from '../../../simulator/broker/records.ts';
import type { FollowedPositions } from './followed-positions.ts';
import { storedWith, type Fail, type OracleParts } from './oracle-parts.ts';
import { SLAVE_SYMBOL } from './sim-accounts.ts';

const MAX_AGE_MS = 10_000;
/** Times on the wire are whole milliseconds. */
const ROUNDING_MS = 2;

/** See file header. */
export class OpenJudge {
  readonly #parts: OracleParts;
  readonly #followed: FollowedPositions;
  readonly #fail: Fail;
  readonly #openedBy = new Map<string, string>();
  readonly #lastRequest = new Map<Magic, string>();
  readonly #toldRefused = new Set<string>();

  constructor(parts: OracleParts, followed: FollowedPositions, fail: Fail) {
    this.#parts = parts;
    this.#followed = followed;
    this.#fail = fail;
  }

  /** The node gives the order to its terminal. */
  asked(order: OpenOrder): void {
    const { magic, request } = order;
    const before = this.#lastRequest.get(magic);
    this.#lastRequest.set(magic, request);
    if (before !== undefined && before !== request) {
      const isRefused = this.#toldRefused.has(before) || this.#parts.isRefused(before);
      if (!isRefused)
        this.#fail('S1', `${request} leaves while the outcome of ${before} is unknown`);
    }
    const { state } = storedWith(this.#parts, magic) ?? { state: null };
    if (state === null || !('request' in state) || state.request !== request) {
      this.#fail('S8', `${request} leaves, but what is stored is ${state?.status ?? 'nothing'}`);
    }
    const pausedSinceMs = this.#parts.pausedSinceMs();
    if (pausedSinceMs !== null && order.decidedAtMs > pausedSinceMs) {
      this.#fail('pause', `${request} was decided after the pause`);
    }
  }

  /** The node was told what became of it. */
  answered({ request }: OpenOrder, reply: TradeReply): void {
    if (reply.type === 'rejected') this.#toldRefused.add(request);
  }

  /** The EA calls OrderSend. */
  sending({ magic, type }: TradeRequest): void {
    const master = this.#followed.of(magic);
    if (master === undefined) return this.#fail('S1', `an open of the unknown magic ${magic}`);
    const ageMs = this.#parts.serverNowMs() - master.openedAtMs;
    if (ageMs > MAX_AGE_MS + ROUNDING_MS) {
      this.#fail('S5', `#${master.identifier} is opened ${String(ageMs)} ms after the master`);
    }
    const quote = this.#parts.quote(SLAVE_SYMBOL);
    if (quote === null) return;
    const now = Number(type === 'BUY' ? quote.ask : quote.bid);
    // A mean price lies between two points.
    const moved = Math.floor(Math.abs(now - master.price) * 100_000 + 1e-6);
    if (moved > this.#parts.slippage) {
      this.#fail('S5', `#${master.identifier} is opened ${String(moved)} points away`);
    }
  }

  /** The slave has got a deal that opens. */
  dealt({ magic, order }: Deal): void {
    if (!isCopyMagic(toMagic(magic))) return;
    const before = this.#openedBy.get(magic);
    if (before !== undefined && before !== order) {
      this.#fail('S1', `${magic} is opened by order ${before} and again by ${order}`);
    }
    this.#openedBy.set(magic, order);
  }
}

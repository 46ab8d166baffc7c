/**
 * A broker with its terminal and EA, as little of them as the rules can see. Its deal list is the
 * oracle: what it says has happened, whatever anybody has stored.
 */
import { Big } from 'big.js';
import {
  positionId,
  ticket,
  type Magic,
  type PositionId,
  type RequestId,
} from '../../domain/ids.ts';
import type { CloseOrder, ModifyOrder, OpenOrder } from '../../domain/plan-input.ts';
import type { Position } from '../../domain/position.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import type { Found, FoundDeal, TradeReply } from '../../domain/trade-reply.ts';
import { position } from './builders.ts';

/** How a request fares on its way. */
export type Fate =
  | 'executed'
  | 'command-lost'
  | 'reply-lost'
  | 'executed-late'
  | 'rejected'
  | 'requoted'
  | 'market-closed';

/** An execution that is still to come. */
interface Late {
  readonly atMs: number;
  readonly work: () => void;
}

const UNKNOWN: TradeReply = { type: 'unknown', reason: 'no answer' };
const RETCODES = { rejected: 10006, requoted: 10004, 'market-closed': 10018 } as const;
/** Less than the time after which a partial close may be repeated. */
const LATE_MS = 45_000;

/** See file header. */
export class ModelBroker {
  readonly positions = new Map<PositionId, Position>();
  readonly deals: FoundDeal[] = [];
  readonly #journal = new Map<RequestId, TradeReply | 'sent'>();
  #late: Late[] = [];
  #tickets = 1_000;
  nowMs = 0;
  /** Called before a close of ours is executed, with what will be left. */
  onClose: (position: Position, left: Big) => void = () => undefined;

  /** Time passes: what was late is executed. */
  advance(nowMs: number): void {
    this.nowMs = nowMs;
    const due = this.#late.filter(({ atMs }) => atMs <= nowMs);
    this.#late = this.#late.filter(({ atMs }) => atMs > nowMs);
    for (const { work } of due) work();
  }

  open(order: OpenOrder, fate: Fate): TradeReply {
    return this.#request(order.request, fate, () => {
      const identifier = positionId(this.#next());
      const { symbol, side, volume, magic, comment, sl, tp } = order;
      const changes = { identifier, symbol, side, volume, magic, comment, sl, tp };
      this.positions.set(identifier, position({ ...changes, priceOpen: price('1.10002') }));
      return this.#deal(identifier, 'IN', volume, magic, 'EXPERT');
    });
  }

  close(order: CloseOrder, fate: Fate): TradeReply {
    return this.#request(order.request, fate, () => {
      const held = this.positions.get(order.identifier);
      if (held === undefined) return this.#no(10036);
      if (held.volume !== order.ifVolume) return this.#no(null, 'VOLUME_CHANGED');
      const left = new Big(held.volume).minus(order.volume);
      this.onClose(held, left);
      if (left.lte(0)) this.positions.delete(order.identifier);
      else this.positions.set(order.identifier, { ...held, volume: lots(left.toFixed(2)) });
      return this.#deal(order.identifier, 'OUT', order.volume, order.magic, 'EXPERT');
    });
  }

  modify({ request, identifier, sl, tp }: ModifyOrder, fate: Fate): TradeReply {
    return this.#request(request, fate, () => {
      const held = this.positions.get(identifier);
      if (held === undefined) return this.#no(10036);
      this.positions.set(identifier, { ...held, sl, tp });
      return { type: 'taken', retcode: 10009, order: null, position: held, volume: null };
    });
  }

  /** A human, or the broker itself, takes a position away. */
  take(identifier: PositionId, reason: 'CLIENT' | 'SL'): void {
    const held = this.positions.get(identifier);
    if (held === undefined) return;
    this.positions.delete(identifier);
    this.#deal(identifier, 'OUT', held.volume, '0' as Magic, reason);
  }

  find(request: RequestId, magic: Magic, wanted: PositionId | null): Found {
    const known = this.#journal.get(request);
    const own = this.deals.filter((deal) => deal.magic === magic || deal.identifier === wanted);
    const identifiers = new Set(own.map(({ identifier }) => identifier));
    return {
      journal: known === undefined ? 'absent' : known === 'sent' ? 'sent' : 'result',
      journalId: 'journal-1',
      reply: known === undefined || known === 'sent' ? null : known,
      isReliable: true,
      positions: [...this.positions.values()].filter((held) => held.magic === magic),
      orders: [],
      historyOrders: [],
      deals: this.deals.filter(({ identifier }) => identifiers.has(identifier)),
      atMs: this.nowMs,
    };
  }

  #request(id: RequestId, fate: Fate, execute: () => TradeReply): TradeReply {
    const known = this.#journal.get(id);
    if (known !== undefined) return known === 'sent' ? UNKNOWN : known;
    if (fate === 'command-lost') return UNKNOWN;
    if (fate === 'executed-late') {
      this.#journal.set(id, 'sent');
      this.#late.push({ atMs: this.nowMs + LATE_MS, work: execute });
      return UNKNOWN;
    }
    const reply =
      fate === 'executed' || fate === 'reply-lost' ? execute() : this.#no(RETCODES[fate]);
    this.#journal.set(id, reply);
    return fate === 'reply-lost' ? UNKNOWN : reply;
  }

  #deal(
    identifier: PositionId,
    entry: 'IN' | 'OUT',
    volume: Position['volume'],
    magic: Magic,
    reason: string,
  ): TradeReply {
    const order = ticket(this.#next());
    const deal = ticket(this.#next());
    this.deals.push({ deal, order, identifier, entry, volume, reason, magic });
    const at = { identifier, ticket: ticket(identifier) };
    return { type: 'taken', retcode: 10009, order, position: at, volume };
  }

  #no(retcode: number | null, error = 'REJECTED'): TradeReply {
    return { type: 'rejected', error, retcode, message: '' };
  }

  #next(): string {
    this.#tickets += 1;
    return String(this.#tickets);
  }
}

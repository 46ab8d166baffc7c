/**
 * Judges by the brokers' deals and by what left the nodes, never by what the copier believes; from its
 * ledger it takes only what an intent fixed: the copy's volume and the master's at that moment.
 *
 * Clauses of the contract: S1 at most one open, and none while an earlier one's outcome is unknown;
 * S2 no overshoot; S3 no phantom close; S4 foreign positions are never touched; S5 no stale open;
 * S6 what a person closed stays closed (by S1); S8 write ahead; pause.
 */
import type { Copy } from '../../../domain/copy.ts';
import { copyId, copyMagic, isCopyMagic } from '../../../domain/copy-identity.ts';
import { magic as toMagic, positionId, type Magic, type MasterId } from '../../../domain/ids.ts';
import type { SlaveId } from '../../../domain/ids.ts';
import type { CloseOrder, ModifyOrder, OpenOrder } from '../../../domain/plan-input.ts';
import type { TradeReply } from '../../../domain/trade-reply.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { OpenPositions } from '../../../simulator/broker/open-positions.ts';
import type { QuoteRecord, TradeRequest } from '../../../simulator/broker/records.ts';
import { MASTER_LOGIN, MASTER_SYMBOL, SLAVE_SYMBOL } from './sim-broker.ts';

const MAX_AGE_MS = 10_000;
/** Times on the wire are whole milliseconds. */
const ROUNDING_MS = 2;
/**
 * What a person closed so long before the node asked, or later, nobody could know of: the lists are late,
 * and MetaTrader has no close that depends on the volume.
 */
const SEEN_MS = 2_500;

/** A clause that did not hold. */
export interface Violation {
  readonly clause: string;
  readonly detail: string;
  readonly atMs: number;
}

/** A position as its deals tell it; volumes in hundredths of a lot. */
interface TrackedPosition {
  readonly identifier: string;
  readonly magic: string;
  readonly side: string;
  readonly openedAtMs: number;
  readonly price: number;
  left: number;
  /** What people closed of it by hand. */
  readonly byHand: { readonly atMs: number; readonly steps: number }[];
}

/** What the oracle looks at. */
export interface OracleParts {
  readonly masterId: MasterId;
  readonly slaveId: SlaveId;
  readonly serverNowMs: () => number;
  readonly passedMs: () => number;
  /** What is durable: the database's entries and the spool's. */
  readonly stored: () => Iterable<Copy>;
  readonly spooled: () => Iterable<Copy>;
  /** Whether the database was unwell lately, so that closes need not wait for it. */
  readonly isDatabaseUnwell: () => boolean;
  /** Whether the EA's journal has a definite refusal of this request. */
  readonly isRefused: (request: string) => boolean;
  /** Since when an operator's pause acts without a break, our clock; null: not paused. */
  readonly pausedSinceMs: () => number | null;
  /** Whether an operator ordered this copy closed. */
  readonly isOrderedClosed: (magic: string) => boolean;
  readonly quote: (symbol: string) => QuoteRecord | null;
  readonly slippage: number;
  readonly minLot: number;
}

/** See file header. */
export class Oracle {
  readonly #parts: OracleParts;
  readonly #rules = new Map<string, OpenPositions>();
  readonly #masters = new Map<string, TrackedPosition>();
  readonly #byMagic = new Map<string, TrackedPosition>();
  readonly #slaves = new Map<string, TrackedPosition>();
  readonly #openedBy = new Map<string, string>();
  readonly #lastRequest = new Map<Magic, string>();
  readonly #askedAtMs = new Map<string, number>();
  readonly #toldRefused = new Set<string>();
  /** Copies whose SL and TP are the broker's or a person's business now. */
  readonly freeStops = new Set<string>();
  violation: Violation | null = null;
  deals = 0;

  constructor(parts: OracleParts) {
    this.#parts = parts;
  }

  fail(clause: string, detail: string): void {
    this.violation ??= { clause, detail, atMs: this.#parts.passedMs() };
  }

  /** The deal that an account just got. */
  deal(login: string, deal: Deal): void {
    this.deals += 1;
    this.#checkRules(login, deal);
    if (deal.side === 'BALANCE') return;
    const isMaster = login === MASTER_LOGIN;
    const positions = isMaster ? this.#masters : this.#slaves;
    if (deal.entry === 'IN') {
      if (!isMaster) this.#checkOpen(deal);
      const known = positions.get(deal.position);
      if (known === undefined) this.#track(positions, deal, isMaster);
      else known.left += steps(deal.volume);
      return;
    }
    const position = positions.get(deal.position);
    if (position === undefined) return;
    const before = position.left;
    position.left -= steps(deal.volume);
    if (isMaster) return;
    if (deal.reason === 'EXPERT') this.#checkClose(position, before, deal.request);
    else position.byHand.push({ atMs: this.#parts.passedMs(), steps: steps(deal.volume) });
  }

  /** The node gives an order to its terminal. */
  asked(order: OpenOrder | CloseOrder | ModifyOrder): void {
    if ('decidedAtMs' in order) this.#checkAskedOpen(order);
    else if ('ifVolume' in order) {
      this.#askedAtMs.set(order.request, this.#parts.passedMs());
      this.#checkAskedClose(order);
    }
  }

  /** The node was told what became of it. */
  answered(order: OpenOrder | CloseOrder | ModifyOrder, reply: TradeReply): void {
    if ('decidedAtMs' in order && reply.type === 'rejected') this.#toldRefused.add(order.request);
    if (!('decidedAtMs' in order) && !('ifVolume' in order) && reply.type === 'rejected') {
      this.freeStops.add(order.magic);
    }
  }

  /** The EA calls OrderSend. */
  sending(trade: TradeRequest): void {
    if (trade.action !== 'DEAL' || trade.position !== '0') return;
    const master = this.#byMagic.get(trade.magic);
    if (master === undefined) return this.fail('S1', `an open of the unknown magic ${trade.magic}`);
    const ageMs = this.#parts.serverNowMs() - master.openedAtMs;
    if (ageMs > MAX_AGE_MS + ROUNDING_MS) {
      this.fail('S5', `#${master.identifier} is opened ${String(ageMs)} ms after the master`);
    }
    const quote = this.#parts.quote(SLAVE_SYMBOL);
    if (quote === null) return;
    const now = Number(trade.type === 'BUY' ? quote.ask : quote.bid);
    const moved = Math.abs(Math.round((now - master.price) * 100_000));
    if (moved > this.#parts.slippage) {
      this.fail('S5', `#${master.identifier} is opened ${String(moved)} points away`);
    }
  }

  /** The master position of a copy magic, as its deals tell it; volume in hundredths of a lot. */
  masterOf(magic: string): { readonly identifier: string; readonly left: number } | null {
    return this.#byMagic.get(magic) ?? null;
  }

  /** Hundredths of a lot that a copy should have at most; null when the master's is closed. */
  target(copy: Copy): number | null {
    const master = this.#byMagic.get(copy.magic);
    if (master === undefined || master.left <= 0) return null;
    const intended = steps(copy.intendedVolume ?? '0');
    return Math.floor((intended * master.left) / steps(copy.masterVolume) + 1e-9);
  }

  #track(positions: Map<string, TrackedPosition>, deal: Deal, isMaster: boolean): void {
    const position: TrackedPosition = {
      identifier: deal.position,
      magic: deal.magic,
      side: deal.side,
      openedAtMs: deal.timeMsc,
      price: Number(deal.price),
      left: steps(deal.volume),
      byHand: [],
    };
    positions.set(deal.position, position);
    if (!isMaster || deal.symbol !== MASTER_SYMBOL) return;
    const { masterId, slaveId } = this.#parts;
    const id = copyId(masterId, positionId(deal.position), slaveId);
    for (const attempt of [1, 2] as const) this.#byMagic.set(copyMagic(id, attempt), position);
  }

  #checkRules(login: string, deal: Deal): void {
    const rules = this.#rules.get(login) ?? new OpenPositions();
    this.#rules.set(login, rules);
    try {
      rules.apply(deal);
    } catch (error) {
      this.fail('deal list', error instanceof Error ? error.message : String(error));
    }
  }

  #checkOpen(deal: Deal): void {
    if (!isCopyMagic(toMagic(deal.magic))) return;
    const order = this.#openedBy.get(deal.magic);
    if (order !== undefined && order !== deal.order) {
      this.fail('S1', `${deal.magic} is opened by order ${order} and again by ${deal.order}`);
    }
    this.#openedBy.set(deal.magic, deal.order);
  }

  #checkClose(position: TrackedPosition, before: number, request: string): void {
    const name = `position ${position.identifier}`;
    if (!isCopyMagic(toMagic(position.magic))) {
      return this.fail('S4', `${name}, which is no copy, is closed by us`);
    }
    const master = this.#byMagic.get(position.magic);
    if (master === undefined || master.left <= 0 || this.#parts.isOrderedClosed(position.magic))
      return;
    const copy = this.#entry(position.magic);
    if (copy === null) return this.fail('S4', `${name} is closed and has no entry`);
    // A copy that was filled below the minimum lot has a target below it.
    const target = Math.min(before, this.target(copy) ?? 0);
    const askedAtMs = this.#askedAtMs.get(request) ?? Infinity;
    const meanwhile = position.byHand.filter(({ atMs }) => atMs > askedAtMs - SEEN_MS);
    const left = meanwhile.reduce((sum, hand) => sum + hand.steps, position.left);
    if (target < this.#parts.minLot || left >= target) return;
    const of = `${name}: ${String(position.left)} of ${String(target)} steps are left`;
    this.fail(position.left <= 0 ? 'S3' : 'S2', `${of}, the master has ${String(master.left)}`);
  }

  #checkAskedOpen(order: OpenOrder): void {
    const { magic, request } = order;
    const before = this.#lastRequest.get(magic);
    this.#lastRequest.set(magic, request);
    if (before !== undefined && before !== request) {
      const isRefused = this.#toldRefused.has(before) || this.#parts.isRefused(before);
      if (!isRefused)
        this.fail('S1', `${request} leaves while the outcome of ${before} is unknown`);
    }
    const entry = this.#entry(magic);
    const { state } = entry ?? { state: null };
    if (state === null || !('request' in state) || state.request !== request) {
      this.fail('S8', `${request} leaves, but what is stored is ${state?.status ?? 'nothing'}`);
    }
    const pausedSinceMs = this.#parts.pausedSinceMs();
    if (pausedSinceMs !== null && order.decidedAtMs > pausedSinceMs) {
      this.fail('pause', `${request} was decided after the pause`);
    }
  }

  #checkAskedClose(order: CloseOrder): void {
    if (this.#parts.isDatabaseUnwell()) return;
    const isNamed = ({ state }: Copy): boolean =>
      'request' in state && state.request === order.request;
    for (const copy of this.#parts.stored()) if (isNamed(copy)) return;
    for (const copy of this.#parts.spooled()) if (isNamed(copy)) return;
    this.fail('S8', `${order.request} leaves and no stored entry names it`);
  }

  #entry(magic: string): Copy | null {
    for (const copy of this.#parts.stored()) if (copy.magic === magic) return copy;
    return null;
  }
}

/** Lots in hundredths. */
export function steps(volume: string): number {
  return Math.round(Number(volume) * 100);
}

/**
 * Judges by the brokers' deals and by what left the nodes, never by what the copier believes; from its
 * ledger it takes only what an intent fixed: the copy's volume and the master's at that moment.
 *
 * Each clause has its judge: open-judge.ts, close-judge.ts, stops-judge.ts,
 * document-judge.ts. S6, what a person closed stays closed, follows
 * from S1.
 */
import type { Copy } from '../../../domain/copy.ts';
import type { MasterId } from '../../../domain/ids.ts';
import type { CloseOrder, ModifyOrder, OpenOrder } from '../../../domain/plan-input.ts';
import type { TradeReply } from '../../../domain/trade-reply.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { TradeRequest } from '../../../simulator/broker/records.ts';
import { CloseJudge } from './close-judge.ts';
import { DocumentJudge } from './document-judge.ts';
import { FollowedPositions } from './followed-positions.ts';
import { OpenJudge } from './open-judge.ts';
import type { Fail, OracleParts, Violation } from './oracle-parts.ts';
import { StopsJudge } from './stops-judge.ts';
import { TrackedPositions } from './tracked-positions.ts';

/** See file header. */
export class Oracle {
  readonly #parts: OracleParts;
  readonly #followed: FollowedPositions;
  readonly #slave = new TrackedPositions();
  readonly #opens: OpenJudge;
  readonly #closes: CloseJudge;
  readonly #document: DocumentJudge;
  readonly stops: StopsJudge;
  /** Copies whose SL and TP are the broker's or a person's business now. */
  readonly freeStops = new Set<string>();
  violation: Violation | null = null;
  deals = 0;

  constructor(parts: OracleParts) {
    this.#parts = parts;
    this.#followed = new FollowedPositions(this.fail);
    this.#opens = new OpenJudge(parts, this.#followed, this.fail);
    this.#closes = new CloseJudge(parts, this.#followed, this.fail);
    const { fail } = this;
    this.stops = new StopsJudge(fail);
    this.#document = new DocumentJudge({
      parts,
      slave: this.#slave,
      followed: this.#followed,
      fail,
    });
  }

  readonly fail: Fail = (clause, detail) => {
    this.violation ??= { clause, detail, atMs: this.#parts.passedMs() };
  };

  /** The deal that a master's account just got. */
  masterDeal(master: MasterId, deal: Deal): void {
    this.#take(() => this.#followed.apply(master, deal));
  }

  /** The deal that the slave's account just got. */
  slaveDeal(deal: Deal): void {
    this.#take(() => {
      const effect = this.#slave.apply(deal);
      if (effect === null) return;
      if (effect.type === 'reduced') return this.#closes.dealt(deal, effect);
      this.#opens.dealt(deal);
      this.#document.dealt(deal);
    });
  }

  /** The node gives an order to its terminal. */
  asked(order: OpenOrder | CloseOrder | ModifyOrder): void {
    if ('decidedAtMs' in order) {
      this.#opens.asked(order);
      this.#document.asked(order);
    } else if ('ifVolume' in order) this.#closes.asked(order);
    else this.stops.asked(order);
  }

  /** The node was told what became of it. */
  answered(order: OpenOrder | CloseOrder | ModifyOrder, reply: TradeReply): void {
    if ('decidedAtMs' in order) this.#opens.answered(order, reply);
    else if (!('ifVolume' in order) && reply.type === 'rejected') this.freeStops.add(order.magic);
  }

  /** The EA calls OrderSend. */
  sending(trade: TradeRequest): void {
    if (trade.action === 'DEAL' && trade.position === '0') this.#opens.sending(trade);
  }

  /** Hundredths of a lot that a copy should have at most; null when the master's is closed. */
  target(copy: Copy): number | null {
    return this.#followed.target(copy);
  }

  /** The history is over. */
  ended(): void {
    this.#document.ended();
  }

  #take(apply: () => void): void {
    this.deals += 1;
    try {
      apply();
    } catch (error) {
      this.fail('deal list', error instanceof Error ? error.message : String(error));
    }
  }
}

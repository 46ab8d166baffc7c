/**
 * A slave node without its processes: plans, carries actions out with chosen failures, forgets what a
 * restart forgets, and checks S1–S6 against the broker's deals and the master's true positions.
 */
import { Big } from 'big.js';
import type { MasterBook } from '../../domain/book.ts';
import { unheardBook, type Book } from '../../domain/book.ts';
import { copyId } from '../../domain/copy-identity.ts';
import { mayHavePosition, type Copy } from '../../domain/copy.ts';
import { NO_EVIDENCE, observeSearch, observeSlave, type Evidence } from '../../domain/evidence.ts';
import { accountName, type CopyId } from '../../domain/ids.ts';
import { observeMaster } from '../../domain/master-evidence.ts';
import { afterModify, afterPart } from '../../domain/outcome-change.ts';
import { afterClose, openOutcome } from '../../domain/outcome.ts';
import { targetSteps } from '../../domain/plan-change.ts';
import type { Action, OpenOrder, PlanInput } from '../../domain/plan-input.ts';
import { plan } from '../../domain/plan.ts';
import type { Position } from '../../domain/position.ts';
import { price } from '../../domain/symbol-spec.ts';
import type { Found } from '../../domain/trade-reply.ts';
import {
  observeFailedClose,
  observeModify,
  observeOpenRetry,
  observePart,
} from '../../domain/tries.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { account, book, input, MASTER, NOW, SERVER_AHEAD_MS, SLAVE, spec } from './builders.ts';
import { ModelBroker, type Fate } from './model-broker.ts';
import { ModelMaster, type Weather } from './model-master.ts';

/** When the process dies in the course of an action. */
export type Crash = 'never' | 'before-store' | 'after-store' | 'after-answer';

/** What befalls one action. */
export interface Mishap {
  readonly fate: Fate;
  readonly crash: Crash;
}

const FINE: Mishap = { fate: 'executed', crash: 'never' };

class Crashed extends Error {}

/** See file header. */
export class ModelWorld {
  readonly master = new ModelMaster();
  readonly broker = new ModelBroker();
  /** Survives restarts. */
  readonly ledger = new Map<CopyId, Copy>();
  nowMs = NOW;
  #copies = new Map<CopyId, Copy>();
  #evidence: Evidence = NO_EVIDENCE;
  #found = new Map<CopyId, Found>();
  #masterBook: MasterBook = unheardBook(MASTER, accountName('Master'));
  #slaveBook: Book | null = null;
  #reads = 0;
  #connection = 1;

  constructor() {
    this.broker.onClose = (position, left) => this.#checkClose(position, left);
  }

  restart(): void {
    this.#copies = new Map(this.ledger);
    this.#evidence = NO_EVIDENCE;
    this.#found.clear();
    this.#slaveBook = null;
    this.#connection += 1;
  }

  advance(ms: number): void {
    this.nowMs += ms;
    this.broker.advance(this.nowMs);
  }

  /** New books arrive, or do not. */
  observe(
    masterWeather: Weather = 'clear',
    slaveWeather: Weather = 'clear',
    hasDeals = true,
  ): void {
    const masters = this.master.book(masterWeather, this.nowMs, hasDeals);
    const watched = [...this.#copies.values()].filter(mayHavePosition);
    if (masters !== null) {
      this.#masterBook = masters;
      const seen = watched.map((copy) => {
        return { identifier: copy.masterPosition, side: copy.side, volume: copy.masterVolume };
      });
      this.#evidence = observeMaster(this.#evidence, masters, seen, this.nowMs, DEFAULT_WINDOWS);
    }
    this.#reads += 1;
    if (slaveWeather === 'lost') return;
    const isFlat = slaveWeather === 'flat';
    this.#slaveBook = book(isFlat ? [] : [...this.broker.positions.values()], {
      read: this.#reads,
      readAtMs: this.nowMs,
      synced: !isFlat,
      complete: slaveWeather === 'clear',
    });
    const held = watched.flatMap(({ copyId: id, state }) =>
      'position' in state && state.position !== null
        ? [[id, state.position.identifier] as const]
        : [],
    );
    this.#evidence = observeSlave(
      this.#evidence,
      this.#slaveBook,
      held,
      this.#connection,
      this.nowMs,
      DEFAULT_WINDOWS,
    );
  }

  input(): PlanInput {
    const quote = { bid: price('1.09998'), ask: price('1.10002'), receivedAtMs: this.nowMs };
    return input({
      copies: [...this.#copies.values()],
      masterBook: this.#masterBook,
      slaveBook: this.#slaveBook,
      evidence: this.#evidence,
      found: this.#found,
      quotes: new Map([['EURUSD', quote]]),
      nowMs: this.nowMs,
    });
  }

  /** Plans once and carries everything out; a crash ends it. */
  act(mishaps: readonly Mishap[] = []): readonly Action[] {
    const actions = plan(this.input());
    this.#found = new Map();
    try {
      for (const [index, action] of actions.entries()) {
        this.#carryOut(action, mishaps[index % Math.max(1, mishaps.length)] ?? FINE);
      }
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      this.restart();
    }
    this.#checkLedger();
    return actions;
  }

  #carryOut(action: Action, { fate, crash }: Mishap): void {
    if (action.type === 'learn') return;
    if (action.type === 'look') {
      const { copy, request, position } = action;
      const found = this.broker.find(request, copy.magic, position);
      this.#found.set(copy.copyId, found);
      this.#evidence = observeSearch(this.#evidence, copy.copyId, found);
      return;
    }
    if (crash === 'before-store') throw new Crashed();
    if (action.type !== 'send') this.#store(action.copy);
    if (crash === 'after-store') throw new Crashed();
    const next = this.#ask(action, fate);
    if (crash === 'after-answer') throw new Crashed();
    if (next !== null && next !== action.copy) this.#store(next);
  }

  /** What the copy becomes; null when nothing is sent. */
  #ask(action: Exclude<Action, { type: 'learn' | 'look' }>, fate: Fate): Copy | null {
    const { copy } = action;
    const id = copy.copyId;
    switch (action.type) {
      case 'open':
      case 'send':
      case 'retry': {
        this.#checkOpen(action.order, copy);
        const reply = this.broker.open(action.order, fate);
        const outcome = openOutcome(copy, reply, action.order.filling, this.nowMs);
        const { retry } = outcome;
        if (retry !== null) {
          this.#evidence = observeOpenRetry(this.#evidence, id, retry);
        }
        return outcome.copy;
      }
      case 'close': {
        const next = afterClose(copy, this.broker.close(action.order, fate), this.nowMs);
        if (next.state.status !== 'closed') {
          this.#evidence = observeFailedClose(this.#evidence, id, this.nowMs, DEFAULT_WINDOWS);
        }
        return next;
      }
      case 'close-part': {
        const reply = this.broker.close(action.order, fate);
        this.#evidence = observePart(this.#evidence, id, this.nowMs, DEFAULT_WINDOWS);
        return afterPart(copy, reply);
      }
      case 'modify': {
        const { order, follows } = action;
        const reply = this.broker.modify(order, fate);
        const outcome = afterModify(copy, follows, reply);
        const refused = outcome.isRefused ? { sl: order.sl, tp: order.tp } : null;
        this.#evidence = observeModify(this.#evidence, id, refused, this.nowMs, DEFAULT_WINDOWS);
        return outcome.copy;
      }
      case 'adopt':
      case 'refuse':
      case 'record':
        return null;
    }
  }

  #store(copy: Copy): void {
    const stored = this.ledger.get(copy.copyId);
    const expected = stored === undefined ? 1 : stored.version + 1;
    if (copy.version !== expected) {
      throw new Error(`version ${String(copy.version)} stored after ${String(expected - 1)}`);
    }
    this.ledger.set(copy.copyId, copy);
    this.#copies.set(copy.copyId, copy);
  }

  /** S5: nothing is sent for a position that is too old, nor twice by one plan. */
  #checkOpen(order: OpenOrder, copy: Copy): void {
    const position = this.#masterBook.positions.get(copy.masterPosition);
    const openedAtMs = (position?.openedAtServerMs ?? 0) - SERVER_AHEAD_MS;
    if (this.nowMs - openedAtMs > account().maxSignalAgeMs) throw new Error('S5: a stale open');
    if (!this.#masterBook.complete) throw new Error('S5: an open from an incomplete book');
    if (this.ledger.get(copy.copyId)?.state.status === undefined) throw new Error('S8: no intent');
    if (order.magic !== copy.magic) throw new Error('the order carries another magic');
  }

  /** S2 and S3, by what is true of the master now: its positions only shrink. */
  #checkClose(position: Position, left: Big): void {
    const copy = [...this.ledger.values()].find(({ magic }) => magic === position.magic);
    if (copy === undefined) throw new Error('S4: a close without an entry');
    const master = this.master.positions.get(copy.masterPosition);
    if (master === undefined) return;
    const target = targetSteps(copy, position, master, spec());
    if (target < spec().minSteps) return;
    if (left.lt(new Big(target).times('0.01'))) throw new Error('S2/S3: closed without a reason');
  }

  /** S1 and S4. */
  #checkLedger(): void {
    const magics = new Set([...this.ledger.values()].map(({ magic }) => magic));
    const opened = new Set<string>();
    for (const { entry, magic } of this.broker.deals) {
      if (entry !== 'IN') continue;
      if (opened.has(magic)) throw new Error(`S1: opened twice: ${magic}`);
      opened.add(magic);
      if (!magics.has(magic)) throw new Error(`S4: no entry has the magic ${magic}`);
    }
  }

  /** Why the books do not agree yet, or null (L1). */
  discord(): string | null {
    for (const copy of this.ledger.values()) {
      const { status } = copy.state;
      if (status === 'opening' || status === 'closing' || status === 'unknown') return status;
      const held = [...this.broker.positions.values()].find(({ magic }) => magic === copy.magic);
      const master = this.master.positions.get(copy.masterPosition);
      if ((held !== undefined) !== (status === 'open')) return `${status} but not at the broker`;
      if (held === undefined) continue;
      if (master === undefined) return 'open, but closed on the master';
      const surplus = Number(held.volume) * 100 - targetSteps(copy, held, master, spec());
      if (surplus >= spec().minSteps) return 'larger than its target';
      if (Number(held.sl ?? 0).toFixed(5) !== Number(master.sl ?? 0).toFixed(5)) return 'other SL';
    }
    for (const { identifier } of this.master.positions.values()) {
      if (!this.ledger.has(copyId(MASTER, identifier, SLAVE))) return 'a position without an entry';
    }
    return null;
  }
}

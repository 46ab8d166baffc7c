/**
 * A slave: gathers masters' books, its own terminal's books, quotes and specifications, plans on
 * every change, and hands the actions to the executor.
 *
 * Invariants:
 * 1. It plans serially, one master's book at a time, with all copies of the slave.
 * 2. On start the ledger is read before the first plan.
 * 3. An error in one master's work stops only that master, under a standing alarm (heard-masters.ts).
 */
import type { SlaveAccount, SymbolRules } from '../domain/account.ts';
import { orphanAlarms, standingAlarms, type Alarm } from '../domain/alarm.ts';
import type { Book, MasterBook } from '../domain/book.ts';
import { observeSlave } from '../domain/evidence.ts';
import type { MasterId } from '../domain/ids.ts';
import { observeMaster, sightedAt } from '../domain/master-evidence.ts';
import { explained } from '../domain/order-cause.ts';
import type { PlanInput } from '../domain/plan-input.ts';
import {
  decidePythonTrade,
  type PythonDecision,
  type PythonTrade,
} from '../domain/python-adoption.ts';
import { mayModify, requestAlarms } from '../domain/request-limit.ts';
import { planned, withinLimits, type MasterPlan } from '../domain/shared-limits.ts';
import type { Quote } from '../domain/slippage.ts';
import { expectedSymbols } from '../domain/symbol-translation.ts';
import { AlarmBoard } from './alarm-board.ts';
import { HeardMasters, type HeardMaster } from './heard-masters.ts';
import { Permissions } from './permissions.ts';
import type { SlaveNodeParts } from './slave-node-parts.ts';
import { SymbolLookups } from './symbol-lookups.ts';

/** See file header. */
export class SlaveNode {
  readonly #parts: SlaveNodeParts;
  readonly #masters: HeardMasters;
  readonly #symbols: SymbolLookups;
  readonly #alarms: AlarmBoard;
  readonly #permissions: Permissions;
  #account: SlaveAccount;
  #book: Book | null = null;
  #isWoken = false;
  #isStopped = false;
  /** Grows with every plan: the launcher's proof that the loop goes round. */
  progress = 0;

  constructor(parts: SlaveNodeParts) {
    this.#parts = parts;
    this.#account = parts.account;
    this.#permissions = new Permissions(parts.table.blocks);
    this.#alarms = new AlarmBoard(parts.alarmed ?? (() => undefined));
    const { troubled = () => undefined } = parts;
    this.#masters = new HeardMasters(troubled, parts);
    this.#symbols = new SymbolLookups({
      learn: (symbol, released) => parts.terminal.learn(symbol, released),
      needed: () => new Set([...parts.table.copies.live()].map((copy) => copy.symbol)),
      changed: () => this.wake(),
      unusable: (symbol, error) => troubled({ name: `symbol "${symbol}"`, error }),
      fail: parts.fail,
    });
  }

  /** The document as it was read last. */
  get account(): SlaveAccount {
    return this.#account;
  }

  /** The newest book of the slave's own terminal; null while there is none. */
  get book(): Book | null {
    return this.#book;
  }

  /** The newest book of each master that was heard. */
  get masters(): readonly MasterBook[] {
    return this.#masters.books;
  }

  /** The document was edited: later plans use it. */
  edited(account: SlaveAccount): void {
    this.#account = account;
    this.wake();
  }

  /** A master's book arrived. */
  masterBook(book: MasterBook, symbols: SymbolRules): void {
    const { table, clock, windows } = this.#parts;
    const nowMs = clock.nowMs();
    const hasCopies = (id: MasterId): boolean => [...table.watchedAt(id)].length > 0;
    const isTaken = this.#masters.take(book, symbols, { nowMs, windows, hasCopies }, () => {
      const watched = table.watchedAt(book.accountId);
      const believed = this.#believed(book);
      table.evidence = observeMaster(table.evidence, believed, watched, nowMs, windows);
    });
    if (isTaken) this.wake();
  }

  /** A master's message could not be made a book of. */
  unusableBook(master: MasterId, name: string, error: RangeError): void {
    this.#masters.attempt('book', { accountId: master, name }, () => {
      throw error;
    });
  }

  /** The slave's own terminal reported. */
  slaveBook(book: Book): void {
    // Another number of positions may be what a broker's limit waited for.
    if (book.positions.size !== this.#book?.positions.size) this.#permissions.changed();
    const isFirst = this.#book === null;
    this.#book = book;
    const { table, clock, windows, terminal } = this.#parts;
    const nowMs = clock.nowMs();
    if (isFirst) {
      const expected = expectedSymbols(this.#account.symbols, table.copies.values());
      for (const symbol of expected) this.#symbols.learn(symbol, nowMs);
    }
    const connection = terminal.link?.connection ?? 0;
    table.evidence = observeSlave(table.evidence, book, table.held(), connection, nowMs, windows);
    this.wake();
  }

  /** A new price of a subscribed symbol. */
  quote(symbol: string, quote: Quote): void {
    if (this.#symbols.quoted(symbol, quote)) this.wake();
  }

  /** The terminal is gone: what it said of prices and symbols is void. */
  disconnected(): void {
    this.#book = null;
    this.#symbols.clear();
    this.wake();
  }

  /** The EA says why it would refuse opens (`algo`, `kill`, `journal`, …); nothing is good news. */
  forbidden(reasons: readonly string[]): void {
    this.#permissions.reported(reasons);
  }

  /** No more plans: what is under way may end. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Plans once, soon: whatever happens before it belongs to the same plan. */
  wake(): void {
    if (this.#isWoken || this.#isStopped) return;
    this.#isWoken = true;
    queueMicrotask(() => {
      this.#isWoken = false;
      if (this.#isStopped || this.#parts.mayAct?.() === false) return;
      try {
        this.#planAll();
      } catch (error) {
        this.#parts.fail(error);
      }
    });
  }

  #planAll(): void {
    this.progress += 1;
    const { table, terminal, clock, windows, defaultSlippagePoints } = this.#parts;
    const nowMs = clock.nowMs();
    if (terminal.link?.isTimed === true) table.blocks.delete('link');
    else table.blocks.add('link');
    this.#permissions.passed(nowMs);
    this.#symbols.passed(nowMs);
    const plans: MasterPlan[] = [];
    for (const master of this.#masters.all(table.masters())) {
      this.#masters.attempt('plan', master.book, () => {
        plans.push(planned(this.#inputOf(master)));
      });
    }
    const alarms: Alarm[] = [];
    for (const each of withinLimits(plans)) {
      this.#masters.attempt('act', each.input.masterBook, () => {
        alarms.push(...this.#carryOut(each));
      });
    }
    const settings = { defaultSlippagePoints, windows };
    const own = { slaveBook: this.#book, copies: table.counted(), nowMs, settings };
    const requests = requestAlarms(this.#requests(), this.#account.dailyRequestLimit);
    alarms.push(...orphanAlarms(own), ...this.#masters.alarms(), ...requests);
    const followed = this.#account.masters ?? this.#parts.enabledMasters?.() ?? [];
    alarms.push(...this.#masters.unheard(followed, nowMs, windows));
    // An answer to somebody still under way is for the next plan.
    for (const copyId of table.found.keys()) {
      if (!table.inFlight.has(copyId)) table.found.delete(copyId);
    }
    this.#alarms.show(alarms);
  }

  /** Decides on a trade of the Python copier, and begins its adoption. */
  adopt(trade: PythonTrade): PythonDecision {
    const masters = this.#masters.all([]).map((master) => this.#inputOf(master));
    const decision = decidePythonTrade(trade, masters);
    if (decision.type === 'adopt') this.#parts.carryOut([decision.action]);
    return decision;
  }

  /** Carries the plan of one master's book out and says what an operator has to know of it. */
  #carryOut({ input, actions }: MasterPlan): readonly Alarm[] {
    const { table } = this.#parts;
    for (const action of actions) {
      if (action.type === 'learn') this.#symbols.learn(action.symbol, input.nowMs);
    }
    table.evidence = sightedAt(table.evidence, actions, input);
    this.#parts.carryOut(actions.map((action) => explained(action, input)));
    table.weigh(input);
    // Of all enabled masters one that was switched off is missed for its copies alone.
    const followed = this.#account.masters ?? this.#parts.enabledMasters?.();
    const isFollowed = followed?.includes(input.masterBook.name) ?? true;
    // What has just been adopted is no orphan.
    const { evidence } = table;
    return standingAlarms({ ...input, evidence, isFollowed, copies: table.counted() });
  }

  #inputOf({ book, symbols, heardAtMs, soundAtMs }: HeardMaster): PlanInput {
    const { table, terminal, slaveId, clock, windows, defaultSlippagePoints } = this.#parts;
    return {
      masterBook: this.#believed(book),
      masterSymbols: symbols,
      slaveBook: this.#book,
      slaveId,
      copies: table.counted(),
      inFlight: table.inFlight,
      evidence: table.evidence,
      found: table.found,
      quotes: this.#symbols.quotes,
      symbols: this.#symbols.known,
      account: this.#account,
      isFollowed: this.#account.masters === null || this.#account.masters.includes(book.name),
      settings: { defaultSlippagePoints, windows },
      blocks: table.blocks,
      mayModify: mayModify(this.#requests(), this.#account.dailyRequestLimit),
      wantedClosed: table.wantedClosed,
      journalId: terminal.link?.journalId ?? null,
      heard: heardAtMs === null || soundAtMs === null ? null : { heardAtMs, soundAtMs },
      nowMs: clock.nowMs(),
    };
  }

  /** While a master is in doubt his book proves no absence. */
  #believed(book: MasterBook): MasterBook {
    const isDoubted = this.#parts.isDoubted?.(book.accountId) === true;
    return isDoubted ? { ...book, complete: false } : book;
  }

  #requests(): number {
    return this.#book === null ? 0 : (this.#parts.requestsOf?.(this.#book.serverNowMs) ?? 0);
  }
}

/**
 * A slave: gathers masters' books, its own terminal's books, quotes and specifications, plans on
 * every change, and hands the actions to the executor.
 *
 * Invariants:
 * 1. It plans serially, one master's book at a time, with all copies of the slave.
 * 2. On start the ledger is read before the first plan.
 */
import type { SlaveAccount, SymbolRules } from '../domain/account.ts';
import { standingAlarms, type Alarm } from '../domain/alarm.ts';
import { isNewer, unheardBook, type Book, type MasterBook } from '../domain/book.ts';
import { mayHavePosition } from '../domain/copy.ts';
import { observeSlave } from '../domain/evidence.ts';
import { TerminalUnavailableError } from '../domain/errors.ts';
import { accountName, type MasterId, type SlaveId } from '../domain/ids.ts';
import { observeMaster, type Watched } from '../domain/master-evidence.ts';
import type { Action, PlanInput, SymbolLookup } from '../domain/plan-input.ts';
import { plan } from '../domain/plan.ts';
import type { Quote } from '../domain/slippage.ts';
import type { Windows } from '../domain/windows.ts';
import { AlarmBoard, type AlarmListener } from './alarm-board.ts';
import type { Clock } from './clock.ts';
import type { CopyTable } from './copy-table.ts';
import { Permissions } from './permissions.ts';
import type { Terminal } from './terminal.ts';

/** What a slave plans with. */
export interface SlaveNodeParts {
  readonly slaveId: SlaveId;
  readonly account: SlaveAccount;
  readonly table: CopyTable;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly windows: Windows;
  readonly defaultSlippagePoints: number;
  /** Carries actions out; calls {@link SlaveNode.wake} when something changed. */
  readonly carryOut: (actions: readonly Action[]) => void;
  readonly fail: (error: unknown) => void;
  /** An alarm is raised or cleared. */
  readonly alarmed?: AlarmListener | undefined;
}

const NO_RULES: SymbolRules = { map: new Map(), prefix: '', suffix: '' };

/** A master as the slave sees it. */
interface Followed {
  readonly book: MasterBook;
  readonly symbols: SymbolRules;
}

/** See file header. */
export class SlaveNode {
  readonly #parts: SlaveNodeParts;
  readonly #masters = new Map<MasterId, Followed>();
  readonly #symbols = new Map<string, SymbolLookup>();
  readonly #quotes = new Map<string, Quote>();
  readonly #learning = new Set<string>();
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
  }

  /** The newest book of the slave's own terminal; null while there is none. */
  get book(): Book | null {
    return this.#book;
  }

  /** The newest book of each master that was heard. */
  get masters(): readonly MasterBook[] {
    return [...this.#masters.values()].map(({ book }) => book);
  }

  /** The document was edited: later plans use it. */
  edited(account: SlaveAccount): void {
    this.#account = account;
    this.wake();
  }

  /** A master's book arrived. */
  masterBook(book: MasterBook, symbols: SymbolRules): void {
    const before = this.#masters.get(book.accountId);
    if (before !== undefined && !isNewer(book, before.book)) return;
    this.#masters.set(book.accountId, { book, symbols });
    const { table, clock, windows } = this.#parts;
    table.evidence = observeMaster(
      table.evidence,
      book,
      this.#watchedAt(book.accountId),
      clock.nowMs(),
      windows,
    );
    this.wake();
  }

  /** The slave's own terminal reported. */
  slaveBook(book: Book): void {
    // Another number of positions may be what a broker's limit waited for.
    if (book.positions.size !== this.#book?.positions.size) this.#permissions.changed();
    this.#book = book;
    const { table, clock, windows, terminal } = this.#parts;
    const connection = terminal.link?.connection ?? 0;
    table.evidence = observeSlave(
      table.evidence,
      book,
      table.held(),
      connection,
      clock.nowMs(),
      windows,
    );
    this.wake();
  }

  /** A new price of a subscribed symbol. */
  quote(symbol: string, quote: Quote): void {
    const isFirst = !this.#quotes.has(symbol);
    this.#quotes.set(symbol, quote);
    if (isFirst) this.wake();
  }

  /** The terminal is gone: what it said of prices and symbols is void. */
  disconnected(): void {
    this.#book = null;
    this.#quotes.clear();
    this.#symbols.clear();
    this.wake();
  }

  /** The EA says why it would refuse opens (`algo`, `kill`, `journal`, …); nothing is good news. */
  forbidden(reasons: readonly string[]): void {
    this.#permissions.reported(reasons.length > 0);
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
      if (this.#isStopped) return;
      try {
        this.#planAll();
      } catch (error) {
        this.#parts.fail(error);
      }
    });
  }

  #planAll(): void {
    this.progress += 1;
    const { table, terminal, slaveId, clock, windows, defaultSlippagePoints } = this.#parts;
    const { link } = terminal;
    if (link?.isTimed === true) table.blocks.delete('link');
    else table.blocks.add('link');
    this.#permissions.passed(clock.nowMs());
    const alarms: Alarm[] = [];
    for (const { book, symbols } of this.#allMasters()) {
      const input: PlanInput = {
        masterBook: book,
        masterSymbols: symbols,
        slaveBook: this.#book,
        slaveId,
        copies: table.counted(),
        inFlight: table.inFlight,
        evidence: table.evidence,
        found: table.found,
        quotes: this.#quotes,
        symbols: this.#symbols,
        account: this.#account,
        isFollowed: this.#account.masters === null || this.#account.masters.includes(book.name),
        settings: { defaultSlippagePoints, windows },
        blocks: table.blocks,
        wantedClosed: table.wantedClosed,
        journalId: link?.journalId ?? null,
        nowMs: clock.nowMs(),
      };
      const actions = plan(input);
      alarms.push(...standingAlarms(input));
      for (const action of actions) if (action.type === 'learn') this.#learn(action.symbol);
      this.#parts.carryOut(actions);
    }
    // An answer to somebody still under way is for the next plan.
    for (const copyId of table.found.keys()) {
      if (!table.inFlight.has(copyId)) table.found.delete(copyId);
    }
    this.#alarms.show(alarms);
  }

  /** The masters that were heard, and those that only their copies tell of. */
  #allMasters(): Iterable<Followed> {
    const all = new Map(this.#masters);
    for (const { masterId } of this.#parts.table.copies.values()) {
      if (all.has(masterId)) continue;
      all.set(masterId, { book: unheardBook(masterId, accountName(masterId)), symbols: NO_RULES });
    }
    return all.values();
  }

  #learn(symbol: string): void {
    if (this.#learning.has(symbol)) return;
    this.#learning.add(symbol);
    void (async () => {
      try {
        this.#symbols.set(symbol, await this.#parts.terminal.learn(symbol));
        this.wake();
      } catch (error) {
        // The terminal went away: the next plan asks again.
        if (!(error instanceof TerminalUnavailableError)) this.#parts.fail(error);
      } finally {
        this.#learning.delete(symbol);
      }
    })();
  }

  *#watchedAt(master: MasterId): Iterable<Watched> {
    for (const copy of this.#parts.table.copies.values()) {
      const { masterId, masterPosition: identifier, side, masterVolume: volume } = copy;
      if (masterId === master && mayHavePosition(copy)) yield { identifier, side, volume };
    }
  }
}

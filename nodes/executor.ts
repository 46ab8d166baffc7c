/**
 * Carries out what the planner decided: intent, order, outcome.
 *
 * Invariants:
 * 1. No opening order leaves before its intent is durable; one whose intent could not be stored is
 *    never sent, not even later.
 * 2. A copy with an action under way is in `table.inFlight` until its outcome is durable; while the
 *    database is down, until it stands in the spool.
 * 3. What was decided before the lease was in doubt does not leave then: it is looked up and planned anew.
 * 4. A close leaves even when the database is down, and so does the next one.
 * 5. An open that waited longer than its life is refused, by a clock that nobody sets. One that waited for
 *    long is decided anew before it leaves: the master may have closed meanwhile, or a part.
 */
import type { CopyLedger } from '../db/copy-ledger.ts';
import type { DocumentProblem } from '../db/document-problem.ts';
import { heldBy } from '../domain/blocked.ts';
import { withState, type Copy } from '../domain/copy.ts';
import { StoreUnavailableError, TerminalUnavailableError } from '../domain/errors.ts';
import { observeSearch, type OpenRetry } from '../domain/evidence.ts';
import { openOutcome } from '../domain/outcome.ts';
import type { Action, OpenOrder } from '../domain/plan-input.ts';
import { observeOpenRetry } from '../domain/tries.ts';
import type { Windows } from '../domain/windows.ts';
import { systemClock, type Clock } from './clock.ts';
import type { CopyTable } from './copy-table.ts';
import { HeldOrders } from './held-orders.ts';
import { Intents } from './intents.ts';
import type { LedgerWriter } from './ledger-writer.ts';
import type { CopyReporter } from './copy-reporter.ts';
import type { Terminal } from './terminal.ts';

/** What an executor works with. */
export interface ExecutorParts {
  readonly table: CopyTable;
  readonly ledger: CopyLedger;
  readonly writer: LedgerWriter;
  readonly terminal: Terminal;
  readonly reporter: CopyReporter;
  readonly windows: Windows;
  /** An entry was found that cannot be read. */
  readonly unreadable: (problem: DocumentProblem) => void;
  /** Whether the leases are certainly this process's, asked right before an order leaves; true when absent. */
  readonly mayAct?: (() => boolean) | undefined;
  /** This computer's time when absent. */
  readonly clock?: Clock | undefined;
  /** A clock that nobody sets, ms; this process's when absent. */
  readonly monotonicMs?: (() => number) | undefined;
  /** See held-orders.ts. */
  readonly suffix?: (() => string) | undefined;
  /** Something changed: plan again. */
  readonly wake: () => void;
  /** A bug or a broken database: the node has to stop. */
  readonly fail: (error: unknown) => void;
}

/** A database that is well stores an intent in a hundredth of it. */
const LONG_WAIT_MS = 1_000;

/** Actions that begin with a new entry. */
type Fresh = ActionOf<'open'> | ActionOf<'adopt'> | ActionOf<'refuse'>;

type ActionOf<Type extends Action['type']> = Extract<Action, { type: Type }>;

/** See file header. */
export class Executor {
  readonly #parts: ExecutorParts;
  readonly #held: HeldOrders;
  readonly #intents: Intents;
  readonly #clock: Clock;
  readonly #monotonicMs: () => number;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? systemClock;
    this.#monotonicMs = parts.monotonicMs ?? (() => performance.now());
    this.#intents = new Intents(parts);
    this.#held = new HeldOrders({ ...parts, store: (copy) => this.#store(copy) });
  }

  /** Starts everything in `actions`; returns at once. */
  carryOut(actions: readonly Action[]): void {
    const fresh: Fresh[] = [];
    const sinceMs = this.#monotonicMs();
    for (const action of actions) {
      switch (action.type) {
        case 'open':
        case 'adopt':
        case 'refuse':
          fresh.push(action);
          break;
        case 'send':
          this.#start(action.copy, () => this.#send(action.copy, action.order, sinceMs));
          break;
        case 'retry':
          this.#start(action.copy, () => this.#retry(action.copy, action.order, sinceMs));
          break;
        case 'close':
          this.#start(action.copy, () => this.#held.close(action.copy, action.order));
          break;
        case 'close-part':
          this.#start(action.copy, () => this.#held.closePart(action.copy, action.order));
          break;
        case 'modify':
          this.#start(action.copy, () => this.#held.modify(action));
          break;
        case 'record':
          this.#start(action.copy, () => this.#store(action.copy));
          break;
        case 'look':
          this.#start(action.copy, () => this.#look(action));
          break;
        case 'learn':
          break;
      }
    }
    if (fresh.length > 0) this.#startFresh(fresh, sinceMs);
  }

  #start(copy: Copy, work: () => Promise<void>): void {
    const { table, wake, fail } = this.#parts;
    table.inFlight.add(copy.copyId);
    table.found.delete(copy.copyId);
    void (async () => {
      try {
        await work();
      } catch (error) {
        // The writer gives up only when the node stops.
        if (!(error instanceof StoreUnavailableError)) fail(error);
      } finally {
        table.inFlight.delete(copy.copyId);
        wake();
      }
    })();
  }

  /** New entries of one plan: one durable write, then each its own way. */
  #startFresh(fresh: readonly Fresh[], sinceMs: number): void {
    const copies = fresh.map(({ copy }) => copy);
    const { intending } = this.#parts.table;
    for (const copy of copies) intending.set(copy.copyId, copy);
    const stored = this.#intents.store(copies);
    for (const [index, action] of fresh.entries()) {
      this.#start(action.copy, async () => {
        const copy = (await stored)[index];
        if (copy !== undefined) this.#parts.table.set(copy);
        intending.delete(action.copy.copyId);
        if (copy === undefined) return;
        if (copy === action.copy && action.type === 'open') {
          await this.#send(copy, action.order, sinceMs);
        } else this.#parts.reporter.changed(copy);
      });
    }
  }

  /** @param sinceMs when it was decided, on the monotonic clock. */
  async #send(copy: Copy, order: OpenOrder, sinceMs: number): Promise<void> {
    this.#parts.table.set(copy);
    const { table, terminal } = this.#parts;
    // A block that came while the intent was being stored holds: nothing leaves after a pause.
    const block = heldBy(table.blocks);
    if (block !== null) {
      await this.#store(withState(copy, { status: 'refused', ...block }));
      return;
    }
    if (this.#parts.mayAct?.() === false) return;
    if (table.blocks.size > 0) {
      // It passes by itself: nothing was sent, so another request may follow while the signal is fresh.
      this.#mayFollow(copy, { request: order.request, filling: order.filling });
      return;
    }
    const waitedMs = this.#monotonicMs() - sinceMs;
    if (waitedMs > order.validForMs) {
      const detail = `it could not be sent in time: storing it took ${(waitedMs / 1_000).toFixed(1)} s`;
      await this.#store(withState(copy, { status: 'refused', code: 'STALE', detail }));
      return;
    }
    // Its journal tells that it never arrived, and the planner sends it then without another write.
    if (waitedMs > LONG_WAIT_MS) return;
    const reply = await terminal.open({ ...order, waitedMs });
    const outcome = openOutcome(copy, reply, order.filling, this.#clock.nowMs());
    if (outcome.block !== null) table.blocks.add(outcome.block);
    if (outcome.retry !== null) this.#mayFollow(copy, outcome.retry);
    if (outcome.copy !== copy) await this.#store(outcome.copy);
  }

  /** Certainly nothing of the request was executed. */
  #mayFollow({ copyId }: Copy, retry: OpenRetry): void {
    const { table } = this.#parts;
    const atMs = this.#clock.nowMs();
    table.evidence = observeOpenRetry(table.evidence, copyId, { ...retry, atMs });
  }

  /** The number of the next request has to be durable before it leaves. */
  async #retry(copy: Copy, order: OpenOrder, sinceMs: number): Promise<void> {
    const stored = await this.#parts.writer.write(copy);
    if (stored === copy) await this.#send(copy, order, sinceMs);
    else this.#parts.table.set(stored);
  }

  async #look(action: ActionOf<'look'>): Promise<void> {
    const { table, terminal } = this.#parts;
    const { copy, request, position, sinceServerMs } = action;
    const { copyId, magic } = copy;
    try {
      const found = await terminal.find({ copyId, request, magic, position, sinceServerMs });
      table.found.set(copyId, found);
      table.evidence = observeSearch(table.evidence, copyId, found);
    } catch (error) {
      if (!(error instanceof TerminalUnavailableError)) throw error;
      const lookedAtMs = new Map(table.evidence.lookedAtMs).set(copyId, this.#clock.nowMs());
      table.evidence = { ...table.evidence, lookedAtMs };
    }
  }

  async #store(copy: Copy): Promise<void> {
    const { table, writer, reporter } = this.#parts;
    const before = table.copies.get(copy.copyId);
    const write = writer.writeUnlessDown(copy);
    // What is known acts at once; what is durable counts when the node starts again.
    table.set(copy);
    // The writer keeps the versions of a copy in order: a spooled one holds up no close.
    table.set((await write) ?? copy);
    if (before?.state.status !== copy.state.status) reporter.changed(copy, before);
    else if (before.state.status === 'open') reporter.followed(copy, before);
  }
}

/**
 * Carries out what the planner decided: intent, order, outcome.
 *
 * Invariants:
 * 1. No opening order leaves before its intent is durable; one whose intent could not be stored is
 *    never sent, not even later.
 * 2. A copy with an action under way is in `table.inFlight` until its outcome is durable.
 * 3. A close leaves even when the database is down.
 */
import { randomBytes } from 'node:crypto';
import type { CopyLedger, IntendOutcome } from '../db/copy-ledger.ts';
import type { Copy } from '../domain/copy.ts';
import { StoreUnavailableError, TerminalUnavailableError } from '../domain/errors.ts';
import { observeFailedClose, observeSearch } from '../domain/evidence.ts';
import type { RequestId } from '../domain/ids.ts';
import { afterClose, afterOpen } from '../domain/outcome.ts';
import type { Action, CloseOrder, OpenOrder } from '../domain/plan-input.ts';
import type { RefusalCode } from '../domain/refusal.ts';
import type { Windows } from '../domain/windows.ts';
import type { CopyTable } from './copy-table.ts';
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
  /** Something changed: plan again. */
  readonly wake: () => void;
  /** A bug or a broken database: the node has to stop. */
  readonly fail: (error: unknown) => void;
}

type ActionOf<Type extends Action['type']> = Extract<Action, { type: Type }>;

/** See file header. */
export class Executor {
  readonly #parts: ExecutorParts;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** Starts everything in `actions`; returns at once. */
  carryOut(actions: readonly Action[]): void {
    const fresh: (ActionOf<'open'> | ActionOf<'refuse'>)[] = [];
    for (const action of actions) {
      switch (action.type) {
        case 'open':
        case 'refuse':
          fresh.push(action);
          break;
        case 'send':
          this.#start(action.copy, () => this.#send(action.copy, action.order));
          break;
        case 'close':
          this.#start(action.copy, () => this.#close(action.copy, action.order));
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
    if (fresh.length > 0) this.#startFresh(fresh);
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
  #startFresh(fresh: readonly (ActionOf<'open'> | ActionOf<'refuse'>)[]): void {
    const copies = fresh.map(({ copy }) => copy);
    const stored = this.#intend(copies);
    for (const [index, action] of fresh.entries()) {
      this.#start(action.copy, async () => {
        const copy = (await stored)[index];
        if (copy === undefined) return;
        this.#parts.table.set(copy);
        if (copy === action.copy && action.type === 'open') await this.#send(copy, action.order);
        else this.#parts.reporter.changed(copy);
      });
    }
  }

  /** What is stored for each copy afterwards: the given one, or the entry that stood there before. */
  async #intend(copies: readonly Copy[]): Promise<readonly Copy[]> {
    try {
      const outcomes = await this.#parts.ledger.intend(copies);
      return copies.map((copy, index) => entryAfter(copy, outcomes[index]));
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return this.#refuseDoubtful(copies);
    }
  }

  /** The intents may or may not be stored: their orders are never sent, and the entries say so. */
  async #refuseDoubtful(copies: readonly Copy[]): Promise<readonly Copy[]> {
    const { ledger, writer } = this.#parts;
    const refused = copies.map((copy) =>
      asRefused(copy, 'STALE', 'the database did not answer in time'),
    );
    const outcomes = await writer.untilAvailable(() => ledger.intend(refused));
    return Promise.all(
      refused.map(async (copy, index) => {
        const entry = entryAfter(copy, outcomes[index]);
        if (entry.state.status !== 'opening') return entry;
        return writer.write({ ...copy, version: entry.version + 1 });
      }),
    );
  }

  async #send(copy: Copy, order: OpenOrder): Promise<void> {
    this.#parts.table.set(copy);
    const reply = await this.#parts.terminal.open(order);
    await this.#store(afterOpen(copy, reply, Date.now()));
  }

  async #close(copy: Copy, order: CloseOrder): Promise<void> {
    const { table, writer, terminal, reporter, windows } = this.#parts;
    const stored = await writer.writeUnlessDown(copy);
    table.set(stored ?? copy);
    // A number that may not be durable must not name the request alone.
    const suffix = stored === null ? `-${randomBytes(6).toString('hex')}` : '';
    const request = `${order.request}${suffix}` as RequestId;
    const reply = await terminal.close({ ...order, request });
    const next = afterClose(copy, reply, Date.now());
    if (next.state.status === 'closed') {
      await this.#store(next);
      return;
    }
    reporter.closeFailed(copy, reply);
    table.evidence = observeFailedClose(table.evidence, copy.copyId, Date.now(), windows);
    if (next !== copy) await this.#store(next);
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
      const lookedAtMs = new Map(table.evidence.lookedAtMs).set(copyId, Date.now());
      table.evidence = { ...table.evidence, lookedAtMs };
    }
  }

  async #store(copy: Copy): Promise<void> {
    const { table, writer, reporter } = this.#parts;
    const before = table.copies.get(copy.copyId);
    const write = writer.write(copy);
    // What is known acts at once; what is durable counts when the node starts again.
    table.set(copy);
    table.set(await write);
    if (before?.state.status !== copy.state.status) reporter.changed(copy);
  }
}

function entryAfter(copy: Copy, outcome: IntendOutcome | undefined): Copy {
  switch (outcome?.type) {
    case 'stored':
      return copy;
    case 'exists':
      return outcome.copy;
    case 'unreadable':
      return asRefused(
        copy,
        'REJECTED',
        `its ledger entry cannot be read: ${outcome.problem.field}`,
      );
    case 'magic-taken':
    case undefined:
      return asRefused(copy, 'MAGIC_CLASH', 'another copy of this slave has its magic');
  }
}

function asRefused(copy: Copy, code: RefusalCode, detail: string): Copy {
  return { ...copy, state: { status: 'refused', code, detail } };
}

/**
 * Orders on positions that a copy has: close, close a part, set SL and TP.
 *
 * Invariants:
 * 1. The next version is stored before the order leaves; while the database is down or slow it is on
 *    its way there.
 * 2. Every order leaves under an id of its own, which its intent names: whenever the intent is stored,
 *    a search by it finds the order, and no number that is used twice can repeat it.
 * 3. What has an intent that gave way to a newer version does not leave: it is planned anew from that one. A
 *    whole close leaves although the ledger has an older one; a partial close, which may not be repeated, does
 *    not, and the node has to start again: the ledger was restored under it.
 * 4. What was decided before the lease was in doubt does not leave then: it is planned anew.
 * 5. Whatever the answer, the evidence says when the next try may be made.
 */
import { randomBytes } from 'node:crypto';
import type { Copy } from '../domain/copy.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { RequestId } from '../domain/ids.ts';
import { afterModify, afterPart } from '../domain/outcome-change.ts';
import { afterClose } from '../domain/outcome.ts';
import type { Action, CloseOrder } from '../domain/plan-input.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import { observeFailedClose, observeModify, observePart } from '../domain/tries.ts';
import type { Windows } from '../domain/windows.ts';
import { systemClock, type Clock } from './clock.ts';
import type { CopyReporter } from './copy-reporter.ts';
import type { CopyTable } from './copy-table.ts';
import type { LedgerWriter } from './ledger-writer.ts';
import type { Terminal } from './terminal.ts';

/** What the orders are carried out with. */
export interface HeldOrdersParts {
  readonly table: CopyTable;
  readonly writer: LedgerWriter;
  readonly terminal: Terminal;
  readonly reporter: CopyReporter;
  readonly windows: Windows;
  /** See executor.ts. */
  readonly mayAct?: (() => boolean) | undefined;
  /** This computer's time when absent. */
  readonly clock?: Clock | undefined;
  /** Makes a request's id unique; random when absent. */
  readonly suffix?: (() => string) | undefined;
  /** Stores an outcome. */
  readonly store: (copy: Copy) => Promise<void>;
}

interface WrittenAhead {
  readonly copy: Copy;
  readonly request: RequestId;
  /** Whether the ledger names the request, or will. */
  readonly isNamed: boolean;
  /** Whether the ledger has a newer version, which another process wrote: the table has it now, too. */
  readonly isOutdated: boolean;
}

/** See file header. */
export class HeldOrders {
  readonly #parts: HeldOrdersParts;
  readonly #clock: Clock;

  constructor(parts: HeldOrdersParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? systemClock;
  }

  async close(copy: Copy, order: CloseOrder): Promise<void> {
    const { table, terminal, reporter, windows, store } = this.#parts;
    const { copy: stored, request, isOutdated } = await this.#writeAhead(copy, order.request);
    if (isOutdated || !this.#mayAct()) return;
    const reply = await terminal.close({ ...order, request });
    const next = afterClose(stored, reply, this.#clock.nowMs());
    if (next.state.status === 'closed') {
      await store(next);
      return;
    }
    reporter.closeFailed(stored, reply);
    const { copyId } = copy;
    this.#learn(
      observeFailedClose(table.evidence, copyId, this.#clock.nowMs(), windows, codeOf(reply)),
    );
    if (next !== stored) await store(next);
  }

  async closePart(copy: Copy, order: CloseOrder): Promise<void> {
    const { table, terminal, windows, store } = this.#parts;
    const ahead = await this.#writeAhead(copy, order.request);
    const { copy: stored, request, isNamed, isOutdated } = ahead;
    const { copyId } = copy;
    // No version of it would ever be stored again: what is there has to be read, as at a start.
    if (!isNamed && !isOutdated) throw new Error(`the ledger went back to an older ${copyId}`);
    // A search under the stored id would find nothing, and the part would be closed twice.
    if (!isNamed || !this.#mayAct()) return;
    const reply = await terminal.close({ ...order, request });
    this.#learn(observePart(table.evidence, copyId, this.#clock.nowMs(), windows, codeOf(reply)));
    const next = afterPart(stored, reply);
    if (next !== stored) await store(next);
  }

  async modify({ copy, order, follows }: Extract<Action, { type: 'modify' }>): Promise<void> {
    const { table, terminal, windows, store } = this.#parts;
    const { copy: stored, request, isOutdated } = await this.#writeAhead(copy, order.request);
    if (isOutdated || !this.#mayAct()) return;
    const reply = await terminal.modify({ ...order, request });
    const nowMs = this.#clock.nowMs();
    const outcome = afterModify(stored, follows, reply);
    const target = { sl: order.sl, tp: order.tp };
    const isUnasked = codeOf(reply) === null;
    const refused = outcome.isRefused ? { ...target, isUnasked } : null;
    const doubtful = outcome.copy.state.status === 'unknown' ? { target, follows } : null;
    const { copyId } = copy;
    this.#learn(observeModify(table.evidence, copyId, refused, nowMs, windows, doubtful));
    if (outcome.copy !== stored) await store(outcome.copy);
  }

  /** The copy as it stands before the order leaves, and the id under which the order leaves. */
  async #writeAhead(copy: Copy, request: RequestId): Promise<WrittenAhead> {
    const { table, writer, suffix = randomSuffix } = this.#parts;
    // A number that may not be durable must not name the request alone.
    const unique = `${request}-${suffix()}` as RequestId;
    const intent = withRequest(copy, unique);
    const stored = await writer.writeUnlessDown(intent);
    table.set(stored ?? intent);
    const isNamed = stored === null || stored === intent;
    const isOutdated = !isNamed && stored.version >= intent.version;
    return { copy: intent, request: unique, isNamed, isOutdated };
  }

  #mayAct(): boolean {
    return this.#parts.mayAct?.() !== false;
  }

  #learn(evidence: Evidence): void {
    this.#parts.table.evidence = evidence;
  }
}

function randomSuffix(): string {
  return randomBytes(6).toString('hex');
}

function withRequest(copy: Copy, request: RequestId): Copy {
  const { state } = copy;
  return 'request' in state ? { ...copy, state: { ...state, request } } : copy;
}

function codeOf(reply: TradeReply): number | null {
  return reply.type === 'rejected' ? reply.retcode : null;
}

/**
 * The database of a simulation: ledger and operator's orders in memory, as durable as a disk for the
 * processes that come and go.
 */
import type {
  CopyLedger,
  IntendOutcome,
  RecordOutcome,
  TimedOrder,
} from '../../../db/copy-ledger.ts';
import { isStoredAlready, requireSlave } from '../../../db/ledger-rules.ts';
import {
  NO_ORDERS,
  type OperatorState,
  type OperatorStateStore,
  type OrderedAccount,
} from '../../../db/operator-state-store.ts';
import { mayHavePosition, type Copy } from '../../../domain/copy.ts';
import type { CopyId, SlaveId } from '../../../domain/ids.ts';

/** What stands in the database. */
export class MemoryStores {
  readonly #ledgers = new Map<SlaveId, Map<CopyId, Copy>>();
  readonly operator: OperatorStateStore = new MemoryOperatorStates();

  ledger(slave: SlaveId): CopyLedger {
    return new MemoryLedger(slave, this.copies(slave));
  }

  /** The entries of a slave as they stand. */
  copies(slave: SlaveId): Map<CopyId, Copy> {
    const known = this.#ledgers.get(slave) ?? new Map<CopyId, Copy>();
    this.#ledgers.set(slave, known);
    return known;
  }
}

class MemoryLedger implements CopyLedger {
  readonly #slave: SlaveId;
  readonly #copies: Map<CopyId, Copy>;

  constructor(slave: SlaveId, copies: Map<CopyId, Copy>) {
    this.#slave = slave;
    this.#copies = copies;
  }

  async intend(copies: readonly Copy[]): Promise<readonly IntendOutcome[]> {
    requireSlave(copies, this.#slave);
    return copies.map((copy): IntendOutcome => {
      const known = this.#copies.get(copy.copyId);
      if (known !== undefined) return { type: 'exists', copy: known };
      for (const { magic } of this.#copies.values()) {
        if (magic === copy.magic) return { type: 'magic-taken' };
      }
      this.#copies.set(copy.copyId, copy);
      return { type: 'stored', copy };
    });
  }

  async record(copies: readonly Copy[]): Promise<readonly RecordOutcome[]> {
    requireSlave(copies, this.#slave);
    return copies.map((copy): RecordOutcome => {
      const known = this.#copies.get(copy.copyId) ?? null;
      if (known?.version === copy.version - 1) {
        this.#copies.set(copy.copyId, copy);
        return { type: 'stored' };
      }
      return isStoredAlready(known, copy, copies)
        ? { type: 'stored' }
        : { type: 'stale', copy: known };
    });
  }

  async note(_orders: readonly TimedOrder[]): Promise<void> {
    // Times decide nothing; no reader asks for them here.
  }

  async findBySlave(slave: SlaveId): Promise<readonly Copy[]> {
    return slave === this.#slave ? [...this.#copies.values()].toSorted(byIntent) : [];
  }

  async findLive(slave: SlaveId): Promise<readonly Copy[]> {
    const all = await this.findBySlave(slave);
    return all.filter(mayHavePosition);
  }

  async close(): Promise<void> {
    // Nothing is held.
  }
}

function byIntent(one: Copy, other: Copy): number {
  if (one.intendedAtMs !== other.intendedAtMs) return one.intendedAtMs - other.intendedAtMs;
  return one.copyId < other.copyId ? -1 : 1;
}

/** A place for an operator's orders; the database's and the local file's behave alike. */
export class MemoryOperatorStates implements OperatorStateStore {
  readonly #states = new Map<OrderedAccount, OperatorState>();

  async find(account: OrderedAccount): Promise<OperatorState> {
    return this.#states.get(account) ?? NO_ORDERS;
  }

  async put(account: OrderedAccount, state: OperatorState): Promise<boolean> {
    if ((await this.find(account)).revision >= state.revision) return false;
    this.#states.set(account, state);
    return true;
  }

  async forget(account: OrderedAccount): Promise<void> {
    this.#states.delete(account);
  }
}

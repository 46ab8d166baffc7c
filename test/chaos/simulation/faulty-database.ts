/**
 * A process's way to the database: every call takes time and fails while the database is down. One that
 * goes down between a write and its answer has written; so has a process that dies meanwhile, however
 * late: its successor may have read by then.
 */
import type { CopyLedger } from '../../../db/copy-ledger.ts';
import type { OperatorStateStore } from '../../../db/operator-state-store.ts';
import type { Spool } from '../../../db/spool.ts';
import type { SpoolEntry } from '../../../db/spool-line.ts';
import { StoreUnavailableError } from '../../../domain/errors.ts';
import type { SlaveId } from '../../../domain/ids.ts';
import type { Life } from './life.ts';
import type { MemoryStores } from './memory-stores.ts';
import type { Timeline } from './timeline.ts';

/** How the database and the disk are now. */
export interface StoreHealth {
  isDown: boolean;
  isDiskFull: boolean;
  /** Each of the two halves of a call takes so long, ms. */
  latencyMs: number;
}

/** A healthy one. */
export function healthy(): StoreHealth {
  return { isDown: false, isDiskFull: false, latencyMs: 1 };
}

/** One process's connection. */
export class FaultyDatabase {
  readonly #timeline: Timeline;
  readonly #life: Life;
  readonly #health: StoreHealth;

  constructor(timeline: Timeline, life: Life, health: StoreHealth) {
    this.#timeline = timeline;
    this.#life = life;
    this.#health = health;
  }

  ledger(stores: MemoryStores, slave: SlaveId): CopyLedger {
    const inner = stores.ledger(slave);
    return {
      intend: (copies) => this.#call(() => inner.intend(copies)),
      record: (copies) => this.#call(() => inner.record(copies)),
      note: (orders) => inner.note(orders),
      findBySlave: (id) => this.#call(() => inner.findBySlave(id)),
      findLive: (id) => this.#call(() => inner.findLive(id)),
      close: () => inner.close(),
    };
  }

  operator(inner: OperatorStateStore): OperatorStateStore {
    return {
      find: (account) => this.#call(() => inner.find(account)),
      put: (account, state) => this.#call(() => inner.put(account, state)),
      forget: (account) => this.#call(() => inner.forget(account)),
    };
  }

  /** The local spool: a disk, which is there when the database is not. */
  spool(entries: SpoolEntry[]): Pick<Spool, 'append' | 'drain' | 'pending'> {
    const disk = <T>(work: () => Promise<T>): Promise<T> =>
      this.#life.guard(async () => {
        await this.#timeline.delay(1);
        if (this.#health.isDiskFull) throw new StoreUnavailableError('the disk is full');
        return await work();
      });
    return {
      append: (added) => disk(async () => void entries.push(...added)),
      pending: () => disk(async () => ({ entries: [...entries], damaged: 0 })),
      drain: async (store) => {
        let stored = 0;
        for (;;) {
          const waiting = entries.slice(stored);
          if (waiting.length > 0) await store(waiting);
          stored += waiting.length;
          const isEmptied = await disk(async () => {
            if (entries.length > stored) return false;
            entries.length = 0;
            return true;
          });
          if (isEmptied) return stored;
        }
      },
    };
  }

  #call<T>(work: () => Promise<T>): Promise<T> {
    return this.#life.guard(async () => {
      const health = this.#health;
      await this.#timeline.delay(health.latencyMs);
      if (health.isDown) throw new StoreUnavailableError('the database is down');
      const result = await work();
      await this.#timeline.delay(health.latencyMs);
      if (health.isDown) throw new StoreUnavailableError('the database went down');
      return result;
    });
  }
}

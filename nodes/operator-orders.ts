/**
 * What an operator ordered of this account and still holds after a restart: pause and flatten.
 *
 * Invariants:
 * 1. An order acts at once, and is durable when `change` resolves: in the database, else in a local
 *    file. What the database has not taken goes there when it is back.
 * 2. Of both places the higher revision counts.
 * 3. They are of the account's id: its name may change. What was ordered under the name, before the id was known
 *    or by an older version, is taken over once and forgotten there; of the two the later order counts.
 */
import type { OperatorStateFile } from '../db/operator-state-file.ts';
import {
  NO_ORDERS,
  type OperatorState,
  type OperatorStateStore,
  type OrderedAccount,
} from '../db/operator-state-store.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { AccountId, AccountName } from '../domain/ids.ts';
import { systemWaits, type Waits } from './clock.ts';
import type { Log } from './copy-reporter.ts';

/** The database may hold up an operator so long; then the file is used. */
const PATIENCE_MS = 1_000;
const RETRY_MS = 2_000;

/** Where an order stands when it is durable; `memory` when neither place takes it. */
export type OrderPlace = 'database' | 'file' | 'memory';

/** What it works with. */
export interface OperatorOrdersParts {
  readonly name: AccountName;
  /** Null before the first connection of its terminal, see {@link OperatorOrders.identify}. */
  readonly accountId: AccountId | null;
  readonly store: OperatorStateStore;
  readonly file: Pick<OperatorStateFile, 'find' | 'put' | 'forget'>;
  readonly log: Log;
  readonly nowMs: () => number;
  /** This process's when absent. */
  readonly waits?: Waits | undefined;
}

/** See file header. */
export class OperatorOrders {
  readonly #parts: OperatorOrdersParts;
  readonly #stopping = new AbortController();
  #state: OperatorState = NO_ORDERS;
  #key: OrderedAccount;
  #isIdentifying = false;
  #identified: Promise<void> = Promise.resolve();
  #queue: Promise<unknown> = Promise.resolve();
  #bringing: Promise<void> | null = null;

  constructor(parts: OperatorOrdersParts) {
    this.#parts = parts;
    this.#key = parts.name;
  }

  get isPaused(): boolean {
    return this.#state.isPaused;
  }

  get isFlattening(): boolean {
    return this.#state.isFlattening;
  }

  /**
   * Reads both places; before the first plan.
   * @throws StoreUnavailableError when one of them cannot be read.
   */
  async load(): Promise<void> {
    const { accountId, log, name } = this.#parts;
    const { state, isWaiting } = await this.#find(name);
    this.#state = state;
    if (accountId !== null) await this.#takeOver(accountId);
    else if (isWaiting) this.#bringToDatabase();
    if (this.isFlattening) log.warn({}, 'still flattening: closing all copies, no opens');
    else if (this.isPaused) log.warn({}, 'paused: no opens until `lockstep resume`');
  }

  /** The connected terminal's account, to be called several times a second (invariant 3). */
  identify(accountId: AccountId): void {
    if (this.#key === accountId || this.#isIdentifying || this.#bringing !== null) return;
    this.#isIdentifying = true;
    this.#identified = this.#queue.then(() => this.#takeOver(accountId));
    this.#queue = this.#identified.catch(() => undefined);
    void this.#settleIdentified(this.#identified);
  }

  /**
   * The same; what was ordered of the account is known when it resolves.
   * @throws StoreUnavailableError when it cannot be read: nothing may be planned then.
   */
  async identified(accountId: AccountId): Promise<void> {
    // What waits for the database has to be there before it can be taken over.
    if (this.#key !== accountId) await this.#bringing;
    this.identify(accountId);
    await this.#identified;
  }

  /** Orders; see invariant 1. Orders given at once are stored one after the other. */
  async change(
    change: Partial<Pick<OperatorState, 'isPaused' | 'isFlattening'>>,
  ): Promise<OrderPlace> {
    const revision = this.#state.revision + 1;
    const state = { ...this.#state, ...change, revision, atMs: this.#parts.nowMs() };
    this.#state = state;
    const place = this.#queue.then(() => this.#keep(state));
    this.#queue = place.catch(() => undefined);
    return await place;
  }

  /** Ends the tries to reach the database; the file keeps what is not there. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#queue;
    await this.#bringing;
  }

  async #find(
    account: OrderedAccount,
  ): Promise<{ readonly state: OperatorState; readonly isWaiting: boolean }> {
    const { store, file } = this.#parts;
    const [stored, waiting] = await Promise.all([store.find(account), file.find(account)]);
    const state = waiting.revision > stored.revision ? waiting : stored;
    return { state, isWaiting: waiting.revision > 0 };
  }

  /** Stored under the id before it is forgotten under the name: a death in between loses nothing. */
  async #takeOver(accountId: AccountId): Promise<void> {
    const { store, file, name } = this.#parts;
    const { state: known, isWaiting } = await this.#find(accountId);
    const own = this.#state;
    if (own.revision === 0) {
      this.#state = known;
      this.#key = accountId;
      if (isWaiting) this.#bringToDatabase();
      return;
    }
    const revision = Math.max(own.revision, known.revision) + 1;
    const state = { ...(own.atMs >= known.atMs ? own : known), revision };
    this.#state = state;
    await store.put(accountId, state);
    this.#key = accountId;
    await file.forget(accountId);
    await store.forget(name);
    await file.forget(name);
  }

  /** What failed is tried again after a while. */
  async #settleIdentified(identified: Promise<void>): Promise<void> {
    const { log, waits = systemWaits } = this.#parts;
    try {
      await identified;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) {
        log.error({ err: error }, 'the operator’s orders cannot be kept under the account’s id');
        return;
      }
      await waits.delay(RETRY_MS, this.#stopping.signal);
    }
    this.#isIdentifying = false;
  }

  async #keep(state: OperatorState): Promise<OrderPlace> {
    const { store, file, log, waits = systemWaits } = this.#parts;
    const given = new AbortController();
    try {
      const late = new StoreUnavailableError('the database did not answer in time');
      const patience = waits.delay(PATIENCE_MS, given.signal).then(() => Promise.reject(late));
      await Promise.race([store.put(this.#key, state), patience]);
      return 'database';
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    } finally {
      given.abort();
    }
    try {
      await file.put(this.#key, state);
      return 'file';
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      const until = 'until the database answers the order is lost when this node ends';
      log.error({}, `${error.message}; ${until}`);
      return 'memory';
    } finally {
      this.#bringToDatabase();
    }
  }

  /** Until the database has the newest state; the file is needed no more then. */
  #bringToDatabase(): void {
    this.#bringing ??= this.#bring().finally(() => {
      this.#bringing = null;
    });
  }

  async #bring(): Promise<void> {
    const { store, file, log, waits = systemWaits } = this.#parts;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const state = this.#state;
      try {
        await store.put(this.#key, state);
        if (this.#state === state) {
          await file.forget(this.#key);
          return;
        }
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) {
          log.error({ err: error }, 'the operator’s order cannot be brought into the database');
          return;
        }
      }
      await waits.delay(RETRY_MS, signal);
    }
  }
}

/** Lets an EA in: the account's identity is learnt or checked, and the login's lease taken. */
import type { LeaseStore } from '../db/lease-store.ts';
import { accountId, type AccountId } from '../domain/ids.ts';
import type { Hello } from '../messaging/ea-protocol.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import type { NodeContext } from './node-context.ts';

/** An account that an EA was admitted for. */
export interface Admitted {
  readonly accountId: AccountId;
  readonly login: string;
  readonly server: string;
  /** The number of the login's lease: the epoch. */
  readonly lease: number;
}

/** See file header. One per node. */
export class Admission {
  readonly #context: NodeContext;
  readonly #signal: AbortSignal;
  readonly #lost: (key: string) => void;
  #keeper: { readonly id: AccountId; readonly lease: LeaseKeeper } | null = null;

  constructor(context: NodeContext, signal: AbortSignal, lost: (key: string) => void) {
    this.#context = context;
    this.#signal = signal;
    this.#lost = lost;
  }

  /** The number of the login's lease; 0 before the first EA was admitted. */
  get lease(): number {
    return this.#keeper?.lease.number ?? 0;
  }

  /** The account, or the code by which the EA is refused. */
  async admit(hello: Hello, highestLease: number): Promise<Admitted | { refuse: string }> {
    const { login, server, marginMode, role, fifoClose } = hello;
    const isSupported = marginMode === 'HEDGING' && fifoClose !== true;
    if (role === 'slave' && !isSupported) return { refuse: 'ACCOUNT_MODE_UNSUPPORTED' };
    const id = accountId(login, server);
    if (this.#keeper !== null && this.#keeper.id !== id) return { refuse: 'WRONG_ACCOUNT' };
    const held = this.#keeper?.lease.number;
    // The same holder's reconnect needs no database.
    if (held !== undefined && held >= highestLease) {
      return { accountId: id, login, server, lease: held };
    }
    const { stores, name } = this.#context;
    const { accounts } = await stores.accounts.list();
    const other = accounts.find((account) => account.login === login && account.server === server);
    if (other !== undefined && other.name !== name) return { refuse: 'LOGIN_TAKEN' };
    const own = accounts.find((account) => account.name === name);
    if (own !== undefined) {
      const filled = await stores.accounts.fill(own.name, { login, server });
      if (filled?.login !== login || filled.server !== server) return { refuse: 'LOGIN_TAKEN' };
    }
    const lease = await this.#lease(stores.leases, id, highestLease);
    return { accountId: id, login, server, lease: lease.number };
  }

  /** Whether the login's lease allows this process to act; true before there is one. */
  mayAct(): boolean {
    return this.#keeper?.lease.mayAct() ?? true;
  }

  /** Lets the next node take over at once. */
  async release(): Promise<void> {
    await this.#keeper?.lease.release();
  }

  /** A lease that the EA has outgrown (a restored database) is lifted above what it has seen. */
  async #lease(store: LeaseStore, id: AccountId, highestLease: number): Promise<LeaseKeeper> {
    await this.#keeper?.lease.release();
    const lease = await LeaseKeeper.hold({
      store,
      key: `login:${id}`,
      holder: this.#context.holder,
      floor: highestLease,
      signal: this.#signal,
      lost: this.#lost,
    });
    this.#keeper = { id, lease };
    return lease;
  }
}

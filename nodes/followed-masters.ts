/** Which masters a slave listens to: kept up to date from the accounts while the node runs. */
import type { AccountListing, AccountStore } from '../db/account-store.ts';
import type { Account, MasterAccount, SlaveAccount, SymbolRules } from '../domain/account.ts';
import {
  accountId,
  masterId,
  type AccountId,
  type AccountName,
  type MasterId,
} from '../domain/ids.ts';
import type { BookSubscriber } from '../messaging/bus.ts';
import type { Log } from './copy-reporter.ts';
import type { NodeContext } from './node-context.ts';

/** See file header. */
export class FollowedMasters {
  readonly #subscriber: Pick<BookSubscriber, 'follow'>;
  readonly #log: Log;
  readonly #followed = new Map<MasterId, { endpoint: string; symbols: SymbolRules }>();

  /** All enabled masters, whether they were ever connected or not. */
  names: readonly AccountName[] = [];

  constructor(subscriber: Pick<BookSubscriber, 'follow'>, log: Log) {
    this.#subscriber = subscriber;
    this.#log = log;
  }

  /** How a master names its symbols; null for one that is not followed. */
  symbolsOf(master: MasterId): SymbolRules | null {
    return this.#followed.get(master)?.symbols ?? null;
  }

  /**
   * Follows what the accounts say until `signal` is aborted.
   * @param edited called with the slave's own document whenever it was read again.
   */
  async watch(
    store: AccountStore,
    { name, overrides, lastValid }: Pick<NodeContext, 'name' | 'overrides' | 'lastValid'>,
    signal: AbortSignal,
    edited: (account: SlaveAccount) => void,
  ): Promise<void> {
    for await (const listing of store.watch(signal)) {
      const own = listing.accounts.find((account) => account.name === name);
      const masters = (await withLastValid(listing, lastValid)).filter(isEnabledMaster);
      const off = disabledNames(listing);
      this.names = masters.flatMap((master) => (off.has(master.name) ? [] : [master.name]));
      for (const master of masters) this.#follow(master);
      // Flags override the document for this run, so later edits of it do not reach the node.
      if (own?.type === 'SLAVE' && Object.keys(overrides).length === 0) edited(own);
    }
  }

  /**
   * Masters that the slave does not follow (any more) are listened to as well: their copies are still
   * closed. The planner opens nothing of them.
   */
  #follow(master: MasterAccount): void {
    const { login, server, busEndpoint: endpoint, symbols, name } = master;
    if (login === null || server === null || endpoint === null) return;
    const id = masterId(accountId(login, server));
    const before = this.#followed.get(id);
    this.#followed.set(id, { endpoint, symbols });
    if (before?.endpoint === endpoint) return;
    this.#subscriber.follow({ masterId: id, endpoint });
    this.#log.info({ master: name, endpoint }, `following ${name} at ${endpoint}`);
  }
}

/**
 * A master whose document has mistakes goes on with his last good one, and so do his slaves; not if another
 * document has his login now, as the master is where that says.
 */
async function withLastValid(
  { accounts, problems }: AccountListing,
  lastValid: NodeContext['lastValid'],
): Promise<readonly Account[]> {
  if (lastValid === null) return accounts;
  const usable = new Set<string>(accounts.map(({ name }) => name));
  const bad = new Set(problems.map(({ name }) => name).filter((name) => !usable.has(name)));
  const found = await Promise.all([...bad].map((name) => lastValid.find(name)));
  const taken = new Set(accounts.flatMap(loginOf));
  const last = found.filter((account) => account !== null);
  return [...accounts, ...last.filter((account) => !loginOf(account).some((id) => taken.has(id)))];
}

/** Empty when it is not known yet. */
function loginOf({ login, server }: Account): readonly AccountId[] {
  return login === null || server === null ? [] : [accountId(login, server)];
}

/** What is disabled now is not expected, whatever else is wrong with its document. */
function disabledNames({ problems }: AccountListing): ReadonlySet<string> {
  return new Set(problems.flatMap(({ name, isDisabled }) => (isDisabled === true ? [name] : [])));
}

function isEnabledMaster(account: Account): account is MasterAccount {
  return account.type === 'MASTER' && account.enabled;
}

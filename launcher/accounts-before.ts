/**
 * Accounts whose documents have mistakes, as they were before: also after a restart of this computer somebody
 * has to close their copies, so that they are started as they last were.
 *
 * Invariants:
 * 1. Only an account of which a good document is known, from this database, and that has been connected once.
 * 2. It takes no name, login or port from an account whose document is good, and starts nothing that is disabled.
 */
import type { Logger } from '../config/logger.ts';
import { checkAccounts } from '../db/account-checks.ts';
import type { AccountListing, AccountStore } from '../db/account-store.ts';
import type { LastValidAccounts } from '../db/last-valid-accounts.ts';
import type { Account } from '../domain/account.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import { goneBad } from './bad-documents.ts';

/** See file header. */
export class AccountsBefore {
  readonly #lastValid: Pick<LastValidAccounts, 'all' | 'keep'>;
  readonly #store: Pick<AccountStore, 'raw'>;
  readonly #log: Pick<Logger, 'warn'>;

  constructor(
    lastValid: Pick<LastValidAccounts, 'all' | 'keep'>,
    store: Pick<AccountStore, 'raw'>,
    log: Pick<Logger, 'warn'>,
  ) {
    this.#lastValid = lastValid;
    this.#store = store;
    this.#log = log;
  }

  /** Keeps the documents that are good now, for a node that dies beside a bad edit, too. */
  async keep(): Promise<void> {
    try {
      await this.#lastValid.keep(await this.#store.raw());
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      this.#log.warn(`the account documents could not be kept: ${error.message}`);
    }
  }

  /** The listing with those accounts in place of their bad documents; the problems stay. */
  async complete(listing: AccountListing): Promise<AccountListing> {
    const bad = goneBad(listing);
    if (bad.size === 0) return listing;
    const known = (await this.#lastValid.all()).filter(({ name }) => bad.has(name));
    const wanted = known.filter((account) => account.enabled && wasServed(account));
    const { accounts, problems } = listing;
    const beside = new Set(checkAccounts([...accounts, ...wanted], new Set()).accounts);
    const going = wanted.filter((account) => beside.has(account));
    return { accounts: [...accounts, ...going], problems };
  }
}

/** Else it has no copies, and needs its document, in which nothing is written while it has mistakes. */
function wasServed(account: Account): boolean {
  const { eaPort, login, server } = account;
  const isReachable = account.type === 'SLAVE' || account.busEndpoint !== null;
  return eaPort !== null && login !== null && server !== null && isReachable;
}

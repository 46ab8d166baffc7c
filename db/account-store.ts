/** Port: the `accounts` documents, and what the system learns about an account when it first runs. */
import type { Account } from '../domain/account.ts';
import type { AccountName } from '../domain/ids.ts';
import type { DocumentProblem } from './document-problem.ts';

export type { DocumentProblem } from './document-problem.ts';

/** A document as it is stored, field for field; 64-bit integers above 2^53 are decimal strings. */
export type RawDocument = Readonly<Record<string, unknown>>;

/** Everything in the collection: a bad document hides no good one. */
export interface AccountListing {
  readonly accounts: readonly Account[];
  readonly problems: readonly DocumentProblem[];
}

/** The fields that the system fills in by itself when they are absent. */
export interface AccountFacts {
  readonly eaPort?: number;
  readonly busEndpoint?: string;
  readonly login?: string;
  readonly server?: string;
}

/** Every method throws `StoreUnavailableError` when the database does not answer. */
export interface AccountStore {
  list(): Promise<AccountListing>;
  /** The documents as they are stored, field for field, without `_id` (export). */
  raw(): Promise<readonly RawDocument[]>;
  /**
   * Adds new documents as given, all or none; each must parse and fit to those that are there.
   * @throws ConfigurationError naming every field that is wrong, or every name that exists.
   */
  insert(documents: readonly RawDocument[]): Promise<void>;
  /**
   * Adds the document, or replaces the one of its name by it, wholly.
   * @throws ConfigurationError naming every field that is wrong; nothing is written then.
   */
  put(document: RawDocument): Promise<void>;
  /**
   * Sets single fields, and removes those given as undefined; other fields stay, also when somebody
   * changes them at the same moment. Resolves to false when there is no document of this name.
   * @throws ConfigurationError naming every field that would be wrong; nothing is written then.
   */
  edit(name: AccountName, changes: RawDocument): Promise<boolean>;
  /** Removes every document of this name; false when there is none. */
  remove(name: AccountName): Promise<boolean>;
  /**
   * Sets facts that the document does not have yet (compare-and-set); fields that exist stay as they
   * are, and a port, endpoint or login that another document has is not set. Resolves to the account
   * as it is afterwards, or null when there is no valid document of this name.
   */
  fill(name: AccountName, facts: AccountFacts): Promise<Account | null>;
  /**
   * The listing as it is now, then again whenever a document was added, changed or removed, until
   * `signal` is aborted. Outages are waited out: the other methods report them.
   */
  watch(signal: AbortSignal): AsyncIterable<AccountListing>;
  close(): Promise<void>;
}

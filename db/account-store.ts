/** Port: the `accounts` documents, and what the system learns about an account when it first runs. */
import type { Account } from '../domain/account.ts';
import type { AccountName } from '../domain/ids.ts';

/** A field of a document that is not as it must be; shown to the user as it stands. */
export interface DocumentProblem {
  readonly collection: 'accounts' | 'trades';
  /** The document's `name`, or how to find it when it has none (`document 3`, `_id …`). */
  readonly name: string;
  readonly field: string;
  /** The value as JSON, cut to a readable length. */
  readonly value: string;
  /** What is expected instead. */
  readonly expected: string;
}

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
  /** The documents as they are stored, field for field (export). */
  raw(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /**
   * Adds new documents as given, all or none; each must parse.
   * @throws ConfigurationError naming the first document whose name exists.
   */
  insert(documents: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  /**
   * Sets facts that the document does not have yet (compare-and-set); fields that exist stay as they
   * are. Resolves to the account as it is afterwards, or null when there is none of this name.
   */
  fill(name: AccountName, facts: AccountFacts): Promise<Account | null>;
  close(): Promise<void>;
}

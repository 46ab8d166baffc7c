/**
 * Port: leases. One node per account, and one launcher per host, act at a time; the lease's number
 * is the epoch of a master's books and what the EA checks.
 */

/** A lease as it is stored. */
export interface Lease {
  /** What is owned: `account:NAME`, `login:LOGIN@SERVER` or `launcher:HOST`. */
  readonly key: string;
  /** Grows by one at each take-over, never shrinks. */
  readonly number: number;
  /** Who holds it: unique per process. */
  readonly holder: LeaseHolder;
  /** Bumped by the holder every second while it lives. */
  readonly beat: number;
  /** Ended in order by its holder: the next one may take it at once. */
  readonly released: boolean;
}

/** Enough to find the holding process again and to prove that it is this one. */
export interface LeaseHolder {
  readonly hostId: string;
  readonly pid: number;
  /** Random per process. */
  readonly instance: string;
  /** When the operating system started the process, in its own words: tells a reused pid apart. */
  readonly startTime?: string | undefined;
}

/** Every method throws `StoreUnavailableError` when the database does not answer. */
export interface LeaseStore {
  find(key: string): Promise<Lease | null>;
  /** Every lease that was ever taken, by key. */
  list(): Promise<readonly Lease[]>;
  /**
   * Takes the lease over if it still stands as `seen`, its beat included (null: if there is none),
   * with a number of seen.number + 1, but above `floor`. Resolves to the new lease, or null when somebody was faster.
   */
  take(key: string, holder: LeaseHolder, seen: Lease | null, floor: number): Promise<Lease | null>;
  /** Confirms that the lease is still this holder's and bumps its beat; null when it is not. */
  beat(lease: Lease): Promise<Lease | null>;
  /** Ends a lease in order, keeping its number: the next one may take it at once. */
  release(lease: Lease): Promise<void>;
  close(): Promise<void>;
}

/**
 * Open copies of slaves that are disabled, removed or made masters: the master's closes do not reach them. Looked
 * for in the ledger, so that the alarm stands after a restart of the launcher too. An account
 * is known by its login and server, so that a new name is no new slave.
 */
import type { Logger } from '../config/logger.ts';
import type { AccountListing } from '../db/account-store.ts';
import type { TradeReader, TradeRow } from '../db/trade-reader.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import { accountId } from '../domain/ids.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import { goneBad } from './bad-documents.ts';

/** A ledger that cannot be read is tried again after this time. */
const AGAIN_MS = 5_000;

/** How a look that failed comes again. */
export interface Retry {
  /** Rejects when aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** Told of what is no outage. */
  readonly fail: (error: unknown) => void;
}

/** See file header. */
export class UnattendedCopies {
  readonly #trades: TradeReader;
  readonly #alarms: Pick<AlarmDesk, 'set'> | undefined;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #retry: Retry | null;
  #slaves: ReadonlySet<string> = new Set();
  #listing: AccountListing | null = null;
  #isRetrying = false;

  /** @param retry tries again what could not be read; without it only the next look does. */
  constructor(
    trades: TradeReader,
    alarms: Pick<AlarmDesk, 'set'> | undefined,
    log: Pick<Logger, 'warn'>,
    retry: Retry | null = null,
  ) {
    this.#trades = trades;
    this.#alarms = alarms;
    this.#log = log;
    this.#retry = retry;
  }

  /** Raises and clears the alarms; to be called when the accounts have changed. */
  async look(listing: AccountListing): Promise<void> {
    this.#listing = listing;
    const problem = await this.#look(listing);
    if (problem === null || this.#isRetrying) return;
    this.#log.warn(`copies of disabled slaves cannot be looked for: ${problem.message}`);
    if (this.#retry !== null) void this.#lookAgain(this.#retry);
  }

  /** Until the ledgers are read, with the newest accounts. */
  async #lookAgain({ pause, signal, fail }: Retry): Promise<void> {
    this.#isRetrying = true;
    try {
      while (!signal.aborted && this.#listing !== null) {
        await pause(AGAIN_MS, signal);
        const listing = this.#listing;
        // Newer accounts may have come, and failed to be looked at, meanwhile.
        if ((await this.#look(listing)) === null && listing === this.#listing) return;
      }
    } catch (error) {
      // The pause rejects when the launcher stops.
      if (!signal.aborted) fail(error);
    } finally {
      this.#isRetrying = false;
    }
  }

  /** Null when done, else why the ledgers could not be read. */
  async #look(listing: AccountListing): Promise<StoreUnavailableError | null> {
    if (this.#alarms === undefined) return null;
    let rows: readonly TradeRow[];
    try {
      ({ rows } = await this.#trades.list({ open: true }));
    } catch (error) {
      if (error instanceof StoreUnavailableError) return error;
      throw error;
    }
    // A look at newer accounts has overtaken this one, or will.
    if (this.#listing !== listing) return null;
    const counts = unattended(rows, listing);
    for (const account of new Set([...counts.keys(), ...this.#slaves])) {
      const count = counts.get(account) ?? 0;
      const what = count === 1 ? '1 open copy' : `${String(count)} open copies`;
      const detail = `${what} on an account that is not enabled as a slave: the master's closes do not reach it`;
      this.#alarms.set({ code: 'COPIES_UNATTENDED', account, detail }, count > 0);
    }
    this.#slaves = new Set(counts.keys());
    return null;
  }
}

/** Open copies that nobody serves, by the present name of their slave. */
function unattended(rows: readonly TradeRow[], listing: AccountListing) {
  // A document that went bad keeps its node running.
  const served = new Set(goneBad(listing));
  const names = new Map<string, string>();
  for (const { name, enabled, login, server, type } of listing.accounts) {
    const id = login === null || server === null ? null : accountId(login, server);
    if (id !== null) names.set(id, name);
    // A slave that was made a master closes nothing.
    if (enabled && type === 'SLAVE') served.add(id ?? name);
  }
  const counts = new Map<string, number>();
  for (const { slaveId, slaveName, copyId } of rows) {
    // The Python copier's trades are nobody's until they are adopted.
    if (copyId === null || served.has(slaveName) || served.has(slaveId ?? slaveName)) continue;
    const name = names.get(slaveId ?? '') ?? slaveName;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

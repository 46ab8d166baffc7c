/**
 * Open copies of slaves that are disabled or removed: the master's closes do not reach them. Looked
 * for in the ledger, so that the alarm stands after a restart of the launcher too.
 */
import type { Logger } from '../config/logger.ts';
import type { AccountListing } from '../db/account-store.ts';
import type { TradeReader } from '../db/trade-reader.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { AlarmDesk } from './alarm-desk.ts';

/** See file header. */
export class UnattendedCopies {
  readonly #trades: TradeReader;
  readonly #alarms: Pick<AlarmDesk, 'set'> | undefined;
  readonly #log: Pick<Logger, 'warn'>;
  #slaves: ReadonlySet<string> = new Set();

  constructor(
    trades: TradeReader,
    alarms: Pick<AlarmDesk, 'set'> | undefined,
    log: Pick<Logger, 'warn'>,
  ) {
    this.#trades = trades;
    this.#alarms = alarms;
    this.#log = log;
  }

  /** Raises and clears the alarms; to be called when the accounts have changed. */
  async look({ accounts, problems }: AccountListing): Promise<void> {
    if (this.#alarms === undefined) return;
    // A document that went bad keeps its node running.
    const served = new Set<string>(problems.map(({ name }) => name));
    for (const { name, enabled } of accounts) if (enabled) served.add(name);
    const counts = await this.#counts();
    if (counts === null) return;
    const left = new Set([...counts.keys()].filter((slave) => !served.has(slave)));
    for (const account of new Set([...left, ...this.#slaves])) {
      const count = counts.get(account) ?? 0;
      const what = count === 1 ? '1 open copy' : `${String(count)} open copies`;
      const detail = `${what} on a slave that is not enabled: the master's closes do not reach it`;
      this.#alarms.set({ code: 'COPIES_UNATTENDED', account, detail }, left.has(account));
    }
    this.#slaves = left;
  }

  /** Open copies by slave; null when the ledgers cannot be read. */
  async #counts(): Promise<ReadonlyMap<string, number> | null> {
    try {
      const { rows } = await this.#trades.list({ open: true });
      const counts = new Map<string, number>();
      for (const { slaveName, copyId } of rows) {
        // The Python copier's trades are nobody's until they are adopted.
        if (copyId !== null) counts.set(slaveName, (counts.get(slaveName) ?? 0) + 1);
      }
      return counts;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      this.#log.warn(`copies of disabled slaves cannot be looked for: ${error.message}`);
      return null;
    }
  }
}

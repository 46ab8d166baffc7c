/**
 * Names of `lockstep up --only` that cannot be started, where nobody is there to be told: at login.
 *
 * Invariants:
 * 1. They keep no other account from being started, and each is an alarm until it can be.
 * 2. A name that could be started once is none any more: who disables it while Lockstep runs knows it.
 */
import type { Logger } from '../config/logger.ts';
import type { AccountListing } from '../db/account-store.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import { unusableNames } from './require-only.ts';

/** See file header. */
export class MissingNames {
  readonly #alarms: Pick<AlarmDesk, 'set'> | undefined;
  readonly #log: Pick<Logger, 'error'>;
  readonly #waiting: Set<string>;
  readonly #reported = new Set<string>();

  constructor(
    only: readonly string[],
    alarms: Pick<AlarmDesk, 'set'> | undefined,
    log: Pick<Logger, 'error'>,
  ) {
    this.#waiting = new Set(only);
    this.#alarms = alarms;
    this.#log = log;
  }

  /** Raises and clears the alarms; to be called when the accounts have changed. */
  look(listing: AccountListing): void {
    const unusable = new Map(
      unusableNames([...this.#waiting], listing).map(({ name, why }) => [name, why]),
    );
    for (const name of this.#waiting) {
      const why = unusable.get(name);
      const detail = `not started at login: ${why ?? 'it is now'}`;
      this.#alarms?.set({ code: 'ACCOUNT_NOT_STARTED', account: name, detail }, why !== undefined);
      if (why === undefined) this.#waiting.delete(name);
      else if (!this.#reported.has(detail)) this.#log.error(`--only: ${detail}`);
      this.#reported.add(detail);
    }
  }
}

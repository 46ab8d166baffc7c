/**
 * A slave's policy for silence, kept told to its EA: from the account's document, the lease and the copies.
 *
 * Invariants:
 * 1. A change of the document reaches the EA whatever is wrong with the ledger.
 * 2. No list of adopted positions is told that may lack one: the EA forgets what a list leaves out.
 */
import type { SlaveAccount } from '../domain/account.ts';
import type { Book } from '../domain/book.ts';
import type { Windows } from '../domain/windows.ts';
import { AlsoIds } from './also-ids.ts';
import type { Log } from './copy-reporter.ts';
import type { CopyTable } from './copy-table.ts';
import { SilencePolicy, type Policy } from './silence-policy.ts';

/** What it works with. */
export interface SlavePolicyParts {
  readonly windows: Windows;
  readonly table: CopyTable;
  /** The number of the login's lease. */
  readonly lease: () => number;
  /** @throws TerminalUnavailableError when the EA does not answer. */
  readonly tellPolicy: (policy: Policy) => Promise<void>;
  readonly log: Log;
}

/** What may have changed since the last tick. */
export interface PolicyFacts {
  readonly account: Pick<SlaveAccount, 'onSilence' | 'silenceMs'>;
  /** Counts connections of the EA; null while there is none. */
  readonly connection: number | null;
  /** The newest book of this connection. */
  readonly book: Book | null;
  /** This computer's clock, epoch ms. */
  readonly nowMs: number;
  /** On the monotonic clock. */
  readonly monotonicMs: number;
}

/** See file header. */
export class SlavePolicy {
  readonly #parts: SlavePolicyParts;
  readonly #silence: SilencePolicy;
  readonly #adopted: AlsoIds;
  #isKept = false;

  constructor(parts: SlavePolicyParts) {
    this.#parts = parts;
    this.#silence = new SilencePolicy(parts.tellPolicy, parts.log);
    this.#adopted = new AlsoIds(parts.windows);
  }

  /** To be called several times a second. */
  tick({ account, connection, book, nowMs, monotonicMs }: PolicyFacts): void {
    const { onSilence, silenceMs } = account;
    this.#silence.check({ onSilence, silenceMs });
    if (connection === null) return;
    const { table, lease } = this.#parts;
    const held = table.held();
    const alsoIds = this.#adopted.of({ connection, held, book, nowMs, monotonicMs });
    if (alsoIds === null) return;
    const silenceSeconds = Math.max(1, Math.round(silenceMs / 1_000));
    const policy = { onSilence, silenceSeconds, lease: lease() };
    this.#silence.tick(
      connection,
      this.#isListKept() ? policy : { ...policy, alsoIds },
      monotonicMs,
    );
  }

  /** An entry that cannot be read may be of an adopted position: the EA keeps the list that it was told last. */
  #isListKept(): boolean {
    const { table, log } = this.#parts;
    const isKept = table.blocks.has('ledger');
    if (isKept && !this.#isKept) {
      log.warn({}, 'the EA keeps its list of adopted positions until the ledger is mended');
    }
    this.#isKept = isKept;
    return isKept;
  }
}

/**
 * What a slave node knows of its copies: the ledger's entries, what is under way, and the evidence.
 *
 * Invariant: `copies` holds what is durably stored, except while the database is down.
 */
import { mayHavePosition, type Copy } from '../domain/copy.ts';
import { CopySet, isLive, type Copies } from '../domain/copy-set.ts';
import { forgetCopy, NO_EVIDENCE, type Evidence } from '../domain/evidence.ts';
import type { CopyId, MasterId, PositionId } from '../domain/ids.ts';
import type { Watched } from '../domain/master-evidence.ts';
import { observeWaiting } from '../domain/overdue.ts';
import type { Block, PlanInput } from '../domain/plan-input.ts';
import type { Found } from '../domain/trade-reply.ts';

const WEIGH_EVERY_MS = 1_000;

/** See file header. */
export class CopyTable {
  readonly copies = new CopySet();
  /** New entries that are being stored: they count against limits already. */
  readonly intending = new Map<CopyId, Copy>();
  /** Copies with an action under way. */
  readonly inFlight = new Set<CopyId>();
  /** Answers that no plan has used yet. */
  readonly found = new Map<CopyId, Found>();
  readonly blocks = new Set<Block>();
  /** Copies that an operator wants closed. */
  readonly wantedClosed = new Set<CopyId>();
  evidence: Evidence = NO_EVIDENCE;
  readonly #masters = new Set<MasterId>();
  readonly #weighedAtMs = new Map<MasterId, number>();

  /** Everything that counts against the account's limits. */
  counted(): Copies {
    if (this.intending.size === 0) return this.copies;
    const fresh = [...this.intending.values()].filter(({ copyId }) => !this.copies.has(copyId));
    return new CopySet(fresh, this.copies);
  }

  /** Takes a stored entry; an older version than the known one is ignored. */
  set(copy: Copy): void {
    const known = this.copies.get(copy.copyId);
    if (known !== undefined && known.version > copy.version) return;
    this.copies.set(copy);
    if (!isLive(copy)) this.evidence = forgetCopy(this.evidence, copy.copyId);
    this.#masters.add(copy.masterId);
  }

  /** Notes, about once a second for each master, which of its copies wait (overdue.ts). */
  weigh(input: PlanInput): void {
    const { nowMs, masterBook } = input;
    const lastMs = this.#weighedAtMs.get(masterBook.accountId) ?? Number.NEGATIVE_INFINITY;
    if (Math.abs(nowMs - lastMs) < WEIGH_EVERY_MS) return;
    this.#weighedAtMs.set(masterBook.accountId, nowMs);
    this.evidence = observeWaiting({ ...input, copies: this.counted(), evidence: this.evidence });
  }

  /** The masters that copies are or were of. */
  masters(): Iterable<MasterId> {
    return this.#masters;
  }

  /** The positions of a master that may have a copy at the broker, as they were at its intent. */
  *watchedAt(master: MasterId): Iterable<Watched> {
    for (const copy of this.counted().live()) {
      const { masterId, masterPosition: identifier, side, intendedVolume, masterVolume } = copy;
      const volume = intendedVolume === null ? null : masterVolume;
      if (masterId === master && mayHavePosition(copy)) yield { identifier, side, volume };
    }
  }

  /** Copies with the identifier of the position that they have, or had when last seen. */
  *held(): Iterable<readonly [CopyId, PositionId]> {
    for (const { copyId, state } of this.copies.live()) {
      switch (state.status) {
        case 'open':
        case 'closing':
          yield [copyId, state.position.identifier];
          break;
        case 'unknown':
          if (state.position !== null) yield [copyId, state.position.identifier];
          break;
        case 'opening':
        case 'refused':
        case 'closed':
        case 'detached':
          break;
      }
    }
  }
}

/**
 * Judges opens by what the slave's document says: none of a master whom it does not name, none above the
 * limits over the copies of all masters; where one place is left, the older master position gets it.
 */
import type { SlaveAccount } from '../../../domain/account.ts';
import type { Copy } from '../../../domain/copy.ts';
import { isCopyMagic } from '../../../domain/copy-identity.ts';
import { magic as toMagic, type AccountName } from '../../../domain/ids.ts';
import type { OpenOrder } from '../../../domain/plan-input.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { FollowedPositions } from './followed-positions.ts';
import { storedWith, type Fail, type OracleParts } from './oracle-parts.ts';
import { steps, type TrackedPositions } from './tracked-positions.ts';

/** What is judged by. */
export interface DocumentJudgeParts {
  readonly parts: OracleParts;
  readonly slave: TrackedPositions;
  readonly followed: FollowedPositions;
  readonly fail: Fail;
}

/** See file header. */
export class DocumentJudge {
  readonly #parts: DocumentJudgeParts;

  constructor(parts: DocumentJudgeParts) {
    this.#parts = parts;
  }

  /** The node gives the order to its terminal. */
  asked({ magic, decidedAtMs, request }: OpenOrder): void {
    const { parts, fail } = this.#parts;
    const copy = storedWith(parts, magic);
    if (copy === null) return;
    const name = parts.nameOf(copy.masterId);
    const isNamed = ({ masters }: SlaveAccount): boolean =>
      masters === null || masters.includes(name as AccountName);
    if (!parts.documentsSince(decidedAtMs).some(isNamed)) {
      fail('followed', `${request} leaves, but the slave does not follow ${name}`);
    }
    this.#checkLimits(copy, parts.documentsSince(copy.intendedAtMs));
  }

  /** The slave has got a deal that opens a position: what was asked for at once counts by now. */
  dealt({ magic }: Deal): void {
    const { parts } = this.#parts;
    const copy = storedWith(parts, magic);
    // What was given up and is filled late may be too much.
    if (copy === null || copy.state.status === 'refused') return;
    this.#checkLimits(copy, parts.documentsSince(copy.intendedAtMs));
  }

  /** The history is over. */
  ended(): void {
    const stored = [...this.#parts.parts.stored()];
    for (const refused of stored) {
      const { state, intendedAtMs } = refused;
      if (state.status !== 'refused' || state.code !== 'TOO_MANY_COPIES') continue;
      // Decided by the same plan.
      const younger = stored.find(
        (copy) =>
          copy.intendedAtMs === intendedAtMs &&
          copy.intendedVolume !== null &&
          this.#isOlder(refused, copy),
      );
      if (younger === undefined) continue;
      this.#parts.fail('ties', `${younger.copyId} has the place of the older ${refused.copyId}`);
    }
  }

  #checkLimits(copy: Copy, documents: readonly SlaveAccount[]): void {
    const { parts, slave, fail } = this.#parts;
    const others = slave.open.flatMap(({ magic }) => {
      if (magic === copy.magic || !isCopyMagic(toMagic(magic))) return [];
      const entry = storedWith(parts, magic);
      // What was given up counts again once it is adopted.
      return entry === null || entry.state.status === 'refused' ? [] : [entry];
    });
    const most = Math.max(...documents.map(({ maxOpenCopies }) => maxOpenCopies ?? Infinity));
    if (others.length + 1 > most) {
      fail('limits', `${copy.copyId} is one more than ${String(most)} copies`);
    }
    const lots = Math.max(
      ...documents.map(({ maxTotalLots }) => steps(maxTotalLots ?? 'Infinity')),
    );
    const total = [...others, copy].reduce(
      (sum, { intendedVolume }) => sum + steps(intendedVolume ?? '0'),
      0,
    );
    if (total > lots)
      fail('limits', `${copy.copyId} makes ${String(total)} of ${String(lots)} steps`);
  }

  #isOlder(one: Copy, other: Copy): boolean {
    const [left, right] = [one, other].map(({ masterId, masterPosition }) =>
      this.#parts.followed.openedAtMs(masterId, masterPosition),
    );
    if (left === undefined || right === undefined) return false;
    return left === right ? one.copyId < other.copyId : left < right;
  }
}

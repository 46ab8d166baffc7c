/**
 * Judges opens by what the slave's document says: none of a master whom it does not name, none above the
 * limits over the copies of all masters.
 */
import type { SlaveAccount } from '../../../domain/account.ts';
import type { Copy } from '../../../domain/copy.ts';
import { isCopyMagic } from '../../../domain/copy-identity.ts';
import { magic as toMagic, type AccountName } from '../../../domain/ids.ts';
import type { OpenOrder } from '../../../domain/plan-input.ts';
import { storedWith, type Fail, type OracleParts } from './oracle-parts.ts';
import { steps, type TrackedPositions } from './tracked-positions.ts';

/** What is judged by. */
export interface DocumentJudgeParts {
  readonly parts: OracleParts;
  readonly slave: TrackedPositions;
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
}

/** The masters' positions by the magics that their copies have to carry. */
import type { Copy } from '../../../domain/copy.ts';
import { copyId, copyMagic } from '../../../domain/copy-identity.ts';
import { positionId, type MasterId, type PositionId } from '../../../domain/ids.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { Fail } from './oracle-parts.ts';
import { SLAVE_ID } from './sim-accounts.ts';
import { steps, TrackedPositions, type TrackedPosition } from './tracked-positions.ts';

/** See file header. */
export class FollowedPositions {
  readonly #accounts = new Map<MasterId, TrackedPositions>();
  readonly #byMagic = new Map<string, TrackedPosition>();
  readonly #fail: Fail;

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  /** @throws Error when the deal breaks a rule of accounts. */
  apply(master: MasterId, deal: Deal): void {
    const account = this.#accounts.get(master) ?? new TrackedPositions();
    this.#accounts.set(master, account);
    const effect = account.apply(deal);
    if (effect?.type !== 'opened') return;
    for (const magic of magicsOf(master, deal.position)) {
      if (this.#byMagic.has(magic)) this.#fail('S1', `${magic} is of two master positions`);
      this.#byMagic.set(magic, effect.position);
    }
  }

  /** The master position whose copy carries this magic. */
  of(magic: string): TrackedPosition | undefined {
    return this.#byMagic.get(magic);
  }

  /** When a master position was opened, ms of the trade servers' clock. */
  openedAtMs(master: MasterId, position: PositionId): number | undefined {
    const [magic = ''] = magicsOf(master, position);
    return this.#byMagic.get(magic)?.openedAtMs;
  }

  /** Hundredths of a lot that a copy should have at most; null when the master's is closed. */
  target(copy: Copy): number | null {
    const master = this.#byMagic.get(copy.magic);
    if (master === undefined || master.left <= 0) return null;
    const intended = steps(copy.intendedVolume ?? '0');
    return Math.floor((intended * master.left) / steps(copy.masterVolume) + 1e-9);
  }
}

/** The magics that the copy of a master position may carry. */
export function magicsOf(master: MasterId, position: string): readonly string[] {
  const id = copyId(master, positionId(position), SLAVE_ID);
  return [copyMagic(id), copyMagic(id, 2)];
}

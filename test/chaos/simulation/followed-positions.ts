/** The masters' positions by the magics that their copies have to carry. */
import type { Copy } from '../../../domain/copy.ts';
import { copyId, copyMagic } from '../../../domain/copy-identity.ts';
import { positionId, type MasterId } from '../../../domain/ids.ts';
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
    const id = copyId(master, positionId(deal.position), SLAVE_ID);
    for (const attempt of [1, 2] as const) {
      const magic = copyMagic(id, attempt);
      if (this.#byMagic.has(magic)) this.#fail('S1', `${id} has the magic of another position`);
      this.#byMagic.set(magic, effect.position);
    }
  }

  /** The master position whose copy carries this magic. */
  of(magic: string): TrackedPosition | undefined {
    return this.#byMagic.get(magic);
  }

  /** Hundredths of a lot that a copy should have at most; null when the master's is closed. */
  target(copy: Copy): number | null {
    const master = this.#byMagic.get(copy.magic);
    if (master === undefined || master.left <= 0) return null;
    const intended = steps(copy.intendedVolume ?? '0');
    return Math.floor((intended * master.left) / steps(copy.masterVolume) + 1e-9);
  }
}

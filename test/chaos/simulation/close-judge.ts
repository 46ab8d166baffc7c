/**
 * Judges closes: S2 no overshoot; S3 none without proof; S4 what is no copy is never touched; S8 what is
 * stored names the request before it leaves.
 */
import { isCopyMagic } from '../../../domain/copy-identity.ts';
import type { Copy } from '../../../domain/copy.ts';
import { magic as toMagic } from '../../../domain/ids.ts';
import type { CloseOrder } from '../../../domain/plan-input.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { FollowedPositions } from './followed-positions.ts';
import { storedWith, type Fail, type OracleParts } from './oracle-parts.ts';
import { steps, type Effect } from './tracked-positions.ts';

/**
 * What a person closed so long before the node asked, or later, nobody could know of: the lists are late,
 * and MetaTrader has no close that depends on the volume.
 */
const SEEN_MS = 2_500;

/** See file header. */
export class CloseJudge {
  readonly #parts: OracleParts;
  readonly #followed: FollowedPositions;
  readonly #fail: Fail;
  readonly #askedAtMs = new Map<string, number>();

  constructor(parts: OracleParts, followed: FollowedPositions, fail: Fail) {
    this.#parts = parts;
    this.#followed = followed;
    this.#fail = fail;
  }

  /** The node gives the order to its terminal. */
  asked({ request }: CloseOrder): void {
    this.#askedAtMs.set(request, this.#parts.passedMs());
    if (this.#parts.isDatabaseUnwell()) return;
    const isNamed = ({ state }: Copy): boolean => 'request' in state && state.request === request;
    for (const copy of this.#parts.stored()) if (isNamed(copy)) return;
    for (const copy of this.#parts.spooled()) if (isNamed(copy)) return;
    this.#fail('S8', `${request} leaves and no stored entry names it`);
  }

  /** The slave has got a deal that closes. */
  dealt(deal: Deal, { position, before }: Effect): void {
    if (deal.reason !== 'EXPERT') {
      position.byHand.push({ atMs: this.#parts.passedMs(), steps: steps(deal.volume) });
      return;
    }
    const name = `position ${position.identifier}`;
    if (!isCopyMagic(toMagic(position.magic))) {
      return this.#fail('S4', `${name}, which is no copy, is closed by us`);
    }
    const master = this.#followed.of(position.magic);
    if (master === undefined || master.left <= 0 || this.#parts.isOrderedClosed(position.magic))
      return;
    const copy = storedWith(this.#parts, position.magic);
    if (copy === null) return this.#fail('S4', `${name} is closed and has no entry`);
    // A copy that was filled below the minimum lot has a target below it.
    const target = Math.min(before, this.#followed.target(copy) ?? 0);
    const askedAtMs = this.#askedAtMs.get(deal.request) ?? Infinity;
    const meanwhile = position.byHand.filter(({ atMs }) => atMs > askedAtMs - SEEN_MS);
    const left = meanwhile.reduce((sum, hand) => sum + hand.steps, position.left);
    if (target < this.#parts.minLot || left >= target) return;
    const of = `${name}: ${String(position.left)} of ${String(target)} steps are left`;
    this.#fail(position.left <= 0 ? 'S3' : 'S2', `${of}, the master has ${String(master.left)}`);
  }
}

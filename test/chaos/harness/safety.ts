/**
 * What must hold at every instant, judged by the brokers' deal lists alone.
 *
 * Invariants (contract's clauses):
 * S1. Every copy has at most one order that opened it.
 * S2, S3. After each close that is ours, what is left of a copy is not less than its share of what is left
 *    of the master's position at that moment.
 * S2. No copy is larger than the master's position.
 * S4. Every deal with a copy magic belongs to a position of the master.
 * S5. No open is sent when the master's position is older than the signal may be.
 */
import { Big } from 'big.js';
import { copyId, copyMagic, isCopyMagic } from '../../../domain/copy-identity.ts';
import type { Magic, MasterId, PositionId, SlaveId } from '../../../domain/ids.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { livesBy } from '../../../demo/life.ts';

/** Whose deals are judged, and by what rules. */
export interface SafetyCase {
  readonly masterId: MasterId;
  readonly slaveId: SlaveId;
  readonly master: readonly Deal[];
  readonly slave: readonly Deal[];
  readonly maxSignalAgeMs: number;
  /** The slave's: a smaller share closes the copy. */
  readonly volumeMin: string;
  /** The slave's; 0.01 when absent. */
  readonly volumeStep?: string | undefined;
}

/** The EA knows the server's time to within this. */
const AGE_SLACK_MS = 1_000;
const STEP = '0.01';
/** Closes that nobody's program decided. */
const NOT_OURS = new Set(['SL', 'TP', 'SO', 'CLIENT', 'MOBILE']);

/** One sentence per violation. */
export function safetyViolations(judged: SafetyCase): readonly string[] {
  const { masterId, slaveId, volumeStep = STEP } = judged;
  const positions = livesBy(judged.master, ({ position }) => position);
  const copies = livesBy(
    judged.slave.filter(({ magic }) => isCopyMagic(magic as Magic)),
    ({ magic }) => magic,
  );
  const found: string[] = [];
  for (const [identifier, { opens: masterOpens, closes: masterCloses, opened }] of positions) {
    const magic = copyMagic(copyId(masterId, identifier as PositionId, slaveId));
    const copy = copies.get(magic);
    copies.delete(magic);
    if (copy === undefined) continue;
    const name = `the copy of ${identifier}`;
    const orders = new Set(copy.opens.map(({ order }) => order));
    if (orders.size > 1) found.push(`S1: ${name} was opened ${String(orders.size)} times`);
    const [from, to] = [masterOpens[0], copy.opens[0]];
    if (from === undefined || to === undefined) {
      found.push(`S4: ${name} was closed, never opened`);
      continue;
    }
    const ageMs = Number(BigInt(to.orderSendNs) - BigInt(from.filledNs)) / 1e6;
    if (ageMs > judged.maxSignalAgeMs + AGE_SLACK_MS) {
      found.push(`S5: ${name} was opened ${String(Math.round(ageMs))} ms after the master`);
    }
    // Less than the master's is a matter of the account's sizing, which may be edited.
    const intended = onStep(new Big(to.orderVolume ?? to.volume), volumeStep);
    if (copy.opened.gt(intended) || intended.gt(opened)) {
      found.push(`S2: ${name} has ${copy.opened.toFixed()} lots of ${opened.toFixed()}`);
    }
    let left = copy.opened;
    for (const close of copy.closes) {
      left = left.minus(close.volume);
      if (NOT_OURS.has(close.reason)) continue;
      const closed = masterCloses
        .filter(({ filledNs }) => BigInt(filledNs) <= BigInt(close.orderSendNs))
        .reduce((sum, { volume }) => sum.plus(volume), new Big(0));
      const share = onStep(intended.times(opened.minus(closed)).div(opened), volumeStep);
      const target = share.lt(judged.volumeMin) ? new Big(0) : share;
      const least = target.gt(copy.opened) ? copy.opened : target;
      if (left.lt(least)) {
        const clause = closed.eq(0) ? 'S3' : 'S2';
        found.push(
          `${clause}: ${name} was left with ${left.toFixed()} lots where the master's share was ${least.toFixed()} (request ${close.request})`,
        );
      }
    }
  }
  for (const [magic, { opens }] of copies) {
    found.push(`S4: position ${opens[0]?.position ?? '?'} (magic ${magic}) copies nothing`);
  }
  return found;
}

function onStep(volume: Big, step: string): Big {
  return volume.div(step).round(0, Big.roundDown).times(step);
}

/**
 * Holds a slave's deal list against the master's: what was copied, what was not and why, and what is
 * wrong.
 *
 * Invariants:
 * 1. Every deal of a slave belongs to exactly one master position, found by recomputing its magic.
 * 2. A position without a copy is explained by a refusal, or was gone before a slave must have seen it;
 *    everything else is a mismatch. A refusal for its symbol or its volume must follow from the demo's
 *    description, and one for its price only concerns what could be copied otherwise.
 * 3. A copy has the translated symbol, side and scaled volume, what is left of it is its share of what
 *    is left of the master's, and its SL and TP are the master's on the slave's ticks. A copy whose own
 *    SL or TP was hit stays closed.
 */
import { Big } from 'big.js';
import { copyId, copyMagic } from '../domain/copy-identity.ts';
import { masterId, positionId, slaveId } from '../domain/ids.ts';
import type { Deal } from '../simulator/broker/deal.ts';
import type { PositionRecord } from '../simulator/broker/records.ts';
import { differences, stopDifferences, wrongRefusal } from './differences.ts';
import type { Rules } from './expected-copy.ts';
import { livesBy, type Life } from './life.ts';

/** One account's side of the comparison. */
export interface ComparedSlave {
  readonly name: string;
  readonly id: string;
  readonly deals: readonly Deal[];
  /** Open at its broker now; null: not asked. */
  readonly positions: readonly PositionRecord[] | null;
  readonly rules: Rules;
  /** Refusal codes by the master's position identifier. */
  readonly refusals: ReadonlyMap<string, string>;
  /** A position that was open for so long must have been copied or refused. */
  readonly seesWithinMs: number;
}

/** What was found on one slave. */
export interface SlaveComparison {
  readonly name: string;
  readonly copies: number;
  readonly closes: number;
  readonly partialCloses: number;
  /** Copies of less than the exact multiple: rounded down to the slave's step. */
  readonly rounded: number;
  /** Closed whole because the share of what the master has left is below the smallest volume. */
  readonly belowMinimum: number;
  readonly open: number;
  /** Closed on the slave by its own SL or TP while the master's position was open. */
  readonly detached: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** Closed by the master before the slave must have seen them (for example while a node was down). */
  readonly missed: number;
  readonly doubles: number;
  /** One sentence each. */
  readonly mismatches: readonly string[];
  /** From the master's fill to the slave's OrderSend, ms, one per copy. */
  readonly latenciesMs: readonly number[];
}

/** See file header. */
export function compareSlave(
  master: {
    readonly id: string;
    readonly deals: readonly Deal[];
    readonly positions: readonly PositionRecord[] | null;
  },
  slave: ComparedSlave,
): SlaveComparison {
  const positions = livesBy(master.deals, (deal) => deal.position);
  const copies = livesBy(slave.deals, (deal) => deal.magic);
  const found = {
    open: 0,
    partialCloses: 0,
    rounded: 0,
    belowMinimum: 0,
    detached: 0,
    missed: 0,
    doubles: 0,
  };
  const refusals: Record<string, number> = {};
  const mismatches: string[] = [];
  const latenciesMs: number[] = [];
  for (const [identifier, life] of positions) {
    const magic = copyMagic(copyId(masterId(master.id), positionId(identifier), slaveId(slave.id)));
    const copy = copies.get(magic);
    copies.delete(magic);
    if (copy === undefined) {
      const refusal = slave.refusals.get(identifier);
      if (refusal === undefined) {
        if (life.left.eq(0) && lastedMs(life) < slave.seesWithinMs) found.missed += 1;
        else mismatches.push(`${slave.name}: master position ${identifier} has no copy`);
        continue;
      }
      refusals[refusal] = (refusals[refusal] ?? 0) + 1;
      const what = wrongRefusal(refusal, life, slave.rules);
      if (what !== null) mismatches.push(`${slave.name}: master position ${identifier} ${what}`);
      continue;
    }
    // One order may be filled in parts.
    found.doubles += new Set(copy.opens.map(({ order }) => order)).size - 1;
    found.partialCloses += copy.closes.length - (copy.left.eq(0) ? 1 : 0);
    if (copy.left.gt(0)) found.open += 1;
    if (copy.isStopped && life.left.gt(0)) found.detached += 1;
    const [from, to] = [life.opens[0], copy.opens[0]];
    if (from === undefined || to === undefined) {
      mismatches.push(`${slave.name}: the copy of ${identifier} was closed, never opened`);
      continue;
    }
    if (new Big(to.volume).lt(life.opened.times(slave.rules.multiplier))) found.rounded += 1;
    if (copy.left.eq(0) && !copy.isStopped && life.left.gt(0)) found.belowMinimum += 1;
    latenciesMs.push(Number(BigInt(to.orderSendNs) - BigInt(from.filledNs)) / 1e6);
    for (const what of differences({ life, from, copy, to }, slave.rules)) {
      mismatches.push(`${slave.name}: the copy of ${identifier} ${what}`);
    }
    const [original, own] = [
      master.positions?.find((one) => one.identifier === identifier),
      slave.positions?.find((one) => one.magic === magic),
    ];
    if (original === undefined || own === undefined) continue;
    for (const what of stopDifferences(original, own, slave.rules)) {
      mismatches.push(`${slave.name}: the copy of ${identifier} ${what}`);
    }
  }
  for (const [magic, { opens }] of copies) {
    mismatches.push(
      `${slave.name}: position ${opens[0]?.position ?? '?'} (magic ${magic}) belongs to no master position`,
    );
  }
  return {
    name: slave.name,
    copies: latenciesMs.length,
    closes: slave.deals.filter(({ entry }) => entry === 'OUT').length - found.partialCloses,
    ...found,
    refusals,
    mismatches,
    latenciesMs,
  };
}

function lastedMs({ closes, opens }: Life): number {
  const [first, last] = [opens[0], closes.at(-1)];
  return first && last ? Number(BigInt(last.filledNs) - BigInt(first.filledNs)) / 1e6 : 0;
}

/**
 * Holds the slaves' deal lists against the master's: what was copied, what was not and why, and what
 * is wrong.
 *
 * Invariants:
 * 1. Every deal of a slave belongs to exactly one master position, found by recomputing its magic.
 * 2. A position without a copy is explained by a refusal, or was gone before anybody could copy it;
 *    everything else is a mismatch.
 */
import { copyId, copyMagic } from '../domain/copy-identity.ts';
import { masterId, positionId, slaveId } from '../domain/ids.ts';
import type { Deal } from '../simulator/broker/deal.ts';

/** What one slave is expected to make of a master's symbol. */
export type Translate = (symbol: string) => string;

/** One account's side of the comparison. */
export interface ComparedSlave {
  readonly name: string;
  readonly id: string;
  readonly deals: readonly Deal[];
  readonly translate: Translate;
  /** Refusal codes by the master's position identifier. */
  readonly refusals: ReadonlyMap<string, string>;
}

/** What was found on one slave. */
export interface SlaveComparison {
  readonly name: string;
  readonly copies: number;
  readonly closes: number;
  readonly open: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** Closed by the master before the slave could see them (for example while a node was down). */
  readonly missed: number;
  readonly doubles: number;
  /** One sentence each. */
  readonly mismatches: readonly string[];
  /** From the master's fill to the slave's OrderSend, ms, one per copy. */
  readonly latenciesMs: readonly number[];
}

interface Life {
  readonly opens: readonly Deal[];
  readonly closes: readonly Deal[];
}

/** See file header. */
export function compareSlave(
  master: { readonly id: string; readonly deals: readonly Deal[] },
  slave: ComparedSlave,
): SlaveComparison {
  const positions = livesBy(master.deals, (deal) => deal.position);
  const copies = livesBy(slave.deals, (deal) => deal.magic);
  const refusals: Record<string, number> = {};
  const mismatches: string[] = [];
  const latenciesMs: number[] = [];
  let [missed, doubles, open] = [0, 0, 0];
  for (const [identifier, life] of positions) {
    const magic = magicOf(master.id, identifier, slave.id);
    const copy = copies.get(magic);
    copies.delete(magic);
    const refusal = slave.refusals.get(identifier);
    if (copy === undefined) {
      if (refusal !== undefined) refusals[refusal] = (refusals[refusal] ?? 0) + 1;
      else if (life.closes.length > 0) missed += 1;
      else mismatches.push(`${slave.name}: master position ${identifier} has no copy`);
      continue;
    }
    if (copy.opens.length > 1) doubles += copy.opens.length - 1;
    mismatches.push(...differences(identifier, life, copy, slave));
    if (copy.closes.length === 0) open += 1;
    const [from, to] = [life.opens[0], copy.opens[0]];
    if (from && to) {
      latenciesMs.push(Number(BigInt(to.orderSendNs) - BigInt(from.filledNs)) / 1e6);
    }
  }
  for (const [magic, { opens }] of copies) {
    mismatches.push(
      `${slave.name}: position ${opens[0]?.position ?? '?'} (magic ${magic}) belongs to no master position`,
    );
  }
  const closes = slave.deals.filter(({ entry }) => entry === 'OUT').length;
  const { name } = slave;
  const copied = latenciesMs.length;
  return { name, copies: copied, closes, open, refusals, missed, doubles, mismatches, latenciesMs };
}

function livesBy(deals: readonly Deal[], key: (deal: Deal) => string): Map<string, Life> {
  const lives = new Map<string, { opens: Deal[]; closes: Deal[] }>();
  for (const deal of deals) {
    const life = lives.get(key(deal)) ?? { opens: [], closes: [] };
    lives.set(key(deal), life);
    (deal.entry === 'IN' ? life.opens : life.closes).push(deal);
  }
  return lives;
}

function magicOf(master: string, identifier: string, slave: string): string {
  return copyMagic(copyId(masterId(master), positionId(identifier), slaveId(slave)));
}

function* differences(
  identifier: string,
  life: Life,
  copy: Life,
  { name, translate }: ComparedSlave,
): Iterable<string> {
  const [from, to] = [life.opens[0], copy.opens[0]];
  if (from === undefined || to === undefined) {
    yield `${name}: the copy of ${identifier} was closed without having been opened`;
    return;
  }
  const wanted = [translate(from.symbol), from.side, from.volume].join(' ');
  const found = [to.symbol, to.side, to.volume].join(' ');
  if (wanted !== found) yield `${name}: the copy of ${identifier} is ${found}, not ${wanted}`;
  if (life.closes.length > 0 && copy.closes.length === 0) {
    yield `${name}: the copy of ${identifier} is open, its master position is closed`;
  }
  if (life.closes.length === 0 && copy.closes.length > 0) {
    yield `${name}: the copy of ${identifier} is closed, its master position is open`;
  }
}

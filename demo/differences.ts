/** What is wrong with one copy, or with the refusal in its place (compare.ts, invariants 2 and 3). */
import { Big } from 'big.js';
import type { Deal } from '../simulator/broker/deal.ts';
import type { PositionRecord } from '../simulator/broker/records.ts';
import { DESCRIBED_REFUSALS, expectedCopy, expectedLeft, type Rules } from './expected-copy.ts';
import type { Life } from './life.ts';

/** A master position and its copy, with the deals that opened them. */
export interface Pair {
  readonly life: Life;
  readonly from: Deal;
  readonly copy: Life;
  readonly to: Deal;
}

/** One clause for each thing that is wrong with a copy's symbol, side and volumes. */
export function* differences({ life, from, copy, to }: Pair, rules: Rules): Iterable<string> {
  if (to.side !== from.side) yield `is a ${to.side}, not a ${from.side}`;
  const ways: string[] = [];
  // A copy that came late is one of what the master had left by then.
  for (const held of volumesHeld(life, BigInt(to.orderSendNs))) {
    const wrong = [...differencesOf(held, { life, from, copy, to }, rules)];
    if (wrong.length === 0) return;
    ways.push(wrong.join(' and '));
  }
  yield ways[0] ?? 'was opened before its master position';
}

/** What is wrong with the copy if the master had so many lots when it was decided. */
function* differencesOf(held: Big, { life, from, copy, to }: Pair, rules: Rules): Iterable<string> {
  const expected = expectedCopy(from.symbol, held, rules);
  const found = `${copy.opened.toFixed()} lots of ${to.symbol}`;
  if (expected.type === 'refusal') {
    yield `is ${found}, expected the refusal ${expected.code}`;
    return;
  }
  const { facts, symbol, volume } = expected;
  if (to.symbol !== symbol || !copy.opened.eq(volume)) {
    yield `is ${found}, not ${volume.toFixed()} lots of ${symbol}`;
    return;
  }
  if (copy.isStopped) return;
  const left = expectedLeft(volume, { held, left: life.left }, facts);
  if (!left.eq(copy.left)) {
    yield `has ${copy.left.toFixed()} lots left, not ${left.toFixed()}: the master has ${life.left.toFixed()} of ${held.toFixed()}`;
  }
}

/** Why this refusal is not what the description lets expect, or null. */
export function wrongRefusal(code: string, life: Life, rules: Rules): string | null {
  const isDescribed = DESCRIBED_REFUSALS.some((described) => described === code);
  if (!isDescribed && code !== 'SLIPPAGE') return null;
  const symbol = life.opens[0]?.symbol ?? '';
  const ways = volumesHeld(life, null).map((held) => {
    const expected = expectedCopy(symbol, held, rules);
    if (expected.type === 'refusal') return expected.code;
    return `a copy of ${expected.volume.toFixed()} lots of ${expected.symbol}`;
  });
  const isExpected = ways.some((way) => (isDescribed ? way === code : way.startsWith('a copy')));
  return isExpected ? null : `was refused ${code}, expected ${ways[0] ?? 'nothing'}`;
}

/** The same of its SL and TP, as both brokers have them now. */
export function* stopDifferences(
  original: PositionRecord,
  own: PositionRecord,
  { facts }: Rules,
): Iterable<string> {
  const tick = facts(own.symbol)?.tickSize;
  // The symbol itself is wrong, and was reported.
  if (tick === undefined) return;
  for (const which of ['sl', 'tp'] as const) {
    const wanted = new Big(original[which]).div(tick).round(0, Big.roundHalfUp).times(tick);
    if (wanted.eq(own[which])) continue;
    yield `has ${which.toUpperCase()} ${own[which]}, not ${wanted.toFixed()}`;
  }
}

/** What was open after each of its deals until this moment (null: until the end), oldest first. */
function volumesHeld({ closes, opened }: Life, untilNs: bigint | null): readonly Big[] {
  const volumes = [opened];
  for (const { filledNs, volume } of closes) {
    if (untilNs !== null && BigInt(filledNs) > untilNs) break;
    volumes.push((volumes.at(-1) ?? opened).minus(volume));
  }
  return volumes.filter((lots) => lots.gt(0));
}

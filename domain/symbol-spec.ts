/**
 * Lots and prices of one broker's symbol: the only file in which a decimal becomes an integer or is
 * rounded. Everywhere else in domain/ volumes are integer steps and prices integer points.
 *
 * Invariants:
 * 1. Conversions are exact for 0–8 digits and any step; nothing goes through a binary fraction.
 * 2. A volume is rounded down, never up.
 * 3. stepsToLots ∘ lotsToSteps and pointsToPrice ∘ priceToPoints give back what is on the grid.
 */
import { Big } from 'big.js';

declare const brand: unique symbol;
/** A volume in lots as an exact decimal string, for example `0.02`. */
export type Lots = string & { readonly [brand]: 'Lots' };
/** A price as an exact decimal string, for example `1.38626`. */
export type Price = string & { readonly [brand]: 'Price' };

const DECIMAL = /^\d{1,12}(\.\d{1,8})?$/;

/** What the copier needs to know of a symbol at one broker (reference: MT5, `SymbolInfo…`). */
export interface SymbolSpec {
  readonly symbol: string;
  /** `SYMBOL_DIGITS`, 0–8; the point is 10^-digits. */
  readonly digits: number;
  /** `SYMBOL_TRADE_TICK_SIZE` in points, at least 1: prices of requests are multiples of it. */
  readonly tickPoints: number;
  /** `SYMBOL_VOLUME_STEP` in lots. */
  readonly volumeStep: Lots;
  /** `SYMBOL_VOLUME_MIN` in steps. */
  readonly minSteps: number;
  /** `SYMBOL_VOLUME_MAX` in steps. */
  readonly maxSteps: number;
  /** `SYMBOL_VOLUME_LIMIT` in steps: all positions and orders of one direction; 0 is no limit. */
  readonly limitSteps: number;
  /** `SYMBOL_FILLING_MODE` as flags; RETURN has no bit. */
  readonly filling: { readonly fok: boolean; readonly ioc: boolean };
  /** `SYMBOL_TRADE_STOPS_LEVEL` in points: minimum distance of SL and TP; 0 is none advertised. */
  readonly stopsPoints: number;
  /** When it is traded; absent or empty: not known. */
  readonly sessions?: readonly Session[] | undefined;
}

/** A trading session of one day of the week (Sunday is 0), in seconds of the trade server's day. */
export interface Session {
  readonly day: number;
  readonly fromS: number;
  /** Up to 86400, not itself part of the session. */
  readonly toS: number;
}

/** A symbol as a terminal reports it: decimals, and filling modes as bits. */
export interface ReportedSymbol {
  readonly symbol: string;
  readonly digits: number;
  readonly tickSize: string;
  readonly volumeStep: string;
  readonly volumeMin: string;
  readonly volumeMax: string;
  /** `0` is no limit. */
  readonly volumeLimit: string;
  /** `SYMBOL_FILLING_MODE`: FOK 1, IOC 2, BOC 4. */
  readonly fillingMode: number;
  readonly stopsLevel: number;
  readonly sessions?: readonly Session[] | undefined;
}

/** @throws RangeError when a step, a minimum or a maximum is not positive. */
export function symbolSpec(reported: ReportedSymbol): SymbolSpec {
  const volumeStep = lots(reported.volumeStep);
  const steps = (volume: string, mode: 0 | 3): number =>
    new Big(volume).div(volumeStep).round(0, mode).toNumber();
  const tick = new Big(reported.tickSize).times(powerOfTen(reported.digits)).round(0);
  return {
    symbol: reported.symbol,
    digits: reported.digits,
    tickPoints: Math.max(1, tick.toNumber()),
    volumeStep,
    minSteps: Math.max(1, steps(lots(reported.volumeMin), Big.roundUp)),
    maxSteps: steps(lots(reported.volumeMax), Big.roundDown),
    limitSteps: steps(reported.volumeLimit, Big.roundDown),
    filling: {
      fok: (reported.fillingMode & 1) !== 0,
      ioc: (reported.fillingMode & 2) !== 0,
    },
    stopsPoints: reported.stopsLevel,
    sessions: reported.sessions ?? [],
  };
}

/** Whether `text` is a decimal this program computes with: up to 12 digits before and 8 after the point. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** @throws RangeError when `text` is no plain decimal, or is not positive. */
export function lots(text: string): Lots {
  if (!isDecimal(text) || new Big(text).lte(0)) throw new RangeError(`"${text}" is no volume`);
  return text as Lots;
}

/** @throws RangeError when `text` is no plain decimal, or is not positive. */
export function price(text: string): Price {
  if (!isDecimal(text) || new Big(text).lte(0)) throw new RangeError(`"${text}" is no price`);
  return text as Price;
}

/** Whole steps in a volume, rounded down (invariant 2). */
export function lotsToSteps(volume: Lots, spec: SymbolSpec): number {
  return new Big(volume).div(spec.volumeStep).round(0, Big.roundDown).toNumber();
}

/** The volume of `steps` steps, with as many decimals as the step has. */
export function stepsToLots(steps: number, spec: SymbolSpec): Lots {
  return new Big(spec.volumeStep).times(steps).toFixed(decimalsOf(spec.volumeStep)) as Lots;
}

/**
 * `volume × part ÷ whole` in whole steps, rounded down once: the share of a copy that belongs to the rest of
 * the master's position. `part` and `whole` are volumes of the master, in its own lots.
 */
export function shareToSteps(volume: Lots, part: Lots, whole: Lots, spec: SymbolSpec): number {
  const all = new Big(whole).times(spec.volumeStep);
  return new Big(volume).times(part).div(all).round(0, Big.roundDown).toNumber();
}

/** `volume × factor` in whole steps, rounded down (invariant 2). */
export function scaledLotsToSteps(volume: Lots, factor: string, spec: SymbolSpec): number {
  return new Big(volume).times(factor).div(spec.volumeStep).round(0, Big.roundDown).toNumber();
}

/** The sum of volumes; no volumes give `0`. */
export function sumLots(volumes: readonly Lots[]): Lots {
  return volumes.reduce((sum, volume) => sum.plus(volume), new Big(0)).toFixed() as Lots;
}

/** Negative, zero or positive as `left` is smaller than, equal to or larger than `right`. */
export function compareLots(left: Lots, right: Lots): number {
  return new Big(left).cmp(right);
}

/** A price in points of this symbol, rounded to its tick size; another broker's may have more digits. */
export function priceToPoints(value: Price, spec: SymbolSpec): number {
  const ticks = new Big(value).times(powerOfTen(spec.digits)).div(spec.tickPoints);
  return ticks.round(0, Big.roundHalfUp).times(spec.tickPoints).toNumber();
}

/** The price of `points` points, with the symbol's digits. */
export function pointsToPrice(points: number, spec: SymbolSpec): Price {
  return new Big(points).div(powerOfTen(spec.digits)).toFixed(spec.digits) as Price;
}

/**
 * The limit `points` (at least 0) above or below `from`, on the tick grid, rounded inwards: it never
 * allows more than was asked. A limit at or below zero is one tick: prices are positive.
 */
export function limitPrice(
  from: Price,
  points: number,
  where: 'above' | 'below',
  spec: SymbolSpec,
): Price {
  const distance = where === 'above' ? points : -points;
  const ticks = new Big(from).times(powerOfTen(spec.digits)).plus(distance).div(spec.tickPoints);
  const down = ticks.round(0, Big.roundDown);
  const inwards = where === 'above' || down.gte(ticks) ? down : down.plus(1);
  const positive = inwards.lt(1) ? new Big(1) : inwards;
  return positive.times(spec.tickPoints).div(powerOfTen(spec.digits)).toFixed(spec.digits) as Price;
}

/** The nearest price of this symbol's tick grid, with its digits. */
export function onTickGrid(value: Price, spec: SymbolSpec): Price {
  return pointsToPrice(priceToPoints(value, spec), spec);
}

/** Whether two prices are the same number, however many zeros they are written with. */
export function isSamePrice(left: Price | null, right: Price | null): boolean {
  if (left === null || right === null) return left === right;
  return new Big(left).eq(right);
}

/** left − right in points of this symbol, not rounded to ticks: how far a price has moved. */
export function pointsBetween(left: Price, right: Price, spec: SymbolSpec): number {
  return new Big(left).minus(right).times(powerOfTen(spec.digits)).toNumber();
}

function powerOfTen(digits: number): Big {
  return new Big(`1e${String(digits)}`);
}

function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

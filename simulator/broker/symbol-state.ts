/**
 * A symbol as the engine reckons with it: its specification as numbers, and its newest price.
 *
 * Invariants: 1. a price is a whole number of points (an averaged one of a netting position: thousandths
 * of a point), a volume a whole number of units, so that sums and comparisons are exact; 2. a decimal
 * that is not on the grid is NaN.
 */
import type { QuoteRecord, SymbolRecord } from './records.ts';

/** Volume units of one lot. */
export const UNITS_PER_LOT = 1e8;
/** Decimals of a point that an averaged opening price keeps. */
const AVERAGE_DECIMALS = 3;

/** See the file's head. */
export class SymbolState {
  readonly name: string;
  record: SymbolRecord;
  /** Points per price unit. */
  factor = 1;
  tickPoints = 1;
  contractSize = 0;
  minUnits = 0;
  maxUnits = 0;
  stepUnits = 1;
  /** 0: none. */
  limitUnits = 0;
  /** In points; 0 before the first tick. */
  bid = 0;
  ask = 0;
  timeMsc = 0;

  constructor(record: SymbolRecord) {
    this.name = record.symbol;
    this.record = record;
    this.update(record);
  }

  /** Takes a changed specification. @throws Error when its digits differ: open prices would lose their meaning. */
  update(record: SymbolRecord): void {
    if (record.digits !== this.record.digits) {
      throw new Error(
        `symbol "${this.name}" has ${String(this.record.digits)} digits and cannot get ${String(record.digits)} while the broker runs`,
      );
    }
    this.record = record;
    this.factor = 10 ** record.digits;
    this.tickPoints = Math.max(1, Math.round(Number(record.tickSize) * this.factor));
    this.contractSize = Number(record.contractSize);
    this.minUnits = units(record.volumeMin);
    this.maxUnits = units(record.volumeMax);
    this.stepUnits = units(record.volumeStep);
    this.limitUnits = units(record.volumeLimit);
  }

  get hasQuote(): boolean {
    return this.timeMsc > 0;
  }

  /** Takes a tick as it is, crossed or not. */
  show(quote: QuoteRecord): void {
    this.bid = Math.round(Number(quote.bid) * this.factor);
    this.ask = Math.round(Number(quote.ask) * this.factor);
    this.timeMsc = quote.timeMsc;
  }

  quote(): QuoteRecord {
    const { name, timeMsc } = this;
    return { symbol: name, bid: this.price(this.bid), ask: this.price(this.ask), timeMsc };
  }

  /** What a position of this side is closed at, points. */
  closingPoints(isBuy: boolean): number {
    return isBuy ? this.bid : this.ask;
  }

  /** What an order of this side is filled at, points. */
  fillPoints(isBuy: boolean): number {
    return isBuy ? this.ask : this.bid;
  }

  /** A price of a request in points; 0 for none, NaN when it is no price on the tick size. */
  points(price: string): number {
    const exact = Number(price) * this.factor;
    const points = Math.round(exact);
    const isOnGrid = Math.abs(exact - points) < 1e-4 && points >= 0;
    return isOnGrid && points % this.tickPoints === 0 ? points : Number.NaN;
  }

  /** A price of a record in points, averaged ones with their decimals. */
  storedPoints(price: string): number {
    const scale = 10 ** AVERAGE_DECIMALS;
    return Math.round(Number(price) * this.factor * scale) / scale;
  }

  /** Points as a decimal; `0` for none. */
  price(points: number): string {
    if (points === 0) return '0';
    const digits = this.record.digits + (Number.isInteger(points) ? 0 : AVERAGE_DECIMALS);
    return (points / this.factor).toFixed(digits);
  }

  /** The volume-weighted mean of two prices, in thousandths of a point. */
  average(points: number, unitsBefore: number, morePoints: number, moreUnits: number): number {
    const scale = 10 ** AVERAGE_DECIMALS;
    const sum = points * unitsBefore + morePoints * moreUnits;
    return Math.round((sum / (unitsBefore + moreUnits)) * scale) / scale;
  }
}

/** Lots as units; NaN when they are no number that fits. */
export function units(volume: string): number {
  const exact = Number(volume) * UNITS_PER_LOT;
  const whole = Math.round(exact);
  return Math.abs(exact - whole) < 1e-2 && Number.isSafeInteger(whole) ? whole : Number.NaN;
}

/** Units as lots, without trailing zeros. */
export function lots(volumeUnits: number): string {
  // The nearest double of up to 8 decimals prints as just these; tiny ones would print an exponent.
  const volume = volumeUnits / UNITS_PER_LOT;
  if (volumeUnits >= 100 || volumeUnits === 0) return String(volume);
  return volume.toFixed(8).replace(/0+$/, '');
}

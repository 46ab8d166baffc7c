/**
 * Profit, margin and tick value in the account's currency. Shown money is reckoned in doubles, since
 * every tick asks for it; booked money exactly.
 *
 * Invariants: 1. money is rounded to minor units once per position, halves away from zero; 2. margin of
 * currency pairs follows the volume, of others the opening price; 3. opposite positions of a symbol are
 * charged for their uncovered volume plus `marginHedged` for the covered one, or for the larger side.
 */
import { Big } from 'big.js';
import type { Conversion } from './conversion.ts';
import type { LiveAccount } from './live-account.ts';
import type { LivePosition } from './live.ts';
import { UNITS_PER_LOT, type SymbolState } from './symbol-state.ts';

/** A volume that is or would be open. */
export interface Exposure {
  readonly symbol: SymbolState;
  readonly isBuy: boolean;
  readonly units: number;
  readonly openPoints: number;
}

/** What the position would make now, without its swap, minor units; 0 before the first tick. */
export function floatingMinor(account: LiveAccount, position: LivePosition): number {
  const { isBuy, openPoints, symbol } = position;
  if (symbol.timeMsc === 0) return 0;
  const points = isBuy ? symbol.bid - openPoints : openPoints - symbol.ask;
  const money = (points * symbol.contractSize * position.units) / (symbol.factor * UNITS_PER_LOT);
  const rate = account.rate(symbol.record.currencyProfit, points > 0 ? 'gain' : 'loss');
  return roundMinor(money * rate * account.minor);
}

/** Profit of closing a volume, minor units, exact. */
export function bookedMinor(account: LiveAccount, open: Exposure, closePoints: number): number {
  const { symbol } = open;
  const points = new Big(closePoints).minus(open.openPoints).times(open.isBuy ? 1 : -1);
  if (points.eq(0)) return 0;
  const amount = points
    .times(symbol.record.contractSize)
    .times(open.units)
    .div(UNITS_PER_LOT)
    .div(symbol.factor);
  return account
    .conversion(symbol.record.currencyProfit)
    .convert(amount, points.gt(0) ? 'gain' : 'loss')
    .times(account.minor)
    .round(0, Big.roundHalfUp)
    .toNumber();
}

/** What one symbol's positions bind, before it is converted. */
export interface MarginPart {
  readonly symbol: SymbolState;
  /** From the margin currency; null: the amounts are the account's own. */
  readonly conversion: Conversion | null;
  buyUnits: number;
  buyAmount: number;
  sellUnits: number;
  sellAmount: number;
}

/** Margin of what is open, and of one more exposure if it is given, minor units. */
export function marginMinor(account: LiveAccount, more: Exposure | null = null): number {
  const exposures: Exposure[] = [...account.positions.values()];
  if (more !== null) exposures.push(more);
  return convertedMargin(marginParts(account, exposures), account.minor);
}

/** What does not change with the prices: to be reckoned once per change of the book. */
export function marginParts(
  account: LiveAccount,
  exposures: Iterable<Exposure>,
): readonly MarginPart[] {
  const parts = new Map<SymbolState, MarginPart>();
  for (const exposure of exposures) {
    const { isBuy, symbol, units } = exposure;
    const part = parts.get(symbol) ?? emptyPart(account, symbol);
    parts.set(symbol, part);
    const amount = exposureMargin(account, exposure);
    if (isBuy) {
      part.buyUnits += units;
      part.buyAmount += amount;
    } else {
      part.sellUnits += units;
      part.sellAmount += amount;
    }
  }
  return [...parts.values()];
}

/** The parts at the newest rates, minor units. */
export function convertedMargin(parts: readonly MarginPart[], minor: number): number {
  let sum = 0;
  for (const part of parts) sum += partMargin(part);
  return roundMinor(sum * minor);
}

/** The symbols whose prices move the margin of a position: none, where it is fixed by the opening. */
export function marginMovers(account: LiveAccount, symbol: SymbolState): readonly SymbolState[] {
  const conversion = account.conversion(symbol.record.currencyMargin);
  return conversion.isThrough(symbol) ? [] : conversion.symbols;
}

/** The value of one tick size for one lot, as a decimal in the account's currency. */
export function tickValue(account: LiveAccount, symbol: SymbolState): string {
  const conversion = account.conversion(symbol.record.currencyProfit);
  if (!conversion.isQuoted) return '0';
  const value = (symbol.tickPoints / symbol.factor) * symbol.contractSize * conversion.rate('gain');
  return String(Number(value.toPrecision(12)));
}

/** Whole minor units, halves away from zero. */
export function roundMinor(amount: number): number {
  // The hair takes back what binary fractions lose: 1.005 × 100 is 100.49999999999999.
  const hair = Math.abs(amount) * 1e-12;
  return amount < 0 ? -Math.round(-amount + hair) : Math.round(amount + hair);
}

function emptyPart(account: LiveAccount, symbol: SymbolState): MarginPart {
  const conversion = account.conversion(symbol.record.currencyMargin);
  return {
    symbol,
    conversion: conversion.isThrough(symbol) ? null : conversion,
    buyUnits: 0,
    buyAmount: 0,
    sellUnits: 0,
    sellAmount: 0,
  };
}

function partMargin(part: MarginPart): number {
  const { buyUnits, conversion, sellUnits, symbol } = part;
  const buyMargin = part.buyAmount * (conversion?.rate('buy') ?? 1);
  const sellMargin = part.sellAmount * (conversion?.rate('sell') ?? 1);
  if (buyUnits === 0 || sellUnits === 0) return buyMargin + sellMargin;
  const hedged = Number(symbol.record.marginHedged);
  if (hedged === 0) return Math.max(buyMargin, sellMargin);
  const covered = Math.min(buyUnits, sellUnits);
  const mean = (buyMargin + sellMargin) / (buyUnits + sellUnits);
  const largerMean = buyUnits > sellUnits ? buyMargin / buyUnits : sellMargin / sellUnits;
  const uncovered = Math.abs(buyUnits - sellUnits) * largerMean;
  return uncovered + covered * mean * (hedged / symbol.contractSize);
}

/** In the margin currency, or in the account's where the symbol itself converts one to the other. */
function exposureMargin(account: LiveAccount, exposure: Exposure): number {
  const { openPoints, symbol, units } = exposure;
  const { record } = symbol;
  const price = openPoints / symbol.factor;
  const amount = (units / UNITS_PER_LOT) * marginPerLot(symbol, price, account.settings.leverage);
  // A pair that converts its own margin does so at the price of the opening, which is known for ever.
  if (!account.conversion(record.currencyMargin).isThrough(symbol)) return amount;
  return record.currencyMargin === record.currencyBase ? amount * price : amount / price;
}

function marginPerLot(symbol: SymbolState, price: number, leverage: number): number {
  const initial = Number(symbol.record.marginInitial);
  const { contractSize } = symbol;
  switch (symbol.record.calcMode) {
    case 'FOREX':
      return (initial > 0 ? initial : contractSize) / leverage;
    case 'FOREX_NO_LEVERAGE':
      return initial > 0 ? initial : contractSize;
    case 'CFD':
    case 'CFDINDEX':
      return initial > 0 ? initial : contractSize * price;
    case 'CFDLEVERAGE':
      return (initial > 0 ? initial : contractSize * price) / leverage;
    case 'FUTURES':
      return initial;
  }
}

/**
 * Profit, margin and tick value in the account's currency. Shown money is reckoned in doubles, since
 * every tick asks for it; booked money exactly.
 *
 * Invariants: 1. money is rounded to minor units once per position, halves away from zero; 2. margin of
 * currency pairs follows the volume, of others the opening price; 3. opposite positions of a symbol are
 * charged for their uncovered volume plus `marginHedged` for the covered one, or for the larger side.
 */
import { Big } from 'big.js';
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
  const { symbol, isBuy } = position;
  if (!symbol.hasQuote) return 0;
  const gained = symbol.closingPoints(isBuy) - position.openPoints;
  const points = isBuy ? gained : -gained;
  const money = (points / symbol.factor) * symbol.contractSize * (position.units / UNITS_PER_LOT);
  const rate = account.conversion(symbol.record.currencyProfit).rate(points > 0 ? 'gain' : 'loss');
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

/** Margin of what is open, and of one more exposure if it is given, minor units. */
export function marginMinor(account: LiveAccount, more: Exposure | null = null): number {
  if (more === null && account.steadyMargin !== null) return account.steadyMargin;
  if (more === null && account.positions.size === 0) return 0;
  const exposures: Exposure[] = [...account.positions.values()];
  if (more !== null) exposures.push(more);
  let [sum, isSteady] = [0, true];
  for (const symbol of new Set(exposures.map((exposure) => exposure.symbol))) {
    const mine = exposures.filter((exposure) => exposure.symbol === symbol);
    sum += symbolMargin(account, symbol, mine);
    isSteady &&= !floats(account, symbol);
  }
  const margin = roundMinor(sum * account.minor);
  // Reckoned once per change of the book where no rate moves it.
  if (more === null && isSteady) account.steadyMargin = margin;
  return margin;
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

function symbolMargin(
  account: LiveAccount,
  symbol: SymbolState,
  exposures: readonly Exposure[],
): number {
  const sides = { buyUnits: 0, buyMargin: 0, sellUnits: 0, sellMargin: 0 };
  for (const exposure of exposures) {
    const margin = exposureMargin(account, exposure);
    if (exposure.isBuy) {
      sides.buyUnits += exposure.units;
      sides.buyMargin += margin;
    } else {
      sides.sellUnits += exposure.units;
      sides.sellMargin += margin;
    }
  }
  const { buyUnits, buyMargin, sellUnits, sellMargin } = sides;
  if (buyUnits === 0 || sellUnits === 0) return buyMargin + sellMargin;
  const hedged = Number(symbol.record.marginHedged);
  if (hedged === 0) return Math.max(buyMargin, sellMargin);
  const covered = Math.min(buyUnits, sellUnits);
  const mean = (buyMargin + sellMargin) / (buyUnits + sellUnits);
  const isBuyLarger = buyUnits > sellUnits;
  const largerMean = isBuyLarger ? buyMargin / buyUnits : sellMargin / sellUnits;
  const uncovered = Math.abs(buyUnits - sellUnits) * largerMean;
  return uncovered + covered * mean * (hedged / symbol.contractSize);
}

function exposureMargin(account: LiveAccount, exposure: Exposure): number {
  const { symbol, isBuy, openPoints } = exposure;
  const { record } = symbol;
  const volume = exposure.units / UNITS_PER_LOT;
  const price = openPoints / symbol.factor;
  const inMarginCurrency = volume * marginPerLot(symbol, price, account.settings.leverage);
  const conversion = account.conversion(record.currencyMargin);
  // A pair that converts its own margin does so at the price of the opening, which is known for ever.
  if (conversion.isThrough(symbol)) {
    const isBase = record.currencyMargin === record.currencyBase;
    return isBase ? inMarginCurrency * price : inMarginCurrency / price;
  }
  return inMarginCurrency * conversion.rate(isBuy ? 'buy' : 'sell');
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

function floats(account: LiveAccount, symbol: SymbolState): boolean {
  const { currencyMargin } = symbol.record;
  const isOwn = currencyMargin === account.settings.currency;
  return !isOwn && !account.conversion(currencyMargin).isThrough(symbol);
}

/** Arithmetic that needs more than an operator: division, and real numbers to integers. */
import { CriticalError } from './critical-error.ts';

const LONG_MIN = -(2n ** 63n);

/** Quotient towards zero; the caller cuts it to its width. */
export function divide(a: number, b: number): number {
  if (b === 0) throw new CriticalError('zero divide');
  return Math.trunc(a / b);
}

export function remainder(a: number, b: number): number {
  if (b === 0) throw new CriticalError('zero divide');
  return a % b;
}

export function divideWide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new CriticalError('zero divide');
  return a / b;
}

export function remainderWide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new CriticalError('zero divide');
  return a % b;
}

export function divideReal(a: number, b: number): number {
  if (b === 0) throw new CriticalError('zero divide');
  return a / b;
}

/** Real to 4-byte integer, as the processor does it: through 8 bytes, what does not fit is the minimum. */
export function truncate(value: number): number {
  if (value > -2_147_483_649 && value < 2_147_483_648) return value | 0;
  return Number(BigInt.asIntN(32, realToLong(value)));
}

export function realToLong(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) return LONG_MIN;
  return BigInt(Math.trunc(value));
}

export function realToUlong(value: number): bigint {
  if (value >= 2 ** 63 && value < 2 ** 64) return BigInt(Math.trunc(value));
  return BigInt.asUintN(64, realToLong(value));
}

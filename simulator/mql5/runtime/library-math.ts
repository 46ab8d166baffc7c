/** The mathematical functions of MQL5, under both of their names. */

type Number_ = number | bigint;

function absolute(value: Number_): Number_ {
  return value < 0 ? -value : value;
}

function larger(a: Number_, b: Number_): Number_ {
  return a > b ? a : b;
}

function smaller(a: Number_, b: Number_): Number_ {
  return a < b ? a : b;
}

/** C rounds halves away from zero. */
function round(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** The pseudo-random numbers of MathRand, 0 to 32767; a program that sets no seed gets the same ones. */
export function makeRandom(): { MathRand: () => number; MathSrand: (seed: number) => void } {
  let state = 1;
  return {
    MathRand: () => {
      state = (Math.imul(state, 214_013) + 2_531_011) >>> 0;
      return (state >>> 16) & 0x7fff;
    },
    MathSrand: (seed) => {
      state = seed >>> 0;
    },
  };
}

export const mathFunctions = {
  MathAbs: absolute,
  fabs: absolute,
  MathMax: larger,
  fmax: larger,
  MathMin: smaller,
  fmin: smaller,
  MathArccos: Math.acos,
  acos: Math.acos,
  MathArcsin: Math.asin,
  asin: Math.asin,
  MathArctan: Math.atan,
  atan: Math.atan,
  MathArctan2: Math.atan2,
  atan2: Math.atan2,
  MathCeil: Math.ceil,
  ceil: Math.ceil,
  MathFloor: Math.floor,
  floor: Math.floor,
  MathCos: Math.cos,
  cos: Math.cos,
  MathSin: Math.sin,
  sin: Math.sin,
  MathTan: Math.tan,
  tan: Math.tan,
  MathSinh: Math.sinh,
  MathCosh: Math.cosh,
  MathTanh: Math.tanh,
  MathExp: Math.exp,
  exp: Math.exp,
  MathExpm1: Math.expm1,
  MathLog: Math.log,
  log: Math.log,
  MathLog10: Math.log10,
  log10: Math.log10,
  MathLog1p: Math.log1p,
  MathMod: (a: number, b: number): number => a % b,
  fmod: (a: number, b: number): number => a % b,
  MathPow: Math.pow,
  pow: Math.pow,
  MathSqrt: Math.sqrt,
  sqrt: Math.sqrt,
  MathRound: round,
  round,
  MathIsValidNumber: Number.isFinite,
  NormalizeDouble: (value: number, digits: number): number => {
    if (!Number.isFinite(value)) return value;
    const scale = 10 ** Math.min(8, Math.max(0, digits));
    // The small step mends values like 1.005, which are stored a little too low.
    return round(value * scale * (1 + Number.EPSILON)) / scale;
  },
  ColorToARGB: (color: number, alpha: number): number =>
    ((alpha << 24) | ((color & 255) << 16) | (color & 0xff00) | ((color >> 16) & 255)) >>> 0,
};

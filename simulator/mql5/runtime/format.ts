/** `StringFormat`: the conversions of C's printf on MQL5's values. */

type Value = number | bigint | string | boolean;

const SPECIFIER = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?(?:I64|I32|ll|l|h)?([diuoxXcCsSeEfgGaA%])/g;

/** @param values what stands behind the format, in order */
export function formatText(format: string, values: readonly Value[]): string {
  let next = 0;
  const take = (): Value => values[next++] ?? '';
  return format.replace(
    SPECIFIER,
    (_, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const size = width === '*' ? Number(take()) : Number(width ?? 0);
      const digits =
        precision === '*' ? Number(take()) : precision === undefined ? null : Number(precision);
      return pad(convert(kind, flags, digits, take()), flags, size);
    },
  );
}

function pad(text: string, flags: string, width: number): string {
  if (text.length >= width) return text;
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function convert(kind: string, flags: string, digits: number | null, value: Value): string {
  if (kind === 's' || kind === 'S') {
    const text = String(value);
    return digits === null ? text : text.slice(0, digits);
  }
  if (kind === 'c' || kind === 'C')
    return typeof value === 'string' ? value : String.fromCharCode(Number(value));
  if ('diuoxX'.includes(kind)) return integerText(kind, flags, digits, value);
  return signed(realText(kind, digits ?? 6, Number(value), flags), flags);
}

function integerText(kind: string, flags: string, digits: number | null, value: Value): string {
  const whole = typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)) || 0);
  const bits = typeof value === 'bigint' ? 64 : 32;
  if (kind === 'd' || kind === 'i') {
    const text = (whole < 0n ? -whole : whole).toString().padStart(digits ?? 1, '0');
    return signed(whole < 0n ? `-${text}` : text, flags);
  }
  const unsigned = BigInt.asUintN(bits, whole);
  const radix = kind === 'u' ? 10 : kind === 'o' ? 8 : 16;
  const text = unsigned.toString(radix).padStart(digits ?? 1, '0');
  const prefixed = flags.includes('#') && radix === 16 ? `0x${text}` : text;
  return kind === 'X' ? prefixed.toUpperCase() : prefixed;
}

function signed(text: string, flags: string): string {
  if (text.startsWith('-')) return text;
  if (flags.includes('+')) return `+${text}`;
  return flags.includes(' ') ? ` ${text}` : text;
}

function realText(kind: string, digits: number, value: number, flags: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const lower = kind.toLowerCase();
  let text = '';
  if (lower === 'f') text = value.toFixed(Math.min(digits, 100));
  else if (lower === 'e' || lower === 'a') text = exponential(value, digits);
  else text = general(value, digits === 0 ? 1 : digits, flags.includes('#'));
  return kind === lower ? text : text.toUpperCase();
}

/** C writes at least two digits of the exponent: `1.5e+05`. */
function exponential(value: number, digits: number): string {
  const [mantissa = '0', exponent = '+0'] = value.toExponential(Math.min(digits, 100)).split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${mantissa}e${sign}${exponent.replace(/^[-+]/, '').padStart(2, '0')}`;
}

function general(value: number, digits: number, keepZeros: boolean): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  const useExponent = exponent < -4 || exponent >= digits;
  const text = useExponent
    ? exponential(value, digits - 1)
    : value.toFixed(Math.max(0, digits - 1 - exponent));
  if (keepZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}

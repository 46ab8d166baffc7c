/** The values of literals as written in a source. */

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** The text of a quoted literal, escapes replaced. */
export function stringValue(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:[xX]([0-9a-fA-F]{1,4})|(\d{1,5})|(.))/gs, (_, hex, decimal, letter: string) => {
      if (typeof hex === 'string') return String.fromCharCode(Number.parseInt(hex, 16));
      if (typeof decimal === 'string') return String.fromCharCode(Number(decimal));
      return ESCAPES[letter] ?? letter;
    });
}

/** Most numbers: no prefix, no suffix, no point, surely an `int`. */
const SHORT_INTEGER = /^\d{1,9}$/;

export type NumberLiteral =
  | { readonly type: 'int' | 'uint'; readonly value: number }
  | { readonly type: 'long' | 'ulong'; readonly value: bigint }
  | { readonly type: 'double' | 'float'; readonly value: number };

/** `null` when the text is no number. The type is the smallest that holds the value, `int` first. */
export function numberValue(text: string): NumberLiteral | null {
  if (SHORT_INTEGER.test(text)) return { type: 'int', value: Number(text) };
  const lower = text.replace(/^B'([01]+)'$/, '0b$1').toLowerCase();
  if (/^0x[0-9a-f]+[ul]*$/.test(lower)) return integer(BigInt(lower.replace(/[ul]+$/, '')));
  if (/^0b[01]+[ul]*$/.test(lower)) return integer(BigInt(lower.replace(/[ul]+$/, '')));
  if (/^\d+[ul]*$/.test(lower)) return integer(BigInt(lower.replace(/[ul]+$/, '')));
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[fd]?$/.test(lower)) return null;
  const value = Number(lower.replace(/[fd]$/, ''));
  return lower.endsWith('f')
    ? { type: 'float', value: Math.fround(value) }
    : { type: 'double', value };
}

function integer(value: bigint): NumberLiteral {
  if (value <= 0x7fff_ffffn) return { type: 'int', value: Number(value) };
  if (value <= 0xffff_ffffn) return { type: 'uint', value: Number(value) };
  if (value <= 0x7fff_ffff_ffff_ffffn) return { type: 'long', value };
  if (value <= 0xffff_ffff_ffff_ffffn) return { type: 'ulong', value };
  return { type: 'double', value: Number(value) };
}

/** `D'2015.01.01 00:00'`, `D'19.07.1980 12'`, `D'12:30'` (today), `D''` (now, at compilation); `null` when wrong. */
export function dateValue(text: string, now: number): bigint | null {
  const body = text.slice(2, -1).trim();
  if (body === '') return BigInt(now);
  if (/^\d+:/.test(body)) {
    const today = new Date(now * 1000).toISOString().slice(0, 10);
    return dateValue(`D'${today} ${body}'`, now);
  }
  const [first = '', second = ''] = body.split(/\s+/);
  const parts =
    first.includes('.') || first.includes('/') || first.includes('-') ? first.split(/[./-]/) : null;
  if (parts === null) return null;
  const time = second.split(/[:.]/).map(Number);
  const numbers = parts.map(Number);
  const yearFirst = (parts[0]?.length ?? 0) === 4;
  const [year = 0, month = 1, day = 1] = yearFirst ? numbers : numbers.toReversed();
  const [hour = 0, minute = 0, second0 = 0] = time;
  const all = [year, month, day, hour, minute, second0];
  if (all.some((number) => !Number.isInteger(number))) return null;
  if (year < 1970 || year > 3000 || month < 1 || month > 12 || day < 1) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  if (hour > 23 || minute > 59 || second0 > 59) return null;
  return BigInt(Date.UTC(year, month - 1, day, hour, minute, second0) / 1000);
}

/** `C'128,0x10,255'` as 0x00BBGGRR; `null` when wrong. */
export function colorValue(text: string): number | null {
  const parts = text
    .slice(2, -1)
    .split(',')
    .map((part) => Number(part.trim()));
  const [red = -1, green = -1, blue = -1] = parts;
  if (
    parts.length !== 3 ||
    parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)
  ) {
    return null;
  }
  return red | (green << 8) | (blue << 16);
}

/** Values to text and back, as the language's own conversions do it. */

/** `2026.01.02 03:04:05`; `flags` as in TimeToString: 1 date, 2 minutes, 4 seconds. */
export function timeText(seconds: bigint, flags = 7): string {
  const safe = seconds < 0n || seconds > 32_535_244_799n ? 0 : Number(seconds);
  const iso = new Date(safe * 1000).toISOString();
  const date = iso.slice(0, 10).replaceAll('-', '.');
  const time = flags & 4 ? iso.slice(11, 19) : iso.slice(11, 16);
  const parts = [flags & 1 ? date : '', flags & 6 ? time : ''];
  return parts.filter((part) => part !== '').join(' ');
}

/** `2026.01.02 03:04`, parts may be missing; what is no date is 0. */
export function textToTime(text: string): bigint {
  const match =
    /^\s*(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?/.exec(text);
  if (match === null) return 0n;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return BigInt(Date.UTC(year, month - 1, day, hour, minute, second) / 1000);
}

export function colorText(color: number): string {
  return [color & 255, (color >> 8) & 255, (color >> 16) & 255].join();
}

/** A real number joined to text: 8 digits behind the point. */
export function realText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(8) : specialText(value);
}

/** A real number printed: as short as it can be told. */
export function shortRealText(value: number): string {
  if (!Number.isFinite(value)) return specialText(value);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
}

function specialText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

export function textToReal(text: string): number {
  const match = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(text);
  return match === null ? 0 : Number(match[0]);
}

export function textToLong(text: string): bigint {
  const match = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text);
  if (match === null) return 0n;
  const value = BigInt(match[2] ?? '0');
  return BigInt.asIntN(64, match[1] === '-' ? -value : value);
}

export function textToBool(text: string): boolean {
  return text.trim().toLowerCase() === 'true' || textToReal(text) !== 0;
}

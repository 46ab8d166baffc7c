/** A moment as a user types it: so long ago (`90s`, `15m`, `1h`, `2d`), or a day with or without a time. */
import { UsageError } from './cli-command.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/**
 * @returns epoch ms.
 * @throws UsageError for anything else.
 */
export function sinceArgument(text: string, nowMs: number): number {
  const ago = durationMs(text);
  if (ago !== null) return nowMs - ago;
  if (DAY.test(text)) return dayArgument('--since', text, nowMs).fromMs;
  // Without a zone it is the time of this computer.
  const at = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? Date.parse(text.replace(' ', 'T')) : NaN;
  if (!Number.isNaN(at)) return at;
  throw new UsageError(
    `--since "${text}": say how long ago (90s, 15m, 1h, 2d), or a day (2026-11-20), with a time if you like (2026-11-20T09:30)`,
  );
}

/** `90s`, `15m`, `1h`, `2d`; null for anything else. */
export function durationMs(text: string): number | null {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (UNIT_MS[unit] ?? 0);
}

/** From the day's first moment to the next day's, epoch ms, in this computer's time zone. */
export interface Day {
  /** `2026-11-20`. */
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** @throws UsageError when it is neither `today`, `yesterday` nor a day of the calendar. */
export function dayArgument(what: string, text: string, nowMs: number): Day {
  const now = new Date(nowMs);
  if (text === 'today' || text === 'yesterday') {
    const back = text === 'today' ? 0 : 1;
    return dayOf(now.getFullYear(), now.getMonth(), now.getDate() - back);
  }
  const [, year, month, date] = DAY.exec(text) ?? [];
  const day = dayOf(Number(year), Number(month) - 1, Number(date));
  if (day.name === text) return day;
  throw new UsageError(`${what} "${text}": say today, yesterday or a day such as 2026-11-20`);
}

/** A day has 23 or 25 hours when the clocks change. */
function dayOf(year: number, month: number, date: number): Day {
  const from = new Date(year, month, date);
  const parts = [from.getMonth() + 1, from.getDate()].map((part) => String(part).padStart(2, '0'));
  return {
    name: [String(from.getFullYear()), ...parts].join('-'),
    fromMs: from.getTime(),
    untilMs: new Date(year, month, date + 1).getTime(),
  };
}

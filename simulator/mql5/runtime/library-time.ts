/** The time functions of MQL5 on an injected clock; without a terminal, server time is UTC. */
import type { Host, LibraryFunction } from './host.ts';

/** The fields of MqlDateTime. */
interface DateParts {
  year: number;
  mon: number;
  day: number;
  hour: number;
  min: number;
  sec: number;
  day_of_week: number;
  day_of_year: number;
}

export function timeFunctions(host: Host): Record<string, LibraryFunction> {
  const started = host.now();
  const seconds = (parts?: DateParts): bigint => {
    const now = BigInt(Math.floor(host.now() / 1000));
    if (parts !== undefined) fillParts(now, parts);
    return now;
  };
  return {
    TimeCurrent: seconds,
    TimeTradeServer: seconds,
    TimeGMT: seconds,
    TimeLocal: seconds,
    TimeGMTOffset: () => 0,
    TimeDaylightSavings: () => 0,
    TimeToStruct: (time: bigint, parts: DateParts): boolean => {
      fillParts(time, parts);
      return true;
    },
    StructToTime: ({ year, mon, day, hour, min, sec }: DateParts): bigint =>
      BigInt(Math.floor(Date.UTC(year, mon - 1, day, hour, min, sec) / 1000)),
    GetTickCount64: (): bigint => BigInt(Math.floor(host.now() - started)),
    GetTickCount: (): number => Math.floor(host.now() - started) >>> 0,
    GetMicrosecondCount: host.microseconds,
    Sleep: host.sleep,
  };
}

function fillParts(time: bigint, parts: DateParts): void {
  const date = new Date(Number(time) * 1000);
  parts.year = date.getUTCFullYear();
  parts.mon = date.getUTCMonth() + 1;
  parts.day = date.getUTCDate();
  parts.hour = date.getUTCHours();
  parts.min = date.getUTCMinutes();
  parts.sec = date.getUTCSeconds();
  parts.day_of_week = date.getUTCDay();
  parts.day_of_year = Math.floor((date.getTime() - Date.UTC(parts.year, 0, 1)) / 86_400_000);
}

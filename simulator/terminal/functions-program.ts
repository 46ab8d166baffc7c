/** Time, timer, chart, bars: what belongs to the program itself and its chart. */
import { performance } from 'node:perf_hooks';
import type { Arr } from '../mql5/runtime/arr.ts';
import { timeFunctions } from '../mql5/runtime/library-time.ts';
import type { Host, LibraryFunction } from '../mql5/runtime/host.ts';
import type { Bar } from './bar-history.ts';
import { ERROR, type TerminalContext } from './terminal-context.ts';

const PERIODS_S: Readonly<Record<number, number>> = {
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map((minutes) => [minutes, minutes * 60]),
  ),
  ...Object.fromEntries([1, 2, 3, 4, 6, 8, 12, 24].map((hours) => [16_384 + hours, hours * 3_600])),
  32769: 7 * 86_400,
  // Months differ; nothing that is shown in them is traded on.
  49153: 30 * 86_400,
};
const CHART_PERIOD = 1;

/** What the program does with its own events. */
export interface ProgramControl {
  readonly setTimer: (ms: number) => void;
  readonly killTimer: () => void;
  /** How long a wait of so many ms lasts when nothing ends it. */
  readonly waitMs: (ms: number) => number;
  /** ExpertRemove: OnDeinit follows when the running handler has returned. */
  readonly remove: () => void;
  readonly reason: () => number;
}

/** See the file's head. */
export function programFunctions(
  context: TerminalContext,
  host: Host,
  control: ProgramControl,
): Record<string, LibraryFunction> {
  const { gate, market, view, start, fail } = context;
  const language = timeFunctions(host);
  const toStruct = language['TimeToStruct'] as (time: bigint, parts: unknown) => boolean;
  const clock =
    (ms: () => number): LibraryFunction =>
    (parts?: unknown) => {
      gate.drain();
      const seconds = BigInt(Math.floor(ms() / 1_000));
      if (parts !== undefined) toStruct(seconds, parts);
      return seconds;
    };
  const { tickCountStepMs } = start.options;
  // Of the computer's clock, as process.hrtime is, without its BigInt.
  const originMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  const tickCount = (): number => {
    const ms = Math.floor(originMs + performance.now());
    return tickCountStepMs > 1
      ? Math.floor(Math.floor(ms / tickCountStepMs) * tickCountStepMs)
      : ms;
  };
  const chart = (): string => start.chartSymbol || (market.symbols.keys().next().value ?? '');
  return {
    TimeCurrent: clock(() => market.lastTickMs),
    TimeTradeServer: clock(() => view.serverMs()),
    GetTickCount64: () => BigInt(tickCount()),
    GetTickCount: () => tickCount() >>> 0,
    EventSetTimer: (seconds: number) => {
      if (seconds <= 0) return false;
      control.setTimer(seconds * 1_000);
      return true;
    },
    EventSetMillisecondTimer: (ms: number) => {
      if (ms <= 0) return false;
      control.setTimer(ms);
      return true;
    },
    EventKillTimer: control.killTimer,
    EventChartCustom: () => false,
    ExpertRemove: control.remove,
    TerminalClose: () => {
      control.remove();
    },
    UninitializeReason: control.reason,
    ChartID: () => 1n,
    ChartRedraw: () => true,
    Symbol: chart,
    Period: () => CHART_PERIOD,
    Digits: () => market.symbols.get(chart())?.digits ?? 0,
    Point: () => 10 ** -(market.symbols.get(chart())?.digits ?? 0),
    PeriodSeconds: (period: number) => PERIODS_S[period || CHART_PERIOD] ?? 0,
    CopyRates: (
      symbol: string,
      period: number,
      from: number | bigint,
      count: number | bigint,
      rates: Arr,
    ) => {
      gate.drain();
      const bars = market.bars.bars(symbol, PERIODS_S[period || CHART_PERIOD] ?? 60);
      if (bars === null) {
        fail(ERROR.historyNotFound);
        return -1;
      }
      return copyBars(chosen(bars, from, count), rates);
    },
  };
}

/** By position from the newest, by time and number, or by times. */
function chosen(
  bars: readonly Bar[],
  from: number | bigint,
  count: number | bigint,
): readonly Bar[] {
  if (typeof from === 'number') {
    const end = Math.max(0, bars.length - from);
    return bars.slice(Math.max(0, end - Number(count)), end);
  }
  if (typeof count === 'bigint') {
    const [first, last] = [Number(from), Number(count)];
    return bars.filter(({ timeS }) => timeS >= first && timeS <= last);
  }
  return bars.filter(({ timeS }) => timeS <= Number(from)).slice(-count);
}

function copyBars(bars: readonly Bar[], rates: Arr): number {
  rates.resize(bars.length);
  for (const [index, bar] of bars.entries()) {
    Object.assign(rates.get(index) as object, {
      time: BigInt(bar.timeS),
      open: bar.open,
      high: bar.high,
      low: bar.low,
      close: bar.close,
      tick_volume: BigInt(bar.ticks),
      spread: 0,
      real_volume: 0n,
    });
  }
  return bars.length;
}

/**
 * A real account's positions, and the steps that replay them: its own order, volumes and spacing,
 * with idle gaps cut short.
 *
 * Invariants:
 * 1. Events of the same second stay together: bursts stay bursts.
 * 2. A position's close comes after its open.
 */
import { ConfigurationError } from '../../domain/errors.ts';
import { readCsvLines } from '../feed/recording.ts';

const HEAD = 'position_id,open_time,close_time,symbol,side,volume';
const TIME = /^(\d{4})\.(\d\d)\.(\d\d) (\d\d):(\d\d):(\d\d)$/;

/** One position of the recorded account. */
export interface HistoricPosition {
  readonly id: string;
  readonly openMs: number;
  /** Null when it was never closed. */
  readonly closeMs: number | null;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly volume: string;
}

/** One event of the replay, `atMs` after its begin. */
export interface Step {
  readonly atMs: number;
  readonly type: 'open' | 'close';
  readonly position: HistoricPosition;
  /** The symbol to trade. */
  readonly symbol: string;
}

/** How a history is replayed; see account-file.ts. */
export interface ReplaySettings {
  readonly capGapMs: number;
  readonly symbolMap: Readonly<Record<string, string>>;
  readonly stopAfterMs?: number;
  readonly maxPositions?: number;
}

/** @throws ConfigurationError naming file and line of what is no position. */
export async function readHistory(file: string): Promise<readonly HistoricPosition[]> {
  const lines = await readCsvLines(file, HEAD);
  return lines.map((line, index) => {
    const [id = '', opened = '', closed = '', symbol = '', side = '', volume = ''] =
      line.split(',');
    const openMs = parseTime(opened);
    const isSide = side === 'buy' || side === 'sell';
    if (!/^\d+$/.test(id) || openMs === null || !isSide || !/^\d+(\.\d+)?$/.test(volume)) {
      throw new ConfigurationError(`history ${file}, line ${String(index + 2)}: "${line}"`);
    }
    const direction = side === 'buy' ? 'BUY' : 'SELL';
    return { id, openMs, closeMs: parseTime(closed), symbol, side: direction, volume };
  });
}

/**
 * The steps of a replay, in order.
 * @param symbols the symbols at this broker.
 * @throws ConfigurationError naming a symbol that none of them is.
 */
export function schedule(
  history: readonly HistoricPosition[],
  { capGapMs, maxPositions, stopAfterMs, symbolMap }: ReplaySettings,
  symbols: { has(symbol: string): boolean },
): readonly Step[] {
  const events = history
    .toSorted((a, b) => a.openMs - b.openMs || compareIds(a, b))
    .slice(0, maxPositions)
    .flatMap((position) => {
      const open = { timeMs: position.openMs, type: 'open' as const, position };
      if (position.closeMs === null) return [open];
      return [open, { timeMs: position.closeMs, type: 'close' as const, position }];
    })
    // A position's open stands before its close here, and sorting keeps the order of equals.
    .toSorted((a, b) => a.timeMs - b.timeMs || compareIds(a.position, b.position));
  let [atMs, beforeMs] = [0, events.at(0)?.timeMs ?? 0];
  const steps = events.map(({ timeMs, type, position }) => {
    atMs += Math.min(timeMs - beforeMs, capGapMs);
    beforeMs = timeMs;
    return { atMs, type, position, symbol: symbolMap[position.symbol] ?? position.symbol };
  });
  const missing = steps.find(({ symbol }) => !symbols.has(symbol));
  if (missing !== undefined) {
    throw new ConfigurationError(
      `history symbol "${missing.position.symbol}" becomes "${missing.symbol}", which the broker does not have; add it to history.symbolMap`,
    );
  }
  return steps.filter((step) => step.atMs <= (stopAfterMs ?? Infinity));
}

function compareIds(a: HistoricPosition, b: HistoricPosition): number {
  return a.id.length - b.id.length || (a.id < b.id ? -1 : Number(a.id > b.id));
}

function parseTime(text: string): number | null {
  const [, year, month, day, hour, minute, second] = TIME.exec(text) ?? [];
  if (second === undefined) return null;
  return Date.parse(
    `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${second}Z`,
  );
}

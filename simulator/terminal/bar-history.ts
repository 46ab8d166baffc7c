/** Bars of one minute made of the ticks that a terminal has seen; longer ones are put together from them. */
import type { QuoteRecord } from '../broker/records.ts';

/** A bar; times in seconds, prices are bids. */
export interface Bar {
  timeS: number;
  open: number;
  high: number;
  low: number;
  close: number;
  ticks: number;
}

const MINUTE_S = 60;
/** A week of minutes per symbol. */
const MAX_BARS = 10_080;

/** See the file's head. */
export class BarHistory {
  readonly #minutes = new Map<string, Bar[]>();

  add({ symbol, bid, timeMsc }: QuoteRecord): void {
    let bars = this.#minutes.get(symbol);
    if (bars === undefined) this.#minutes.set(symbol, (bars = []));
    append(bars, Math.floor(timeMsc / 1_000), MINUTE_S, Number(bid));
    if (bars.length > MAX_BARS) bars.shift();
  }

  /** Oldest first; null when there is none. @param periodS 60 or more. */
  bars(symbol: string, periodS: number): readonly Bar[] | null {
    const minutes = this.#minutes.get(symbol);
    if (minutes === undefined || periodS === MINUTE_S) return minutes ?? null;
    const bars: Bar[] = [];
    for (const minute of minutes) {
      const timeS = minute.timeS - (minute.timeS % periodS);
      const last = bars.at(-1);
      if (last?.timeS !== timeS) {
        bars.push({ ...minute, timeS });
        continue;
      }
      last.high = Math.max(last.high, minute.high);
      last.low = Math.min(last.low, minute.low);
      last.close = minute.close;
      last.ticks += minute.ticks;
    }
    return bars;
  }
}

function append(bars: Bar[], atS: number, periodS: number, price: number): void {
  const timeS = atS - (atS % periodS);
  const last = bars.at(-1);
  // Ticks of a recording that begins anew would go back in time: they belong to the last bar.
  if (last === undefined || timeS > last.timeS) {
    bars.push({ timeS, open: price, high: price, low: price, close: price, ticks: 1 });
    return;
  }
  last.high = Math.max(last.high, price);
  last.low = Math.min(last.low, price);
  last.close = price;
  last.ticks += 1;
}

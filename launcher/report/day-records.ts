/** One account's event logs, one for each name that it had, as far as a day's report needs it: the opening orders' fills and the deals. */
import type { EventLog, EventRecord } from '../../db/event-log.ts';
import type { Day } from '../since-argument.ts';
import { BookedDeals, type BookedDeal } from './booked-deals.ts';
import { Fills, type Fill } from './fills.ts';

/** What is on record of the copies of one account. */
export interface DayRecords {
  /** By copy id. */
  readonly fills: ReadonlyMap<string, Fill>;
  /** Of the day alone, by copy id. */
  readonly deals: ReadonlyMap<string, readonly BookedDeal[]>;
}

/** Nothing is known. */
export const NO_RECORDS: DayRecords = { fills: new Map(), deals: new Map() };

/** Events are read in parts of so many. */
const PART = 5_000;
/** Records are nearly in the order of their times; an order is requested before its copy is open. */
const SLACK_MS = 3_600_000;
/** What a terminal that was off over a weekend tells afterwards still belongs to its day. */
const LATE_MS = 3 * 24 * SLACK_MS;

/** See file header. */
export async function readDayRecords(
  logs: readonly Pick<EventLog, 'read'>[],
  day: Day,
): Promise<DayRecords> {
  const fills = new Fills();
  const deals = new BookedDeals(day);
  for (const log of logs) {
    for await (const record of recordsOf(log, day)) {
      fills.take(record);
      deals.take(record);
    }
  }
  return { fills: fills.known, deals: deals.known };
}

async function* recordsOf(
  log: Pick<EventLog, 'read'>,
  { fromMs, untilMs }: Day,
): AsyncGenerator<EventRecord> {
  for (let afterSeq = await seqBefore(log, fromMs - SLACK_MS); ;) {
    const part = await log.read({ afterSeq, limit: PART });
    yield* part;
    const last = part.at(-1);
    if (last === undefined || part.length < PART || last.at > untilMs + LATE_MS) return;
    afterSeq = last.seq;
  }
}

/** A record before which nothing of `fromMs` or later stands: months of history are not read for a day. */
async function seqBefore(log: Pick<EventLog, 'read'>, fromMs: number): Promise<number> {
  const isBefore = async (seq: number): Promise<boolean> => {
    const [record] = await log.read({ afterSeq: seq - 1, limit: 1 });
    return record !== undefined && record.at < fromMs;
  };
  let low = 0;
  let high = 1;
  while (await isBefore(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isBefore(middle)) low = middle;
    else high = middle;
  }
  return low;
}

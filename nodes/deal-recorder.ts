/**
 * Puts the deals of copies on record with what they cost, as the terminal's account history tells them:
 * commission, swap and profit stand in no answer to an order.
 *
 * Invariants:
 * 1. No order waits for anything here: the history is asked for when nothing is under way, a page at a time.
 * 2. Every deal is recorded at least once, also those made while this node did not run, as long as a page
 *    holds all of one millisecond; one that is recorded twice has the same number.
 * 3. A deal whose copy is not known yet (a restored database, an adoption to come) is no known deal: for
 *    ten minutes it is looked at again, across restarts too, and then given up.
 * 4. A deal that cannot be used is told once and holds up no other.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../config/replace-file.ts';
import type { EventBuffer } from '../db/event-buffer.ts';
import type { Book } from '../domain/book.ts';
import { isCopyMagic } from '../domain/copy-identity.ts';
import { TerminalUnavailableError } from '../domain/errors.ts';
import type { Copies } from '../domain/copy-set.ts';
import { isTicket, magic, positionId, type CopyId } from '../domain/ids.ts';
import type { CopyTable } from './copy-table.ts';
import type { Log } from './copy-reporter.ts';
import type { AccountHistory } from './ea-terminal.ts';

/** How often the history is read; the first time of a connection at once. */
export const LOOK_MS = 5_000;
/** Deals that reach the terminal late may have earlier times than some that are known. */
const OVERLAP_MS = 60_000;
/** That the server's clock was set back may show later by as much. */
const NOTICED_MS = 900_000;
/** Without a mark: an account's whole history is nobody's business here. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;
/** How long a deal waits for its copy. */
const WAIT_MS = 600_000;
/** Warnings remembered, so that each comes once. */
const TOLD_MAX = 1_000;

const stored = z.strictObject({ sinceMs: z.int().min(0) });

/** What it works with. */
export interface DealRecorderParts {
  /** The account's deals of a server time and later. @throws TerminalUnavailableError */
  readonly history: (sinceServerMs: number) => Promise<AccountHistory>;
  readonly table: Pick<CopyTable, 'copies' | 'inFlight'>;
  readonly events: Pick<EventBuffer, 'add' | 'flush' | 'size'>;
  readonly log: Log;
  /** Of this account alone: up to when its deals are on record. */
  readonly file: string;
}

/** See file header. */
export class DealRecorder {
  readonly #parts: DealRecorderParts;
  /** Server time of the newest deal on record; null: not known. */
  #sinceMs: number | null = null;
  /** Numbers of the deals that the next look sees again, with their times. */
  readonly #seen = new Map<string, number>();
  /** By number: deals whose copy is not known yet, and since when (monotonic) each waits for it. */
  readonly #waiting = new Map<string, { readonly timeMsc: number; readonly sinceMs: number }>();
  readonly #told = new Set<string>();
  #lookedAtMs = -Infinity;
  #connection = 0;
  #looking: Promise<void> | null = null;
  #isClosed = false;

  constructor(parts: DealRecorderParts) {
    this.#parts = parts;
  }

  /** Reads up to when an earlier process recorded; without it the last day is recorded again. */
  async load(): Promise<void> {
    const { file, log } = this.#parts;
    try {
      this.#sinceMs = stored.parse(JSON.parse(await readFile(file, 'utf8'))).sinceMs;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      log.warn({ err: error }, `${file} cannot be read: the last day's deals are recorded again`);
    }
  }

  /**
   * To be called several times a second with the newest book. Resolves when the look that it began, if
   * any, has ended; never rejects.
   * @param connection of the terminal; a new one is asked at once.
   * @param nowMs monotonic.
   */
  async tick(book: Book | null, connection: number, nowMs: number): Promise<void> {
    const { table } = this.#parts;
    if (this.#isClosed || this.#looking !== null || book?.synced !== true) return;
    const isDue = connection !== this.#connection || nowMs - this.#lookedAtMs >= LOOK_MS;
    if (!isDue || table.inFlight.size > 0) return;
    this.#connection = connection;
    this.#lookedAtMs = nowMs;
    this.#looking = this.#look(book, nowMs);
    await this.#looking;
    this.#looking = null;
  }

  /** Lets a look that is under way end; begins none. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#looking;
  }

  /** Never rejects. */
  async #look(book: Book, nowMs: number): Promise<void> {
    const { events, log } = this.#parts;
    this.#giveUp(nowMs);
    try {
      await this.#readPages(Math.max(0, this.#fromMs(book) - OVERLAP_MS), book, nowMs);
      const markMs = this.#recordedUntilMs();
      if (markMs <= (this.#sinceMs ?? -Infinity)) return;
      await events.flush();
      // The mark says what is on record, not what waits for the database.
      if (events.size === 0) await this.#mark(markMs);
    } catch (error) {
      // The next look asks again.
      if (error instanceof TerminalUnavailableError) return;
      log.warn({ err: error }, 'the costs of some copies could not be recorded');
    }
  }

  #fromMs({ serverNowMs }: Book): number {
    const sinceMs = this.#sinceMs ?? serverNowMs - FIRST_LOOK_BACK_MS;
    // At the end of summer time deals are older than the newest on record for an hour.
    return serverNowMs < sinceMs - OVERLAP_MS ? serverNowMs - NOTICED_MS : sinceMs;
  }

  async #readPages(fromMs: number, book: Book, nowMs: number): Promise<void> {
    const { history, table } = this.#parts;
    for (let sinceMs = fromMs; ;) {
      const page = await history(sinceMs);
      this.#tell(page.refused);
      const fresh = page.deals.filter(({ deal }) => !this.#seen.has(deal));
      if (fresh.length > 0) this.#record(fresh, page.currency, book, nowMs);
      const last = page.deals.at(-1);
      if (!page.more || last === undefined || this.#isClosed || table.inFlight.size > 0) return;
      // A page of one millisecond would come again and again.
      sinceMs = last.timeMsc > sinceMs ? last.timeMsc : sinceMs + 1;
    }
  }

  #tell(refused: readonly string[]): void {
    for (const problem of refused) {
      if (this.#told.has(problem)) continue;
      if (this.#told.size >= TOLD_MAX) this.#told.clear();
      this.#told.add(problem);
      this.#parts.log.warn({}, `a deal of the account's history cannot be used: ${problem}`);
    }
  }

  /** Deals that have waited in vain hold nothing up any longer. */
  #giveUp(nowMs: number): void {
    for (const [deal, { timeMsc, sinceMs }] of this.#waiting) {
      if (nowMs - sinceMs < WAIT_MS) continue;
      this.#waiting.delete(deal);
      this.#seen.set(deal, timeMsc);
    }
  }

  /** Server time up to which no deal is missing; -Infinity: none is known. */
  #recordedUntilMs(): number {
    let newestMs = -Infinity;
    for (const timeMs of this.#seen.values()) newestMs = Math.max(newestMs, timeMs);
    for (const { timeMsc } of this.#waiting.values()) newestMs = Math.min(newestMs, timeMsc);
    return newestMs;
  }

  #record(deals: AccountHistory['deals'], currency: string, book: Book, nowMs: number): void {
    const { events, table } = this.#parts;
    for (const deal of deals) {
      const copyId = copyOf(deal, table.copies);
      if (copyId === undefined && isCopyMagic(magic(deal.magic))) {
        const { sinceMs } = this.#waiting.get(deal.deal) ?? { sinceMs: nowMs };
        this.#waiting.set(deal.deal, { timeMsc: deal.timeMsc, sinceMs });
        continue;
      }
      this.#waiting.delete(deal.deal);
      this.#seen.set(deal.deal, deal.timeMsc);
      if (copyId === undefined) continue;
      const { commission, entry, price, profit, swap, timeMsc, volume } = deal;
      const atMs = Math.round(timeMsc - book.serverNowMs + book.readAtMs);
      const costs = { commission, swap, profit, currency };
      const what = { copyId, deal: deal.deal, entry, volume, price, serverMs: timeMsc, atMs };
      events.add({ at: Date.now(), kind: 'deal-booked', data: { ...what, ...costs } });
    }
  }

  async #mark(sinceMs: number): Promise<void> {
    const { file } = this.#parts;
    this.#sinceMs = sinceMs;
    for (const [deal, timeMs] of this.#seen) {
      if (timeMs < sinceMs - OVERLAP_MS) this.#seen.delete(deal);
    }
    await mkdir(path.dirname(file), { recursive: true });
    await replaceFile(file, JSON.stringify({ sinceMs }), { flush: false });
  }
}

/** Adopted positions have no magic of ours; a balance deal has no position. */
function copyOf(
  { identifier, magic: own }: AccountHistory['deals'][number],
  copies: Copies,
): CopyId | undefined {
  const holders = isTicket(identifier) ? copies.holding(positionId(identifier)) : [];
  return (holders.at(-1) ?? copies.withMagic(magic(own)).at(-1))?.copyId;
}

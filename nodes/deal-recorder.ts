/**
 * Puts the deals of copies on record with what they cost, as the terminal's account history tells them:
 * commission, swap and profit stand in no answer to an order.
 *
 * Invariants:
 * 1. No order waits for anything here: the history is asked for when nothing is under way, a page at a time.
 * 2. Every deal is recorded at least once, also those made while this node did not run, as long as a page
 *    holds all of one millisecond; one that is recorded twice has the same number.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { EventBuffer } from '../db/event-buffer.ts';
import type { Book } from '../domain/book.ts';
import { TerminalUnavailableError } from '../domain/errors.ts';
import type { CopyId } from '../domain/ids.ts';
import type { CopyTable } from './copy-table.ts';
import type { Log } from './copy-reporter.ts';
import type { AccountHistory } from './ea-terminal.ts';

/** How often the history is read; the first time of a connection at once. */
export const LOOK_MS = 5_000;
/** Deals that reach the terminal late may have earlier times than some that are known. */
const OVERLAP_MS = 60_000;
/** Without a mark: an account's whole history is nobody's business here. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;

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
    this.#looking = this.#look(book);
    await this.#looking;
    this.#looking = null;
  }

  /** Lets a look that is under way end; begins none. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#looking;
  }

  /** Never rejects. */
  async #look(book: Book): Promise<void> {
    const { events, log } = this.#parts;
    try {
      const fromMs = this.#sinceMs ?? book.serverNowMs - FIRST_LOOK_BACK_MS;
      const newestMs = await this.#readPages(Math.max(0, fromMs - OVERLAP_MS), book);
      if (newestMs === null) return;
      await events.flush();
      // The mark says what is on record, not what waits for the database.
      if (events.size === 0) await this.#mark(newestMs);
    } catch (error) {
      // The next look asks again.
      if (error instanceof TerminalUnavailableError) return;
      log.warn({ err: error }, 'the costs of some copies could not be recorded');
    }
  }

  /** @returns the time of the newest deal that was not known; null when there was none. */
  async #readPages(fromMs: number, book: Book): Promise<number | null> {
    const { history, table } = this.#parts;
    let newestMs: number | null = null;
    for (let sinceMs = fromMs; ;) {
      const page = await history(sinceMs);
      const fresh = page.deals.filter(({ deal }) => !this.#seen.has(deal));
      if (fresh.length > 0) this.#record(fresh, page.currency, book);
      for (const { deal, timeMsc } of fresh) {
        this.#seen.set(deal, timeMsc);
        newestMs = Math.max(newestMs ?? 0, timeMsc);
      }
      const last = page.deals.at(-1);
      if (!page.more || last === undefined || this.#isClosed || table.inFlight.size > 0) break;
      // A page of one millisecond would come again and again.
      sinceMs = Math.max(last.timeMsc, fresh.length === 0 ? sinceMs + 1 : sinceMs);
    }
    return newestMs;
  }

  #record(deals: AccountHistory['deals'], currency: string, book: Book): void {
    const { events, table } = this.#parts;
    const byPosition = new Map<string, CopyId>();
    const byMagic = new Map<string, CopyId>();
    for (const { copyId, magic, state } of table.copies.values()) {
      byMagic.set(magic, copyId);
      const position = 'position' in state ? state.position : null;
      if (position !== null) byPosition.set(position.identifier, copyId);
    }
    for (const deal of deals) {
      const copyId = byPosition.get(deal.identifier) ?? byMagic.get(deal.magic);
      if (copyId === undefined) continue;
      const { commission, entry, price, profit, swap, timeMsc, volume } = deal;
      const atMs = Math.round(timeMsc - book.serverNowMs + book.readAtMs);
      const costs = { commission, swap, profit, currency };
      const what = { copyId, deal: deal.deal, entry, volume, price, serverMs: timeMsc, atMs };
      events.add({ at: Date.now(), kind: 'deal-booked', data: { ...what, ...costs } });
    }
  }

  async #mark(newestMs: number): Promise<void> {
    const { file } = this.#parts;
    this.#sinceMs = Math.max(this.#sinceMs ?? 0, newestMs);
    for (const [deal, timeMs] of this.#seen) {
      if (timeMs < this.#sinceMs - OVERLAP_MS) this.#seen.delete(deal);
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify({ sinceMs: this.#sinceMs }));
    await rename(`${file}.new`, file);
  }
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EventEntry } from '../../db/event-log.ts';
import type { Book } from '../../domain/book.ts';
import { withState } from '../../domain/copy.ts';
import { TerminalUnavailableError } from '../../domain/errors.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import { CopyTable } from '../../nodes/copy-table.ts';
import { DealRecorder, LOOK_MS } from '../../nodes/deal-recorder.ts';
import type { AccountHistory } from '../../nodes/ea-terminal.ts';
import { book } from '../domain/builders.ts';
import { intent } from './builders.ts';

type Deal = AccountHistory['deals'][number];

const SERVER_NOW = 2_000_000_000_000;
/** The broker's clock is two hours ahead. */
const AHEAD_MS = 7_200_000;
const BOOK = {
  ...book([]),
  synced: true,
  serverNowMs: SERVER_NOW,
  readAtMs: SERVER_NOW - AHEAD_MS,
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lockstep-deals-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function deal(number: number, changes: Partial<Deal> = {}): Deal {
  return {
    deal: String(number),
    order: '1',
    identifier: '500',
    symbol: 'EURUSD',
    type: 0,
    entry: 'IN',
    volume: '0.10',
    price: '1.10000',
    profit: '0.00',
    swap: '0.00',
    commission: '-0.35',
    timeMsc: SERVER_NOW - 10_000 + number,
    reason: 'EXPERT',
    magic: '0',
    comment: '',
    ...changes,
  };
}

/** A recorder of one open copy with position 500, on an account with these deals. */
async function desk(deals: Deal[], pageSize = 100, refused: readonly string[] = []) {
  const table = new CopyTable();
  const copy = intent();
  const position = { identifier: positionId('500'), ticket: ticket('500') };
  table.set(withState(copy, { status: 'open', position }, {}));
  const added: EventEntry[] = [];
  const events = {
    add: (entry: EventEntry) => void added.push(entry),
    flush: () => Promise.resolve(),
    size: 0,
  };
  const asked: number[] = [];
  const history = vi.fn<(sinceMs: number) => Promise<AccountHistory>>((sinceMs) => {
    asked.push(sinceMs);
    const found = deals.filter(({ timeMsc }) => timeMsc >= sinceMs);
    const page = { deals: found.slice(0, pageSize), more: found.length > pageSize, refused };
    return Promise.resolve({ ...page, currency: 'EUR' });
  });
  const warn = vi.fn<(fields: object, message: string) => void>();
  const log = { info: warn, warn, error: warn };
  const file = path.join(folder, 'deals', 'deals.json');
  const recorder = new DealRecorder({ history, table, events, log, file });
  await recorder.load();
  let nowMs = 0;
  const look = (changes: Partial<Book> = {}, passedMs = LOOK_MS): Promise<void> => {
    nowMs += passedMs;
    return recorder.tick({ ...BOOK, ...changes }, 1, nowMs);
  };
  return { table, copy, added, events, asked, history, warn, file, recorder, look };
}

const numbers = (added: readonly EventEntry[]) =>
  added.map(({ data }) => (data as { deal: string }).deal);

test('a deal of a copy is on record with its costs, its currency and its time on this computer', async () => {
  const { added, copy, look } = await desk([deal(1, { swap: '-1.20', profit: '7.00' })]);
  await look();
  expect(added).toMatchObject([
    {
      kind: 'deal-booked',
      data: {
        copyId: copy.copyId,
        deal: '1',
        entry: 'IN',
        commission: '-0.35',
        swap: '-1.20',
        profit: '7.00',
        currency: 'EUR',
        atMs: SERVER_NOW - AHEAD_MS - 9_999,
      },
    },
  ]);
});

test('a copy is known by its position, or by its magic before its position is known', async () => {
  const { added, copy, look } = await desk([]);
  await look();
  expect(added).toEqual([]);
  const other = await desk([
    deal(1, { identifier: '999', magic: copy.magic }),
    deal(2, { identifier: '998', magic: '234000' }),
    deal(3, { identifier: '0', type: 2 }),
  ]);
  await other.look();
  expect(numbers(other.added)).toEqual(['1']);
});

test('pages follow each other, deals of one millisecond and late ones included', async () => {
  const at = SERVER_NOW - 5_000;
  const deals = [1, 2, 3, 4, 5].map((number) => deal(number, { timeMsc: at }));
  const { added, look } = await desk(deals, 2);
  await look();
  // A page of two cannot get past five of one millisecond, but never hangs.
  expect(numbers(added)).toEqual(['1', '2']);
  const spread = [1, 2, 3, 4, 5].map((number) => deal(number));
  const other = await desk(spread, 2);
  await other.look();
  expect(numbers(other.added)).toEqual(['1', '2', '3', '4', '5']);
  spread.unshift(deal(0, { timeMsc: SERVER_NOW - 40_000 }));
  await other.look();
  expect(numbers(other.added)).toEqual(['1', '2', '3', '4', '5', '0']);
});

test('a restarted node goes on where the record ends', async () => {
  const first = await desk([deal(1)]);
  await first.look();
  expect(JSON.parse(await readFile(first.file, 'utf8'))).toEqual({ sinceMs: SERVER_NOW - 9_999 });
  const second = await desk([deal(1), deal(2)]);
  await second.look();
  expect(second.asked[0]).toBe(SERVER_NOW - 9_999 - 60_000);
  expect(numbers(second.added)).toContain('2');
});

test('what waits for the database is not marked as recorded', async () => {
  const { events, file, look } = await desk([deal(1)]);
  events.size = 1;
  await look();
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test('nothing is asked while an order is under way, the terminal is not synchronised, or too soon', async () => {
  const { copy, history, look, recorder, table } = await desk([]);
  table.inFlight.add(copy.copyId);
  await look();
  table.inFlight.clear();
  await look({ synced: false });
  expect(history).not.toHaveBeenCalled();
  await look();
  expect(history).toHaveBeenCalledTimes(1);
  await recorder.tick(BOOK, 1, 3 * LOOK_MS + 1);
  expect(history).toHaveBeenCalledTimes(1);
  await recorder.tick(BOOK, 2, 3 * LOOK_MS + 1);
  expect(history).toHaveBeenCalledTimes(2);
});

test('a terminal that goes away is asked again, silently; a damaged mark is told', async () => {
  const { added, history, look, warn } = await desk([deal(1)]);
  history.mockRejectedValueOnce(new TerminalUnavailableError('gone'));
  await look();
  expect(added).toEqual([]);
  await look();
  expect(numbers(added)).toEqual(['1']);
  expect(warn).not.toHaveBeenCalled();
  await writeFile(path.join(folder, 'deals', 'deals.json'), '{');
  const other = await desk([]);
  expect(other.warn).toHaveBeenCalledTimes(1);
});

test('a deal whose copy is not known yet is recorded once it is, also by a restarted node', async () => {
  const later = intent('101');
  const timeMsc = SERVER_NOW - 100_000;
  const deals = [
    deal(1, { identifier: '501', magic: later.magic, timeMsc }),
    deal(2, { timeMsc: SERVER_NOW }),
  ];
  const first = await desk(deals);
  await first.look();
  expect(numbers(first.added)).toEqual(['2']);
  expect(JSON.parse(await readFile(first.file, 'utf8'))).toEqual({ sinceMs: timeMsc });
  const second = await desk(deals);
  second.table.set(later);
  await second.look();
  expect(second.asked[0]).toBe(timeMsc - 60_000);
  expect(numbers(second.added)).toContain('1');
  first.table.set(later);
  await first.look();
  expect(numbers(first.added)).toEqual(['2', '1']);
  expect(JSON.parse(await readFile(first.file, 'utf8'))).toEqual({ sinceMs: SERVER_NOW });
});

test('a deal waits ten minutes for its copy, and a page full of them comes once', async () => {
  const timeMsc = SERVER_NOW - 100_000;
  const stranger = { identifier: '501', magic: intent('101').magic, timeMsc };
  const { file, look } = await desk(
    [deal(1, stranger), deal(2, stranger), deal(4, { timeMsc: SERVER_NOW })],
    2,
  );
  await look();
  await look({}, 600_000 - 1);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ sinceMs: timeMsc });
  await look({}, LOOK_MS);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ sinceMs: SERVER_NOW });
});

test('a deal that cannot be used is told once and holds up no other', async () => {
  const { added, look, warn } = await desk([deal(1)], 100, ['deal 7: type is no number']);
  await look();
  await look();
  expect(numbers(added)).toEqual(['1']);
  expect(warn.mock.calls.map(([, message]) => message)).toEqual([
    expect.stringContaining('deal 7: type is no number'),
  ]);
});

test('deals are on record that were made after the server’s clock was set back', async () => {
  const deals = [deal(1)];
  const { added, look } = await desk(deals);
  await look();
  const backMs = 3_600_000;
  deals.push(deal(2, { timeMsc: SERVER_NOW - backMs }));
  // The EA's clock comes up with it ten minutes later.
  await look({ serverNowMs: SERVER_NOW + 590_000 });
  expect(numbers(added)).toEqual(['1']);
  deals.push(deal(3, { timeMsc: SERVER_NOW - backMs + 600_000 }));
  await look({ serverNowMs: SERVER_NOW - backMs + 600_000 });
  await look({ serverNowMs: SERVER_NOW - backMs + 605_000 });
  expect(numbers(added)).toEqual(['1', '2', '3']);
});

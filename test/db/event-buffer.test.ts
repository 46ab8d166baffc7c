import { expect, test } from 'vitest';
import { EventBuffer } from '../../db/event-buffer.ts';
import { CHAIN_START, link } from '../../db/event-chain.ts';
import type { EventEntry, EventLog, EventRecord } from '../../db/event-log.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';

/** A log in memory that can be down. */
class MemoryLog implements EventLog {
  readonly batches: (readonly EventEntry[])[] = [];
  error: Error | null = null;
  /** No write that has an entry of this kind is ever stored. */
  unstorable: string | null = null;

  append(entries: readonly EventEntry[]): Promise<readonly EventRecord[]> {
    if (entries.some(({ kind }) => kind === this.unstorable)) {
      return Promise.reject(new RangeError('too large'));
    }
    if (this.error !== null) return Promise.reject(this.error);
    this.batches.push(entries);
    return Promise.resolve(link('A', CHAIN_START, entries));
  }

  read(): Promise<readonly EventRecord[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get kinds(): string[] {
    return this.batches.flat().map(({ kind }) => kind);
  }
}

function entry(kind: string): EventEntry {
  return { at: 5, kind, data: null };
}

test('entries that come together are written together, in their order', async () => {
  const log = new MemoryLog();
  const buffer = new EventBuffer(log);
  for (const kind of ['a', 'b', 'c']) buffer.add(entry(kind));
  await buffer.close();
  expect(log.batches.map((batch) => batch.map(({ kind }) => kind))).toEqual([['a', 'b', 'c']]);
});

test('a batch has its limit', async () => {
  const log = new MemoryLog();
  const buffer = new EventBuffer(log, { batch: 2 });
  for (const kind of ['a', 'b', 'c']) buffer.add(entry(kind));
  await buffer.flush();
  expect(log.batches.map(({ length }) => length)).toEqual([2, 1]);
});

test('entries are written without being asked for', async () => {
  const log = new MemoryLog();
  const buffer = new EventBuffer(log, { collectMs: 1 });
  buffer.add(entry('a'));
  await expect.poll(() => log.kinds).toEqual(['a']);
});

test('an outage keeps the entries, in their order, and is reported once', async () => {
  const log = new MemoryLog();
  const outages: (string | null)[] = [];
  const buffer = new EventBuffer(log, {
    retryMs: 1,
    onOutage: (error) => outages.push(error === null ? null : error.message),
  });
  log.error = new StoreUnavailableError('down');
  buffer.add(entry('a'));
  await buffer.flush();
  buffer.add(entry('b'));
  await buffer.flush();
  expect(buffer.size).toBe(2);
  log.error = null;
  await expect.poll(() => log.kinds).toEqual(['a', 'b']);
  expect(outages).toEqual(['down', null]);
});

test('in a long outage the oldest entries go, and the log says how many', async () => {
  const log = new MemoryLog();
  const buffer = new EventBuffer(log, { limit: 2 });
  log.error = new StoreUnavailableError('down');
  for (const kind of ['a', 'b', 'c', 'd', 'e']) buffer.add(entry(kind));
  log.error = null;
  await buffer.flush();
  expect(log.kinds).toEqual(['events-dropped', 'd', 'e']);
  expect(log.batches[0]?.[0]?.data).toEqual({ count: 3 });
});

test('a batch that can never be stored is let go, and those after it are stored', async () => {
  const log = new MemoryLog();
  const buffer = new EventBuffer(log);
  log.error = new RangeError('too large');
  buffer.add(entry('a'));
  await buffer.flush();
  log.error = null;
  buffer.add(entry('b'));
  await buffer.flush();
  expect(log.kinds).toEqual(['b']);
});

test('an entry that can never be stored takes none of its batch with it', async () => {
  const log = new MemoryLog();
  log.unstorable = 'b';
  const outages: (string | null)[] = [];
  const buffer = new EventBuffer(log, {
    batch: 3,
    onOutage: (error) => outages.push(error?.message ?? null),
  });
  for (const kind of ['a', 'b', 'c', 'd']) buffer.add(entry(kind));
  await buffer.flush();
  expect(log.kinds).toEqual(['a', 'c', 'd']);
  expect(outages).toEqual(['too large', null]);
  expect(buffer.size).toBe(0);
});

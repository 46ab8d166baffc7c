/** The invariants of db/spooled-event-log.ts. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CHAIN_START, link, verifyChain } from '../../db/event-chain.ts';
import type { EventEntry, EventLog, EventRecord } from '../../db/event-log.ts';
import { SpooledEventLog } from '../../db/spooled-event-log.ts';
import { Spool } from '../../db/spool.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';

/** A chain in memory whose database can be away, silent, slow, or too slow for more than one entry. */
class Database implements EventLog {
  readonly records: EventRecord[] = [];
  state: 'well' | 'away' | 'silent' | 'slow' | 'too-slow' = 'well';
  /** What a slow one was asked and has not answered yet. */
  readonly #open: (() => void)[] = [];
  asked = 0;

  async append(entries: readonly EventEntry[]): Promise<readonly EventRecord[]> {
    this.asked += 1;
    if (this.state === 'slow') await new Promise<void>((resolve) => this.#open.push(resolve));
    return await this.#answer(entries);
  }

  /** Stores and answers what waits. */
  answer(): void {
    for (const resolve of this.#open.splice(0)) resolve();
  }

  #answer(entries: readonly EventEntry[]): Promise<readonly EventRecord[]> {
    if (this.state === 'away') return Promise.reject(new StoreUnavailableError('away'));
    if (this.state === 'silent') return new Promise(() => undefined);
    if (entries.some(({ kind }) => kind === 'huge')) return Promise.reject(new RangeError('huge'));
    const added = link('A', this.records.at(-1) ?? CHAIN_START, entries);
    this.records.push(...added);
    if (this.state === 'too-slow' && entries.length > 1) {
      return Promise.reject(new StoreUnavailableError('no answer in time'));
    }
    return Promise.resolve(added);
  }

  read(): Promise<readonly EventRecord[]> {
    return Promise.resolve(this.records);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get kinds(): string[] {
    const broken = verifyChain(this.records);
    if (broken !== null) throw new Error(broken.reason);
    return this.records.map(({ kind }) => kind);
  }
}

function folder(): string {
  const name = mkdtempSync(path.join(tmpdir(), 'lockstep-'));
  onTestFinished(() => rm(name, { recursive: true, force: true }));
  return path.join(name, 'records.jsonl');
}

function logAt(file: string, database: Database, retryMs = 60_000): SpooledEventLog {
  const log = new SpooledEventLog(database, new Spool(file), { retryMs, patienceMs: 20 });
  onTestFinished(() => log.close());
  return log;
}

function entry(kind: string): EventEntry {
  return { at: 5, kind, data: { request: kind } };
}

test.each(['away', 'silent'] as const)(
  'records made while the database is %s outlive the process and are chained first',
  async (state) => {
    const [file, database] = [folder(), new Database()];
    const first = logAt(file, database);
    await first.append([entry('a')]);
    database.state = state;
    expect(await first.append([entry('b')])).toEqual([]);
    await first.append([entry('c')]);
    expect(database.kinds).toEqual(['a']);
    await first.close();
    database.state = 'well';
    await logAt(file, database, 5).append([entry('d')]);
    await expect.poll(() => database.kinds).toEqual(['a', 'b', 'c', 'd']);
  },
);

test('a database known to be down is not asked', async () => {
  const [file, database] = [folder(), new Database()];
  const log = logAt(file, database);
  log.down();
  await log.append([entry('a')]);
  expect(database.kinds).toEqual([]);
});

test('what was spooled is chained by itself when the database is back', async () => {
  const [file, database] = [folder(), new Database()];
  const log = logAt(file, database, 5);
  database.state = 'away';
  await log.append([entry('a')]);
  database.state = 'well';
  await expect.poll(() => database.kinds).toEqual(['a']);
  await log.append([entry('b')]);
  await expect.poll(() => database.kinds).toEqual(['a', 'b']);
});

test('a spooled record that can never be stored keeps no other back', async () => {
  const [file, database] = [folder(), new Database()];
  const log = logAt(file, database, 5);
  database.state = 'away';
  for (const kind of ['a', 'huge', 'b']) await log.append([entry(kind)]);
  database.state = 'well';
  await expect.poll(() => database.kinds).toEqual(['a', 'b']);
});

test('neither database nor disk: the caller keeps the records', async () => {
  const database = new Database();
  database.state = 'away';
  const blocked = path.join(folder(), '..', '..', 'none\0');
  await expect(logAt(blocked, database).append([entry('a')])).rejects.toThrow(
    StoreUnavailableError,
  );
});

test('invariant 4: a record that is stored after the patience is not stored again', async () => {
  const [file, database] = [folder(), new Database()];
  const log = logAt(file, database, 5);
  await log.append([entry('a')]);
  database.state = 'slow';
  expect(await log.append([entry('b')])).toEqual([]);
  await log.append([entry('c')]);
  database.state = 'well';
  database.answer();
  await expect.poll(() => database.kinds).toEqual(['a', 'b', 'c']);
});

test('invariant 4: a slow database is asked once for what was spooled, and the spool empties', async () => {
  const [file, database] = [folder(), new Database()];
  const log = logAt(file, database, 5);
  database.state = 'away';
  await log.append([entry('a')]);
  database.state = 'slow';
  const before = database.asked;
  await expect.poll(() => database.asked).toBeGreaterThan(before);
  const asked = database.asked;
  for (const kind of ['b', 'c', 'd']) await log.append([entry(kind)]);
  // Nothing shows that nothing is asked: some retries' time.
  await delay(100);
  expect(database.asked).toBe(asked);
  database.state = 'well';
  database.answer();
  await expect.poll(() => database.kinds).toEqual(['a', 'b', 'c', 'd']);
  await expect.poll(() => readFileSync(file, 'utf8')).toBe('');
});

test('a database that stores each write and answers none of several records is asked for fewer', async () => {
  const [file, database] = [folder(), new Database()];
  const log = logAt(file, database, 5);
  log.down();
  database.state = 'too-slow';
  await log.append([entry('a'), entry('b')]);
  await expect.poll(() => database.kinds.at(-1)).toBe('b');
  await expect.poll(() => readFileSync(file, 'utf8')).toBe('');
  expect(database.kinds.length).toBeLessThan(10);
});

test('without a spool the records go to the database, which is reported once', async () => {
  const [file, database] = [folder(), new Database()];
  // Where its folder should be stands a file.
  writeFileSync(file, '');
  const failures: Error[] = [];
  const spool = new Spool(path.join(file, 'records.jsonl'));
  const spooling = vi.spyOn(spool, 'append');
  const log = new SpooledEventLog(database, spool, {
    retryMs: 5,
    patienceMs: 20,
    spoolFailed: (error) => failures.push(error),
  });
  onTestFinished(() => log.close());
  await log.append([entry('a')]);
  await log.append([entry('b')]);
  expect(database.kinds).toEqual(['a', 'b']);
  expect(failures).toHaveLength(1);
  // An error would make the caller hand over the same record again.
  database.state = 'slow';
  const late = log.append([entry('c')]);
  await expect.poll(() => spooling.mock.calls.length).toBe(1);
  database.state = 'well';
  database.answer();
  expect(await late).toHaveLength(1);
  expect(database.kinds).toEqual(['a', 'b', 'c']);
});

test('a spool that can be opened later is chained then', async () => {
  const [file, database] = [folder(), new Database()];
  const first = logAt(file, database);
  first.down();
  await first.append([entry('a')]);
  await first.close();
  const kept = `${file}.kept`;
  renameSync(file, kept);
  mkdirSync(file);
  const log = logAt(file, database, 5);
  await log.append([entry('b')]);
  expect(database.kinds).toEqual(['b']);
  rmdirSync(file);
  renameSync(kept, file);
  await log.append([entry('c')]);
  await expect.poll(() => database.kinds).toEqual(['b', 'a', 'c']);
});

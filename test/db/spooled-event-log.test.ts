/** The invariants of db/spooled-event-log.ts. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CHAIN_START, link, verifyChain } from '../../db/event-chain.ts';
import type { EventEntry, EventLog, EventRecord } from '../../db/event-log.ts';
import { SpooledEventLog } from '../../db/spooled-event-log.ts';
import { Spool } from '../../db/spool.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';

/** A chain in memory whose database can be away or silent. */
class Database implements EventLog {
  readonly records: EventRecord[] = [];
  state: 'well' | 'away' | 'silent' = 'well';

  append(entries: readonly EventEntry[]): Promise<readonly EventRecord[]> {
    if (this.state === 'away') return Promise.reject(new StoreUnavailableError('away'));
    if (this.state === 'silent') return new Promise(() => undefined);
    if (entries.some(({ kind }) => kind === 'huge')) return Promise.reject(new RangeError('huge'));
    const added = link('A', this.records.at(-1) ?? CHAIN_START, entries);
    this.records.push(...added);
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
    await logAt(file, database).append([entry('d')]);
    expect(database.kinds).toEqual(['a', 'b', 'c', 'd']);
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
  expect(database.kinds).toEqual(['a', 'b']);
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

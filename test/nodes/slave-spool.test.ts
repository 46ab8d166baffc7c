/** The invariants of nodes/slave-spool.ts. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Spool } from '../../db/spool.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { SlaveSpool } from '../../nodes/slave-spool.ts';
import { temporaryFolder } from '../db/sqlite/folder.ts';
import { FakeLedger, intent } from './builders.ts';
import { opened } from './executor-desk.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const EVENTS = { append: async () => [], read: async () => [], close: async () => undefined };

function desk() {
  const folder = temporaryFolder();
  const file = new Spool(path.join(folder, 'spool', 'copies.jsonl'));
  onTestFinished(() => file.close());
  const ledger = new FakeLedger();
  const standing = new Map<string, string>();
  const spool = new SlaveSpool({
    spool: file,
    ledger,
    events: EVENTS,
    alarms: {
      set: ({ code, detail }, isRaised) =>
        void (isRaised ? standing.set(code, detail) : standing.delete(code)),
    },
    slave: 'Apex',
    log,
    nowMs: Date.now,
  });
  const inTheWay = path.join(folder, 'spool');
  return {
    file,
    ledger,
    standing,
    spool,
    break: () => writeFileSync(inTheWay, ''),
    mend: () => {
      rmSync(inTheWay);
      mkdirSync(inTheWay);
    },
  };
}

const COPY = opened(intent());

test('what an earlier process left is stored at the start', async () => {
  const { file, ledger, spool, standing } = desk();
  ledger.stored.set(COPY.copyId, intent());
  await file.append([{ type: 'copy', copy: COPY }]);
  await spool.storeEarlier();
  expect(ledger.stored.get(COPY.copyId)).toEqual(COPY);
  expect((await file.pending()).entries).toEqual([]);
  expect(standing.size).toBe(0);
});

test('a spool that cannot be used holds up no start, and an alarm says so', async () => {
  const given = desk();
  given.break();
  await given.spool.storeEarlier();
  expect(given.standing.get('SPOOL_UNUSABLE')).toContain('cannot be written');
});

test('a database that does not answer is no fault of the spool', async () => {
  const { file, ledger, spool, standing } = desk();
  ledger.failure = 'before';
  await file.append([{ type: 'copy', copy: COPY }]);
  await expect(spool.storeEarlier()).rejects.toThrow(StoreUnavailableError);
  expect(standing.size).toBe(0);
});

test('the alarm ends with the first write that works, tried every 5 s (invariant 2)', async () => {
  const given = desk();
  const works = vi.fn<() => void>();
  given.break();
  await given.spool.storeEarlier();
  given.spool.tick(1_000, works);
  // The probe stands before it in the queue of the file.
  await expect(given.file.pending()).rejects.toThrow(StoreUnavailableError);
  given.mend();
  given.spool.tick(5_999, works);
  await given.file.pending();
  expect(given.standing.has('SPOOL_UNUSABLE')).toBe(true);
  given.spool.tick(6_000, works);
  await vi.waitFor(() => expect(works).toHaveBeenCalledOnce());
  expect(given.standing.has('SPOOL_UNUSABLE')).toBe(false);
});

test('what was in a spool that could not be opened is stored before it leaves (invariant 1)', async () => {
  const { file, ledger, spool } = desk();
  ledger.stored.set(COPY.copyId, intent());
  await file.append([{ type: 'copy', copy: COPY }]);
  await spool.drain(() => Promise.resolve());
  expect(ledger.stored.get(COPY.copyId)).toEqual(COPY);
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Spool } from '../../db/spool.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { LedgerWriter } from '../../nodes/ledger-writer.ts';
import { FakeLedger, intent } from './builders.ts';

function parts() {
  const ledger = new FakeLedger();
  const spool = new Spool(path.join(mkdtempSync(path.join(tmpdir(), 'lockstep-')), 'spool.jsonl'));
  onTestFinished(() => spool.close());
  const failures: Error[] = [];
  const writer = new LedgerWriter(ledger, spool, {
    available: () => undefined,
    spoolFailed: (error) => failures.push(error),
  });
  return { ledger, spool, writer, failures };
}

test('the spool keeps what waits again while it is being emptied (invariant 3)', async () => {
  const { ledger, spool, writer, failures } = parts();
  const [first, second] = [intent('100'), intent('200')];
  for (const copy of [first, second]) ledger.stored.set(copy.copyId, copy);
  ledger.failure = 'before';
  const written = writer.write({ ...first, version: 2 });
  await expect.poll(async () => (await spool.pending()).entries.length).toBe(1);
  const drain = spool.drain.bind(spool);
  const again: Promise<unknown>[] = [];
  const drains: Promise<unknown>[] = [];
  spool.drain = async (store) => {
    // The database goes down once more, just before the spool is emptied.
    ledger.failure = 'before';
    again.push(writer.write({ ...second, version: 2 }));
    await vi.waitFor(() => expect(writer.isAvailable).toBe(false));
    await expect.poll(async () => (await spool.pending()).entries.length).toBe(2);
    const draining = drain(store);
    drains.push(draining);
    return draining;
  };
  ledger.failure = 'none';
  await written;
  await vi.waitFor(() => expect(drains).toHaveLength(1));
  await Promise.allSettled(drains);
  expect((await spool.pending()).entries).toHaveLength(2);
  spool.drain = drain;
  ledger.failure = 'none';
  await Promise.all(again);
  await expect.poll(async () => (await spool.pending()).entries).toEqual([]);
  expect(ledger.stored.get(second.copyId)?.version).toBe(2);
  expect(failures).toEqual([]);
});

test('what the disk did not take is spooled when it does again, while the database is still down', async () => {
  const { ledger, spool, writer, failures } = parts();
  const append = spool.append.bind(spool);
  spool.append = () => Promise.reject(new StoreUnavailableError('the disk is full'));
  const copy = intent();
  ledger.stored.set(copy.copyId, copy);
  ledger.failure = 'before';
  const written = writer.write({ ...copy, version: 2 });
  await vi.waitFor(() => expect(failures).toHaveLength(1));
  spool.append = append;
  writer.spoolAgain();
  await expect.poll(async () => (await spool.pending()).entries).toHaveLength(1);
  ledger.failure = 'none';
  await written;
  writer.spoolAgain();
  await expect.poll(async () => (await spool.pending()).entries).toEqual([]);
});

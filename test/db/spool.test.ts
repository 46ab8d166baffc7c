/** The invariants' numbers are those of db/spool.ts. */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { verifyChain } from '../../db/event-chain.ts';
import type { SpoolEntry } from '../../db/spool-line.ts';
import { Spool } from '../../db/spool.ts';
import { storeSpooled } from '../../db/store-spooled.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { accountName, positionId, ticket } from '../../domain/ids.ts';
import { withState } from '../../domain/copy.ts';
import { copyOf, SLAVE } from './builders.ts';
import { folderStores, temporaryFolder } from './sqlite/folder.ts';

function newFile(): string {
  return path.join(temporaryFolder(), 'data', 'spool.jsonl');
}

const opened: Spool[] = [];

afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close();
});

/** A spool that is closed after the test. */
function spoolAt(file: string, maxBytes?: number): Spool {
  const spool = new Spool(file, maxBytes);
  opened.push(spool);
  return spool;
}

function event(kind: string): SpoolEntry {
  return { type: 'event', entry: { at: 1, kind, data: null } };
}

function kinds(entries: readonly SpoolEntry[]): string[] {
  return entries.map((entry) => (entry.type === 'event' ? entry.entry.kind : entry.copy.copyId));
}

async function pendingIn(file: string): Promise<{ kinds: string[]; damaged: number }> {
  const spool = spoolAt(file);
  const { entries, damaged } = await spool.pending();
  await spool.close();
  return { kinds: kinds(entries), damaged };
}

test('invariant 1: entries are there after a restart', async () => {
  const file = newFile();
  const spool = spoolAt(file);
  await spool.append([event('a'), { type: 'copy', copy: copyOf(1) }]);
  await spool.append([event('b')]);
  // Not closed before: a killed process does not close either.
  expect(await pendingIn(file)).toEqual({ kinds: ['a', copyOf(1).copyId, 'b'], damaged: 0 });
});

test('a line that a crash has torn is dropped, and the next entry takes its place', async () => {
  const file = newFile();
  const first = spoolAt(file);
  await first.append([event('a')]);
  await first.append([event('b')]);
  await first.close();
  truncateSync(file, readFileSync(file).length - 5);
  const second = spoolAt(file);
  await second.append([event('c')]);
  await second.close();
  expect(await pendingIn(file)).toEqual({ kinds: ['a', 'c'], damaged: 0 });
});

test('a damaged line in the middle is counted and hides no other', async () => {
  const file = newFile();
  const spool = spoolAt(file);
  await spool.append([event('a')]);
  await spool.close();
  appendFileSync(file, 'somebody typed here\n');
  const again = spoolAt(file);
  await again.append([event('b')]);
  await again.close();
  expect(await pendingIn(file)).toEqual({ kinds: ['a', 'b'], damaged: 1 });
});

test('invariant 1: an entry behind bytes that are no text is there after a restart', async () => {
  const file = newFile();
  const spool = spoolAt(file);
  await spool.append([event('a')]);
  await spool.close();
  appendFileSync(file, Buffer.from([0xff, 0xfe, 0xc3, 0x0a]));
  const again = spoolAt(file);
  await again.append([event('b')]);
  await again.close();
  expect(await pendingIn(file)).toEqual({ kinds: ['a', 'b'], damaged: 1 });
});

test('invariant 2: drain hands over everything in its order, what comes meanwhile too', async () => {
  const file = newFile();
  const spool = spoolAt(file);
  await spool.append([event('a'), event('b')]);
  const handed: string[] = [];
  const count = await spool.drain(async (entries) => {
    if (handed.length === 0) await spool.append([event('c')]);
    handed.push(...kinds(entries));
  });
  expect(count).toBe(3);
  expect(handed).toEqual(['a', 'b', 'c']);
  expect(await spool.drain(() => Promise.reject(new Error('nothing to store')))).toBe(0);
  await spool.append([event('d')]);
  expect(await pendingIn(file)).toEqual({ kinds: ['d'], damaged: 0 });
});

test('invariant 1: a drain that fails keeps everything', async () => {
  const file = newFile();
  const spool = spoolAt(file);
  await spool.append([event('a')]);
  await expect(
    spool.drain(() => Promise.reject(new StoreUnavailableError('down'))),
  ).rejects.toThrow('down');
  expect(await pendingIn(file)).toEqual({ kinds: ['a'], damaged: 0 });
});

test('a spool that is full refuses and keeps what it has', async () => {
  const file = newFile();
  const spool = spoolAt(file, 150);
  await spool.append([event('a')]);
  await expect(spool.append([event('b'), event('c')])).rejects.toThrow(`${file} is full`);
  expect(await pendingIn(file)).toEqual({ kinds: ['a'], damaged: 0 });
});

test('a spool that cannot be made is an outage, not a crash', async () => {
  const blocked = path.join(temporaryFolder(), 'file');
  writeFileSync(blocked, '');
  const spool = spoolAt(path.join(blocked, 'spool.jsonl'));
  await expect(spool.append([event('a')])).rejects.toThrow(StoreUnavailableError);
});

test('spooled versions of a copy reach the ledger, once, however often they are stored', async () => {
  const stores = await folderStores();
  const ledger = stores.ledger(SLAVE);
  const log = stores.events(accountName('Apex_Slave_01'));
  const position = { identifier: positionId('900'), ticket: ticket('901') };
  const openCopy = withState(copyOf(1), { status: 'open', position });
  const closing = withState(openCopy, { status: 'closed', position, cause: 'MASTER_CLOSED' });
  await ledger.intend([copyOf(1)]);
  const entries: SpoolEntry[] = [
    { type: 'copy', copy: openCopy },
    event('order-requested'),
    { type: 'copy', copy: closing },
  ];
  await storeSpooled(entries, ledger, log, 5);
  await storeSpooled(entries, ledger, log, 6);
  expect(await ledger.findBySlave(SLAVE)).toEqual([closing]);
  expect((await log.read()).map(({ kind }) => kind)).toEqual([
    'order-requested',
    'order-requested',
  ]);
});

test('a spooled version that has moved on is kept as an event', async () => {
  const stores = await folderStores();
  const ledger = stores.ledger(SLAVE);
  const log = stores.events(accountName('Apex_Slave_01'));
  const position = { identifier: positionId('900'), ticket: ticket('901') };
  const openCopy = withState(copyOf(1), { status: 'open', position });
  const elsewhere = withState(copyOf(1), { status: 'refused', code: 'STALE', detail: '' });
  await ledger.intend([copyOf(1)]);
  await ledger.record([elsewhere]);
  await storeSpooled([{ type: 'copy', copy: openCopy }], ledger, log, 5);
  expect(await ledger.findBySlave(SLAVE)).toEqual([elsewhere]);
  const records = await log.read();
  expect(records).toMatchObject([
    {
      at: 5,
      kind: 'spooled-copy-moved-on',
      data: {
        copyId: openCopy.copyId,
        version: 2,
        storedVersion: 2,
        state: 'open',
        slaveTicket: '901',
      },
    },
  ]);
  expect(verifyChain(records)).toBeNull();
});

test('a probe that works leaves nothing behind, also behind a torn entry', async () => {
  const file = newFile();
  const spool = spoolAt(file);
  await spool.append([event('a')]);
  const size = readFileSync(file).length;
  appendFileSync(file, 'torn');
  await spool.close();
  const again = spoolAt(file);
  await again.probe();
  expect(readFileSync(file)).toHaveLength(size);
  await again.append([event('b')]);
  expect(await pendingIn(file)).toEqual({ kinds: ['a', 'b'], damaged: 0 });
});

test('a probe of a full spool fails', async () => {
  const file = newFile();
  const spool = spoolAt(file);
  await spool.append([event('a')]);
  await spool.close();
  const full = spoolAt(file, readFileSync(file).length);
  await expect(full.probe()).rejects.toThrow('is full');
});

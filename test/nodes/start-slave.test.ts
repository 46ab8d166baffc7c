/** What a slave starts with although its ledger or its disk is damaged (nodes/start-slave.ts, read-ledger.ts). */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fileName } from '../../db/file-name.ts';
import { Spool } from '../../db/spool.ts';
import type { Stores } from '../../db/stores.ts';
import { copyMagic } from '../../domain/copy-identity.ts';
import type { Copy } from '../../domain/copy.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import type { Block } from '../../domain/plan-input.ts';
import { price } from '../../domain/symbol-spec.ts';
import { AlarmRelay } from '../../nodes/alarm-relay.ts';
import type { NodeContext } from '../../nodes/node-context.ts';
import { keepWishes } from '../../nodes/operator-close.ts';
import { openRecords } from '../../nodes/open-records.ts';
import { startSlave } from '../../nodes/start-slave.ts';
import { folderStores, temporaryFolder } from '../db/sqlite/folder.ts';
import {
  account,
  book,
  closingDeal,
  held,
  masterBook,
  NO_RULES,
  openCopy,
  position,
  SLAVE,
  spec,
} from '../domain/builders.ts';
import { FakeLedger, FakeTerminal } from './builders.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Copies enough for several pages, in a file that is damaged then. */
async function damagedLedger(folder: string): Promise<string> {
  const stores = await folderStores(folder);
  const copies = Array.from({ length: 100 }, (_, index): Copy => {
    const masterPosition = positionId(String(index + 1));
    return openCopy({ ...openCopy({ masterPosition }), version: 1 });
  });
  await stores.ledger(SLAVE).intend(copies);
  await stores.close();
  const file = path.join(folder, fileName('trades', SLAVE));
  const db = new Database(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const pages = openSync(file, 'r+');
  writeSync(pages, Buffer.alloc(4096, 0xa5), 0, 4096, 4096);
  closeSync(pages);
  return file;
}

async function start(stores: Stores, dataFolder: string, blocks: readonly Block[] = []) {
  const alarms = new AlarmRelay(log, () => undefined);
  const context: NodeContext = {
    name: 'Slave',
    overrides: {},
    stores,
    dataFolder,
    holder: { hostId: 'h', pid: 1, instance: 'i' },
    log,
    pollMs: 100,
    defaultSlippagePoints: 50,
    firstBusPort: 1,
    isSafe: false,
    crashSeam: null,
    lastValid: null,
  };
  const terminal = new FakeTerminal();
  terminal.link = { accountId: SLAVE, journalId: 'j1', isTimed: true, connection: 1 };
  terminal.lookup = { type: 'known', spec: spec() };
  const failures: unknown[] = [];
  const records = openRecords(context, account().name);
  const slave = await startSlave({
    context,
    slaveId: SLAVE,
    account: account(),
    terminal,
    alarms,
    isDoubted: () => false,
    enabledMasters: () => [],
    records,
    mayAct: () => true,
    lease: () => 1,
    tellPolicy: () => Promise.resolve(),
    history: () => Promise.reject(new Error('not expected')),
    blocks: () => [...blocks],
    fail: (error) => failures.push(error),
  });
  onTestFinished(async () => {
    slave.node.stop();
    await slave.close();
    await records.close();
  });
  return { slave, terminal, alarms, failures };
}

/** Lets the slave see its master's position 100, its copy, and then that the master has closed it. */
async function liveThroughAClose({ slave, terminal }: Awaited<ReturnType<typeof start>>) {
  const nowMs = Date.now();
  const own = position({
    identifier: positionId('500'),
    ticket: ticket('500'),
    magic: copyMagic(openCopy().copyId),
  });
  const { node, table } = slave;
  node.quote('EURUSD', { bid: price('1.09998'), ask: price('1.10002'), receivedAtMs: nowMs });
  node.slaveBook(book([own], { readAtMs: nowMs }));
  node.masterBook(masterBook([position()], { readAtMs: nowMs }), NO_RULES);
  await vi.waitFor(() => expect([...table.copies.live()]).toHaveLength(1));
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(terminal.sent).toEqual([]);
  // A deal that was made right after an adoption is newer than the book that listed the position last.
  node.masterBook(masterBook([position()], { readAtMs: Date.now(), read: 11, seq: 2 }), NO_RULES);
  const { serverNowMs } = book([], { readAtMs: Date.now() });
  const recentlyClosed = [closingDeal({ timeServerMs: serverNowMs })];
  const gone = masterBook([], { readAtMs: Date.now(), read: 12, seq: 3, recentlyClosed });
  node.masterBook(gone, NO_RULES);
  await vi.waitFor(() => expect(terminal.sent).toHaveLength(1));
  expect(terminal.sent).toMatchObject([{ identifier: '500', ifVolume: own.volume }]);
  await vi.waitFor(() =>
    expect(table.copies.get(openCopy().copyId)?.state).toMatchObject({ status: 'closed' }),
  );
}

test('with a damaged ledger nothing is opened or written, and a copy is closed with its master', async () => {
  const folder = temporaryFolder();
  const file = await damagedLedger(folder);
  const damaged = readFileSync(file);
  const started = await start(await folderStores(folder), temporaryFolder());
  const { slave, alarms, failures } = started;
  expect([...slave.table.blocks]).toEqual(['ledger']);
  await liveThroughAClose(started);
  await vi.waitFor(() => expect(alarms.standing).toHaveLength(1));
  const [alarm] = alarms.standing;
  expect(alarm).toMatchObject({ code: 'LEDGER_UNREADABLE', subject: SLAVE });
  expect(alarm?.detail).toContain(`${file} is damaged`);
  expect(alarm?.detail).toContain('`lockstep restart Slave`');
  expect(failures).toEqual([]);
  expect(readFileSync(file).equals(damaged)).toBe(true);
});

test('what an operator orders while the ledger is being read holds from the first plan on', async () => {
  const blocks: Block[] = [];
  const starting = start(await folderStores(), temporaryFolder(), blocks);
  blocks.push('paused');
  expect([...(await starting).slave.table.blocks]).toEqual(['paused']);
});

test('an operator’s close that was ordered without a terminal goes on after a restart', async () => {
  const folder = temporaryFolder();
  const dataFolder = temporaryFolder();
  const first = await folderStores(folder);
  await first.ledger(SLAVE).intend([openCopy({ version: 1 })]);
  const before = await start(first, dataFolder);
  before.terminal.link = null;
  const { table } = before.slave;
  table.wantedClosed.add(openCopy().copyId);
  keepWishes(before.slave);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  before.slave.node.stop();
  const { slave, terminal } = await start(await folderStores(folder), dataFolder);
  const own = held(openCopy());
  slave.node.slaveBook(book([own], { readAtMs: Date.now() }));
  await vi.waitFor(() => expect(terminal.sent).toMatchObject([{ identifier: own.identifier }]));
});

test('without a usable spool the start goes on under an alarm, and closes go', async () => {
  const dataFolder = temporaryFolder();
  // The spool's folder cannot be made.
  const inTheWay = path.join(dataFolder, 'spool');
  writeFileSync(inTheWay, '');
  const stores = await folderStores();
  await stores.ledger(SLAVE).intend([openCopy({ version: 1 })]);
  const started = await start(stores, dataFolder);
  const { slave, alarms } = started;
  await vi.waitFor(() => expect(alarms.standing).toMatchObject([{ code: 'SPOOL_UNUSABLE' }]));
  expect(slave.table.copies.get(openCopy().copyId)).toBeDefined();
  slave.tick();
  await liveThroughAClose(started);
  expect(alarms.standing).toHaveLength(1);
});

test('a spool that fails while the database is down is an alarm, until the disk takes it again', async () => {
  const ledger = new FakeLedger();
  const copy = openCopy({ version: 1 });
  ledger.stored.set(copy.copyId, copy);
  const stores = { ...(await folderStores()), ledger: () => ledger };
  const dataFolder = temporaryFolder();
  const { slave, alarms } = await start(stores, dataFolder);
  const full = new StoreUnavailableError('the disk is full');
  const append = vi.spyOn(Spool.prototype, 'append').mockRejectedValue(full);
  onTestFinished(() => append.mockRestore());
  ledger.failure = 'before';
  slave.table.wantedClosed.add(copy.copyId);
  keepWishes(slave);
  const codes = () => alarms.standing.map(({ code }) => code);
  await vi.waitFor(() => expect(codes()).toContain('SPOOL_UNUSABLE'));
  append.mockRestore();
  slave.tick();
  await vi.waitFor(() => expect(codes()).not.toContain('SPOOL_UNUSABLE'));
  const file = path.join(dataFolder, 'spool', fileName('spool', SLAVE));
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('CLOSING'));
});

test('a start that the database refuses leaves no file open: it is tried again for as long as it takes', async () => {
  const ledger = new FakeLedger();
  ledger.findBySlave = () => Promise.reject(new StoreUnavailableError('locked by another program'));
  const stores = { ...(await folderStores()), ledger: () => ledger };
  const close = vi.spyOn(Spool.prototype, 'close');
  onTestFinished(() => close.mockRestore());
  await expect(start(stores, temporaryFolder())).rejects.toThrow('locked by another program');
  expect(close).toHaveBeenCalledTimes(1);
});

/** What the EA of a slave is told, and when (nodes/slave-policy.ts). */
import { expect, test } from 'vitest';
import type { Book } from '../../domain/book.ts';
import { magic } from '../../domain/ids.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { CopyTable } from '../../nodes/copy-table.ts';
import type { Policy } from '../../nodes/silence-policy.ts';
import { SlavePolicy } from '../../nodes/slave-policy.ts';
import { account, book, held, NOW, openCopy } from '../domain/builders.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A slave with one copy, adopted from the Python copier. */
function desk() {
  const table = new CopyTable();
  const copy = openCopy();
  table.set(copy);
  const told: Policy[] = [];
  const policy = new SlavePolicy({
    windows: DEFAULT_WINDOWS,
    table,
    lease: () => 3,
    tellPolicy: async (next) => void told.push(next),
    log,
  });
  const document = { ...account() };
  const tick = async (connection: number | null, slaveBook: Book | null, atMs = 0) => {
    policy.tick({
      account: document,
      connection,
      book: slaveBook,
      nowMs: NOW,
      monotonicMs: atMs,
    });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  const listed = book([held(copy, { magic: magic('234000') })]);
  return { table, told, tick, listed, document };
}

test('no connection is told of no adopted position before its first book', async () => {
  const { told, tick, listed } = desk();
  await tick(1, null);
  expect(told).toEqual([]);
  await tick(1, listed);
  expect(told).toMatchObject([{ lease: 3, alsoIds: [held().identifier] }]);
  await tick(1, null, 100);
  await tick(2, null, 200);
  expect(told).toHaveLength(1);
  await tick(2, listed, 300);
  expect(told).toHaveLength(2);
});

test('a terminal that is not connected is told nothing', async () => {
  const { told, tick, listed } = desk();
  await tick(null, listed);
  expect(told).toEqual([]);
});

test('while an entry of the ledger cannot be read, no list is told but everything else is', async () => {
  const { told, tick, table, listed, document } = desk();
  table.blocks.add('ledger');
  await tick(1, listed);
  expect(told).toEqual([{ onSilence: 'hold', silenceSeconds: 30, lease: 3 }]);
  Object.assign(document, { onSilence: 'flatten_copies', silenceMs: 60_000 });
  await tick(1, listed, 100);
  expect(told[1]).toEqual({ onSilence: 'flatten_copies', silenceSeconds: 60, lease: 3 });
  await tick(1, listed, 200);
  expect(told).toHaveLength(2);
  table.blocks.delete('ledger');
  await tick(1, listed, 300);
  expect(told[2]).toMatchObject({ silenceSeconds: 60, alsoIds: [held().identifier] });
});

/** An intent that arrives after the ledger was read (nodes/late-intents.ts). */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CopyTable } from '../../nodes/copy-table.ts';
import { LateIntents } from '../../nodes/late-intents.ts';
import { FakeLedger, intent } from './builders.ts';
import { opened } from './executor-desk.ts';
import { SLAVE } from '../domain/builders.ts';

function desk() {
  const [ledger, table] = [new FakeLedger(), new CopyTable()];
  const failures: unknown[] = [];
  const late = new LateIntents({
    ledger,
    slaveId: SLAVE,
    table,
    log: { warn: () => undefined },
    fail: (error) => failures.push(error),
    startedMs: 0,
  });
  return { ledger, table, late, failures };
}

test('an intent that was stored late becomes known, and is looked up by the planner', async () => {
  const { ledger, table, late } = desk();
  const copy = intent();
  ledger.stored.set(copy.copyId, copy);
  late.tick(1_999);
  await turn();
  expect([...table.copies.values()]).toEqual([]);
  late.tick(2_000);
  await turn();
  expect([...table.copies.values()]).toEqual([copy]);
});

test('what is known already, or just being stored, is left alone', async () => {
  const { ledger, table, late } = desk();
  const [known, fresh] = [intent('100'), intent('101')];
  for (const copy of [known, fresh]) ledger.stored.set(copy.copyId, copy);
  table.set(opened(known));
  table.intending.set(fresh.copyId, fresh);
  late.tick(2_000);
  await turn();
  expect([...table.copies.values()]).toEqual([opened(known)]);
});

test('a database that does not answer is asked again', async () => {
  const { ledger, table, late, failures } = desk();
  const copy = intent();
  ledger.stored.set(copy.copyId, copy);
  ledger.failure = 'before';
  late.tick(2_000);
  await turn();
  ledger.failure = 'none';
  late.tick(2_100);
  await turn();
  expect(failures).toEqual([]);
  expect([...table.copies.values()]).toHaveLength(1);
});

/** A version of a copy that arrives after the ledger was read (nodes/late-versions.ts). */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import { CopyTable } from '../../nodes/copy-table.ts';
import { LateVersions } from '../../nodes/late-versions.ts';
import { FakeLedger, intent } from './builders.ts';
import { opened } from './executor-desk.ts';
import { SLAVE } from '../domain/builders.ts';

function desk() {
  const [ledger, table] = [new FakeLedger(), new CopyTable()];
  const failures: unknown[] = [];
  const late = new LateVersions({
    ledger,
    slaveId: SLAVE,
    table,
    log: { warn: () => undefined },
    fail: (error) => failures.push(error),
    startedMs: 0,
  });
  return { ledger, table, late, failures };
}

function closingOf(copy: Copy): Copy {
  if (copy.state.status !== 'open') throw new Error('not open');
  const { position } = copy.state;
  const request = requestId(copy.copyId, 'close', 2);
  return withState(copy, { status: 'closing', position, request, cause: 'OPERATOR' });
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

test('a close that was stored late becomes known, unless an order of the copy is under way', async () => {
  const { ledger, table, late } = desk();
  const [free, busy] = [opened(intent('100')), opened(intent('101'))];
  const closing = [free, busy].map((copy) => closingOf(copy));
  for (const copy of closing) ledger.stored.set(copy.copyId, copy);
  for (const copy of [free, busy]) table.set(copy);
  table.inFlight.add(busy.copyId);
  late.tick(2_000);
  await turn();
  expect([...table.copies.values()]).toEqual([closing[0], busy]);
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

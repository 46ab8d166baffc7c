/** An order does not leave while this process's lease is in doubt, however it was decided before. */
import { expect, test, vi } from 'vitest';
import type { Copy } from '../../domain/copy.ts';
import { FakeLedger, FakeTerminal, intent } from './builders.ts';
import { close, closePart, desk, modify, open, opened } from './executor-desk.ts';

test.each([
  ['open', open, 'opening'],
  ['close', (copy: Copy) => close(opened(copy)), 'closing'],
  ['close-part', (copy: Copy) => closePart(opened(copy)), 'unknown'],
  ['modify', (copy: Copy) => modify(opened(copy)), 'unknown'],
] as const)('the %s stays an intent', async (type, action, status) => {
  let mayAct = false;
  const { executor, table, terminal, ledger } = desk(
    new FakeLedger(),
    new FakeTerminal(),
    () => mayAct,
  );
  const copy = intent();
  if (type !== 'open') {
    table.set(opened(copy));
    ledger.stored.set(copy.copyId, opened(copy));
  }
  executor.carryOut([action(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(terminal.sent).toEqual([]);
  expect(ledger.stored.get(copy.copyId)?.state.status).toBe(status);
  mayAct = true;
  const other = intent('101');
  executor.carryOut([open(other)]);
  await vi.waitFor(() => expect(terminal.sent).toHaveLength(1));
});

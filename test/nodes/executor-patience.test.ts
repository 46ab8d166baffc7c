/** An open that waits for its ledger (nodes/executor.ts, invariant 5): how much of its life is left is no matter of a clock that is set. */
import { expect, test, vi } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import type { Action } from '../../domain/plan-input.ts';
import { FakeLedger, FakeTerminal, intent, openOrder } from './builders.ts';
import { desk, open } from './executor-desk.ts';

/** A ledger that answers after `tookMs` of a clock that is moved by it alone. */
class PatientLedger extends FakeLedger {
  nowMs = 0;
  readonly #tookMs: number;

  constructor(tookMs: number) {
    super();
    this.#tookMs = tookMs;
  }

  override async intend(copies: readonly Copy[]) {
    this.nowMs += this.#tookMs;
    return super.intend(copies);
  }

  override async record(copies: readonly Copy[]) {
    this.nowMs += this.#tookMs;
    return super.record(copies);
  }
}

function retry(copy: Copy): Action {
  const request = requestId(copy.copyId, 'open', 2);
  const next = withState(copy, { status: 'opening', request }, { requests: 2 });
  return { type: 'retry', copy: next, order: { ...openOrder(copy), request } };
}

async function after(action: (copy: Copy) => Action, tookMs: number, isStored: boolean) {
  const ledger = new PatientLedger(tookMs);
  const terminal = new FakeTerminal();
  const { executor, table, failures } = desk(
    ledger,
    terminal,
    () => true,
    () => ledger.nowMs,
  );
  const copy = intent();
  if (isStored) ledger.stored.set(copy.copyId, copy);
  if (isStored) table.set(copy);
  executor.carryOut([action(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(failures).toEqual([]);
  return { sent: terminal.sent, state: ledger.stored.get(copy.copyId)?.state };
}

test.each([
  ['a first request', open, false],
  ['a further request', retry, true],
] as const)('%s that was stored too late is refused, not sent', async (_name, action, isStored) => {
  const { sent, state } = await after(action, 10_001, isStored);
  expect(sent).toEqual([]);
  expect(state).toMatchObject({ status: 'refused', code: 'STALE' });
});

test.each([
  ['a first request', open, false],
  ['a further request', retry, true],
] as const)('%s that was stored in time says how long it waited', async (_n, action, isStored) => {
  const { sent, state } = await after(action, 1_000, isStored);
  expect(sent).toMatchObject([{ waitedMs: 1_000 }]);
  expect(state?.status).toBe('open');
});

test.each([
  ['a first request', open, false],
  ['a further request', retry, true],
] as const)(
  '%s that waited for long is decided anew before it leaves',
  async (_n, action, isStored) => {
    const { sent, state } = await after(action, 1_001, isStored);
    expect(sent).toEqual([]);
    expect(state?.status).toBe('opening');
  },
);

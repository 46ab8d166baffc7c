/** The invariants of nodes/held-orders.ts, and the return codes of closes and modifications. */
import { expect, test, vi } from 'vitest';
import { withState, type Copy } from '../../domain/copy.ts';
import type { Action } from '../../domain/plan-input.ts';
import type { TradeReply } from '../../domain/trade-reply.ts';
import { FakeLedger, intent } from './builders.ts';
import { close, closePart, desk, modify, no, opened, yes } from './executor-desk.ts';

/** A ledger whose writes wait until the test lets them through. */
class SlowLedger extends FakeLedger {
  #open: () => void = () => undefined;
  readonly #gate = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  override async record(copies: readonly Copy[]) {
    await this.#gate;
    return super.record(copies);
  }

  go(): void {
    this.#open();
  }
}

/** Carries one action on an open copy out, against a terminal with one answer. */
async function after(action: (copy: Copy) => Action, reply: TradeReply) {
  const parts = desk();
  const { executor, ledger, terminal, table } = parts;
  const copy = opened(intent());
  ledger.stored.set(copy.copyId, copy);
  table.set(copy);
  terminal.reply = () => Promise.resolve(reply);
  const fromMs = Date.now();
  executor.carryOut([action(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(parts.failures).toEqual([]);
  const { closeTries, partTries, modifyTries } = table.evidence;
  const stored = ledger.stored.get(copy.copyId);
  return {
    ...parts,
    copy,
    state: stored?.state,
    stored,
    fromMs,
    closeTries: closeTries.get(copy.copyId),
    partTries: partTries.get(copy.copyId),
    refused: modifyTries.get(copy.copyId)?.refused ?? null,
  };
}

test.each([close, closePart])(
  'a stored intent names the very id under which it leaves',
  async (action) => {
    const { terminal, ledger, copy } = await after(action, {
      type: 'unknown',
      reason: 'no answer',
    });
    const state = ledger.stored.get(copy.copyId)?.state;
    expect(state).toMatchObject({ request: terminal.sent[0]?.request });
  },
);

test('two tries under one number leave under two ids', async () => {
  const first = await after(close, no(10006));
  const second = await after(close, no(10006));
  expect(first.terminal.sent[0]?.request).not.toBe(second.terminal.sent[0]?.request);
});

test.each([close, closePart])(
  'an order that left while its intent was slow to store is found by the stored id',
  async (action) => {
    const ledger = new SlowLedger();
    const { executor, terminal, table } = desk(ledger);
    const copy = opened(intent());
    ledger.stored.set(copy.copyId, copy);
    table.set(copy);
    terminal.reply = () => Promise.resolve({ type: 'unknown', reason: 'no answer' });
    executor.carryOut([action(copy)]);
    await vi.waitFor(() => expect(terminal.sent).toHaveLength(1), { timeout: 10_000 });
    expect(ledger.stored.get(copy.copyId)?.state.status).toBe('open');
    ledger.go();
    await vi.waitFor(() => expect(table.inFlight.size).toBe(0), { timeout: 10_000 });
    expect(ledger.stored.get(copy.copyId)?.state).toMatchObject({
      status: 'unknown',
      request: terminal.sent[0]?.request,
    });
  },
);

test.each([closePart, close])(
  'an order whose intent gave way to a newer version does not leave: it is planned anew',
  async (action) => {
    for (const versions of [1, 2]) {
      const { executor, ledger, terminal, table } = desk();
      const copy = opened(intent());
      const newer = { ...copy, version: copy.version + versions };
      ledger.stored.set(copy.copyId, newer);
      executor.carryOut([action(copy)]);
      await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
      expect(terminal.sent).toEqual([]);
      expect(table.copies.get(copy.copyId)).toBe(newer);
    }
  },
);

test('a close leaves although the ledger has an older version: nothing else would ever be planned', async () => {
  const { executor, ledger, terminal, table } = desk();
  const older = opened(intent());
  const copy = withState(withState(older, older.state), older.state);
  ledger.stored.set(copy.copyId, older);
  table.set(copy);
  executor.carryOut([close(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(terminal.sent).toHaveLength(1);
});

test('a partial close does not leave then: the ledger was restored, and has to be read again', async () => {
  const { executor, ledger, terminal, table, failures } = desk();
  const older = opened(intent());
  const copy = withState(withState(older, older.state), older.state);
  ledger.stored.set(copy.copyId, older);
  table.set(copy);
  executor.carryOut([closePart(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(terminal.sent).toEqual([]);
  expect(failures).toMatchObject([{ message: expect.stringContaining('went back') }]);
});

test.each([
  { codes: [10009], reply: yes, status: 'closed' },
  // A part of it: the rest is planned anew from the book.
  { codes: [10010], reply: yes, status: 'closing' },
  // Accepted, ambiguous, unlisted, nothing to do, in flight elsewhere: looked up before anything else.
  { codes: [10008], reply: yes, status: 'unknown' },
  { codes: [10011, 10012, 10031, 10036, 10023, 10039, 12345], reply: no, status: 'unknown' },
  // A definite no: tried again for ever, whatever the reason.
  {
    codes: [
      10004, 10006, 10007, 10013, 10014, 10015, 10016, 10017, 10018, 10019, 10020, 10021, 10022,
      10024, 10026, 10027, 10028, 10029, 10030, 10032, 10033, 10034, 10035, 10038, 10040, 10041,
      10042, 10043, 10044, 10045, 10046,
    ],
    reply: no,
    status: 'closing',
  },
])('a close answered $codes is $status', async ({ codes, reply, status }) => {
  for (const code of codes) {
    const { state, closeTries, table } = await after(close, reply(code));
    const tries = closeTries?.count ?? 0;
    expect({ code, status: state?.status, tries }).toEqual({
      code,
      status,
      tries: status === 'closed' ? 0 : 1,
    });
    expect([...table.blocks]).toEqual([]);
  }
});

test('a close that never reached the trade server is tried again; one without an answer is looked up', async () => {
  const refused = await after(close, no(null, 'NOT_CONNECTED'));
  expect(refused.state?.status).toBe('closing');
  const silent = await after(close, { type: 'unknown', reason: 'no answer' });
  expect(silent.state).toMatchObject({ status: 'unknown', operation: 'close' });
});

test.each([
  { code: 10006, atLeastMs: 0, belowMs: 5_000 },
  { code: 10024, atLeastMs: 5_000, belowMs: 5_001 },
  { code: 10018, atLeastMs: 60_000, belowMs: 60_001 },
])('the next close after $code waits at least $atLeastMs ms', async ({ code, ...range }) => {
  const { closeTries, fromMs } = await after(close, no(code));
  const notBeforeMs = closeTries?.notBeforeMs ?? 0;
  expect(notBeforeMs).toBeGreaterThanOrEqual(fromMs + range.atLeastMs);
  expect(notBeforeMs).toBeLessThan(Date.now() + range.belowMs);
});

test.each([
  { codes: [10009, 10010], reply: yes, status: 'open' },
  { codes: [10008], reply: yes, status: 'unknown' },
  { codes: [10011, 10012, 10031, 10023, 10039, 12345], reply: no, status: 'unknown' },
  // Nothing was closed, or nothing is left: the next book says what is.
  { codes: [10004, 10006, 10018, 10024, 10036, 10038], reply: no, status: 'open' },
])('a partial close answered $codes leaves the copy $status', async ({ codes, reply, status }) => {
  for (const code of codes) {
    const { state, partTries } = await after(closePart, reply(code));
    expect({ code, status: state?.status, tries: partTries?.count }).toEqual({
      code,
      status,
      tries: 1,
    });
  }
});

test.each([
  { codes: [10009], reply: yes, status: 'open', follows: true, isRefused: false },
  { codes: [10025], reply: no, status: 'open', follows: true, isRefused: false },
  { codes: [10036], reply: no, status: 'open', follows: false, isRefused: false },
  { codes: [10008], reply: yes, status: 'unknown', follows: false, isRefused: false },
  {
    codes: [10011, 10012, 10031, 10023, 10039, 12345],
    reply: no,
    status: 'unknown',
    follows: false,
    isRefused: false,
  },
  {
    codes: [10004, 10006, 10013, 10016, 10018, 10024, 10027, 10029, 10033],
    reply: no,
    status: 'open',
    follows: false,
    isRefused: true,
  },
])('a modification answered $codes leaves the copy $status', async (row) => {
  for (const code of row.codes) {
    const { state, stored, refused } = await after(modify, row.reply(code));
    const { status, follows, isRefused } = row;
    expect({
      code,
      status: state?.status,
      sl: stored?.masterSl,
      isRefused: refused !== null,
    }).toEqual({
      code,
      status,
      sl: follows ? '1.09000' : null,
      isRefused,
    });
  }
});

test.each([
  ['the terminal’s own no', null, true],
  ['the trade server’s no', 10016, false],
])('what refuses a modification is remembered: %s', async (_name, code, isUnasked) => {
  const { refused } = await after(modify, no(code, 'NOT_CONNECTED'));
  expect(refused).toMatchObject({ isUnasked });
});

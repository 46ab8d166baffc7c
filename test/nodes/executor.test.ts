import { expect, test, vi } from 'vitest';
import { done, intent, openOrder } from './builders.ts';
import { AT, close, desk, open, opened } from './executor-desk.ts';

test('the intent is stored before the order leaves, and the outcome after', async () => {
  const { executor, ledger, terminal } = desk();
  const statusWhenSent: (string | undefined)[] = [];
  terminal.reply = async () => {
    statusWhenSent.push([...ledger.stored.values()][0]?.state.status);
    return done();
  };
  const copy = intent();
  executor.carryOut([open(copy)]);
  await vi.waitFor(() => expect(ledger.stored.get(copy.copyId)?.state.status).toBe('open'));
  expect(statusWhenSent).toEqual(['opening']);
});

test('fifty opens of one plan are one durable write of intents', async () => {
  const { executor, ledger, terminal, table } = desk();
  const copies = Array.from({ length: 50 }, (_, index) => intent(String(100 + index)));
  let writesBeforeSending = 0;
  terminal.reply = async () => {
    writesBeforeSending ||= ledger.writes;
    return done();
  };
  executor.carryOut(copies.map(open));
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(terminal.sent).toHaveLength(50);
  expect(writesBeforeSending).toBe(1);
});

test.each(['before', 'after'] as const)(
  'an open whose intent write fails %s writing is never sent and ends refused',
  async (failure) => {
    const { executor, ledger, terminal, table } = desk();
    const copy = intent();
    ledger.failure = failure;
    executor.carryOut([open(copy)]);
    await vi.waitFor(() => expect(ledger.writes).toBeGreaterThan(0));
    expect(table.inFlight.has(copy.copyId)).toBe(true);
    ledger.failure = 'none';
    await vi.waitFor(() => expect(table.inFlight.size).toBe(0), { timeout: 5_000 });
    expect(ledger.stored.get(copy.copyId)?.state).toMatchObject({
      status: 'refused',
      code: 'DATABASE',
    });
    expect(terminal.sent).toEqual([]);
  },
);

test.each(['before', 'after'] as const)(
  'what sends no order keeps its state although its write fails %s writing',
  async (failure) => {
    const { executor, ledger, table } = desk();
    const state = { status: 'refused', code: 'STALE', detail: 'opened 12 s ago' } as const;
    const stale = { ...intent(), state };
    const adopted = { ...intent('101'), state: { status: 'open', position: AT } as const };
    ledger.failure = failure;
    executor.carryOut([
      { type: 'refuse', copy: stale },
      { type: 'adopt', copy: adopted },
    ]);
    await vi.waitFor(() => expect(ledger.writes).toBeGreaterThan(0));
    ledger.failure = 'none';
    await vi.waitFor(() => expect(table.inFlight.size).toBe(0), { timeout: 5_000 });
    expect(ledger.stored.get(stale.copyId)).toEqual(stale);
    expect(ledger.stored.get(adopted.copyId)).toEqual(adopted);
    expect(table.copies.get(adopted.copyId)?.state.status).toBe('open');
  },
);

test.each([
  ['paused', 'PAUSED'],
  ['flatten', 'FLATTENING'],
  ['safe', 'SAFE'],
  ['permissions', 'PERMISSIONS'],
] as const)(
  'an open whose intent is stored after the block %s is refused, not sent',
  async (block, code) => {
    const { executor, ledger, terminal, table } = desk();
    const copy = intent();
    executor.carryOut([open(copy)]);
    table.blocks.add(block);
    await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
    expect(terminal.sent).toEqual([]);
    expect(ledger.stored.get(copy.copyId)).toMatchObject({
      version: 2,
      state: { status: 'refused', code },
    });
  },
);

test.each(['database', 'link'] as const)(
  'an open whose intent is stored after the block %s, which passes by itself, waits for it',
  async (block) => {
    const { executor, ledger, terminal, table } = desk();
    const copy = intent();
    executor.carryOut([open(copy)]);
    table.blocks.add(block);
    await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
    expect(terminal.sent).toEqual([]);
    expect(ledger.stored.get(copy.copyId)).toMatchObject({
      version: 1,
      state: { status: 'opening' },
    });
    // The filling mode may be the one that followed another, which the broker does not take.
    const { request, filling } = openOrder(copy);
    expect(table.evidence.openRetries.get(copy.copyId)).toMatchObject({ request, filling });
  },
);

test('an intent that stands in the ledger already is not sent again', async () => {
  const { executor, ledger, terminal, table } = desk();
  const copy = intent();
  ledger.stored.set(copy.copyId, opened(copy));
  executor.carryOut([open(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(terminal.sent).toEqual([]);
  expect(table.copies.get(copy.copyId)?.state.status).toBe('open');
});

test('an open without an answer is unknown, not refused', async () => {
  const { executor, ledger, terminal } = desk();
  terminal.reply = async () => ({ type: 'unknown', reason: 'no answer' });
  const copy = intent();
  executor.carryOut([open(copy)]);
  await vi.waitFor(() => expect(ledger.stored.get(copy.copyId)?.state.status).toBe('unknown'));
  expect(terminal.sent).toHaveLength(1);
});

test('what is remembered of a copy ends with it, and grows with no number of copies', async () => {
  const { executor, table, ledger } = desk();
  const copies = Array.from({ length: 20 }, (_, index) => opened(intent(String(100 + index))));
  const [kept = opened(intent())] = copies;
  const tries = { count: 1, notBeforeMs: 0 };
  const lookedAtMs = new Map(copies.map(({ copyId }) => [copyId, 1]));
  const closeTries = new Map(copies.map(({ copyId }) => [copyId, tries]));
  for (const copy of copies) {
    ledger.stored.set(copy.copyId, copy);
    table.set(copy);
  }
  table.evidence = { ...table.evidence, lookedAtMs, closeTries };
  executor.carryOut(copies.filter((copy) => copy !== kept).map(close));
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect([...table.evidence.lookedAtMs.keys()]).toEqual([kept.copyId]);
  expect([...table.evidence.closeTries.keys()]).toEqual([kept.copyId]);
});

test('a copy is in flight until its outcome is durable', async () => {
  const { executor, ledger, table } = desk();
  const copy = intent();
  const inFlightAtWrite: boolean[] = [];
  const record = ledger.record.bind(ledger);
  ledger.record = (copies) => {
    inFlightAtWrite.push(table.inFlight.has(copy.copyId));
    return record(copies);
  };
  executor.carryOut([open(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(inFlightAtWrite).toEqual([true]);
  expect(ledger.stored.get(copy.copyId)?.state.status).toBe('open');
});

test('a close leaves while the database is down, stands in the spool, and is recorded later', async () => {
  const { executor, ledger, terminal, table, spool, failures } = desk();
  const copy = opened(intent());
  ledger.stored.set(copy.copyId, copy);
  table.set(copy);
  ledger.failure = 'before';
  executor.carryOut([close(copy)]);
  await vi.waitFor(() => expect(terminal.sent).toHaveLength(1));
  expect(terminal.sent[0]?.request).toMatch(/\/close\/2-[0-9a-f]{12}$/);
  await expect
    .poll(async () => (await spool.pending()).entries.map(({ type }) => type))
    .toEqual(['copy', 'copy']);
  ledger.failure = 'none';
  await vi.waitFor(() => expect(ledger.stored.get(copy.copyId)?.state.status).toBe('closed'), {
    timeout: 5_000,
  });
  await expect.poll(async () => (await spool.pending()).entries).toEqual([]);
  expect(failures).toEqual([]);
});

test('a close without an answer is free for the next try while the database is down', async () => {
  const { executor, ledger, terminal, table } = desk();
  const copy = opened(intent());
  ledger.stored.set(copy.copyId, copy);
  table.set(copy);
  ledger.failure = 'before';
  terminal.reply = async () => ({ type: 'unknown', reason: 'no answer' });
  executor.carryOut([close(copy)]);
  await vi.waitFor(() => expect(terminal.sent).toHaveLength(1));
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  const doubtful = table.copies.get(copy.copyId) ?? copy;
  expect(doubtful.state.status).toBe('unknown');
  terminal.reply = async () => done();
  executor.carryOut([close(doubtful)]);
  await vi.waitFor(() => expect(table.copies.get(copy.copyId)?.state.status).toBe('closed'));
  expect(terminal.sent).toHaveLength(2);
  ledger.failure = 'none';
  await vi.waitFor(() => expect(ledger.stored.get(copy.copyId)?.state.status).toBe('closed'), {
    timeout: 5_000,
  });
});

test('an open that is answered just after the database died can be closed', async () => {
  const { executor, ledger, terminal, table, writer, spool } = desk();
  const copy = intent();
  terminal.reply = async () => {
    ledger.failure = 'before';
    return done();
  };
  executor.carryOut([open(copy)]);
  await vi.waitFor(() => expect(writer.isAvailable).toBe(false));
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(table.copies.get(copy.copyId)?.state.status).toBe('open');
  expect((await spool.pending()).entries.at(-1)).toMatchObject({ copy: { version: 2 } });
  executor.carryOut([close(opened(copy))]);
  await vi.waitFor(() => expect(terminal.sent).toHaveLength(2));
});

test('a close that was rejected stays closing, and the next try waits', async () => {
  const { executor, ledger, terminal, table, lines } = desk();
  const copy = opened(intent());
  ledger.stored.set(copy.copyId, copy);
  terminal.reply = async () => ({
    type: 'rejected',
    error: 'RETCODE',
    retcode: 10018,
    message: 'market closed',
  });
  executor.carryOut([close(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(ledger.stored.get(copy.copyId)?.state.status).toBe('closing');
  expect(table.evidence.closeTries.get(copy.copyId)?.count).toBe(1);
  expect(lines.join()).toContain('trying again');
});

test('a refusal becomes one durable entry and one line', async () => {
  const { executor, ledger, lines, events } = desk();
  const copy = intent('100', {
    state: { status: 'refused', code: 'SLIPPAGE', detail: '12 points, tolerance 5' },
  });
  executor.carryOut([{ type: 'refuse', copy }]);
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  expect(ledger.stored.get(copy.copyId)).toEqual(copy);
  expect(lines[0]).toContain('master ticket 100: SLIPPAGE, 12 points');
  expect(events).toEqual(['copy-refused']);
});

test('a bug while acting stops the node instead of being swallowed', async () => {
  const { executor, terminal, failures } = desk();
  terminal.reply = () => Promise.reject(new TypeError('bug'));
  executor.carryOut([open(intent())]);
  await vi.waitFor(() => expect(failures).toHaveLength(1));
});

test('an entry that cannot be read is never written over', async () => {
  const { executor, ledger, terminal, table, unreadable } = desk();
  const copy = intent();
  const problem = {
    collection: 'trades' as const,
    name: copy.copyId,
    field: 'status',
    value: '"?"',
    expected: 'a status',
  };
  ledger.intend = async () => [{ type: 'unreadable', problem }];
  executor.carryOut([open(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(terminal.sent).toEqual([]);
  const known = table.copies.get(copy.copyId);
  expect(known?.state).toMatchObject({ status: 'refused' });
  expect(unreadable).toEqual([copy.copyId]);
  executor.carryOut([{ type: 'record', copy: opened(copy) }]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(ledger.writes).toBe(0);
});

test('what is not in the database when the node stops stands in the spool', async () => {
  const { executor, ledger, terminal, writer, spool } = desk();
  const copy = intent();
  terminal.reply = async () => {
    ledger.failure = 'before';
    return done();
  };
  executor.carryOut([open(copy)]);
  await vi.waitFor(() => expect(writer.isAvailable).toBe(false));
  await writer.stop();
  const { entries } = await spool.pending();
  expect(entries.at(-1)).toMatchObject({ type: 'copy', copy: { state: { status: 'open' } } });
});

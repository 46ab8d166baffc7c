/** Opens against every class of answer, and what may follow them: retry, adoption, nothing. */
import { expect, test, vi } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import type { TradeReply } from '../../domain/trade-reply.ts';
import { intent, openOrder } from './builders.ts';
import { AT, desk, no, open, opened, yes } from './executor-desk.ts';

/** Opens a copy against a terminal with one answer. */
async function afterOpen(reply: TradeReply, copy: Copy = intent()) {
  const parts = desk();
  const { executor, ledger, terminal, table } = parts;
  terminal.reply = () => Promise.resolve(reply);
  executor.carryOut([open(copy)]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(parts.failures).toEqual([]);
  const state = ledger.stored.get(copy.copyId)?.state;
  return { ...parts, copy, state, retry: table.evidence.openRetries.get(copy.copyId) ?? null };
}

const ROWS: readonly {
  readonly codes: readonly number[];
  readonly reply: (retcode: number) => TradeReply;
  readonly status: string;
  readonly code?: string;
  readonly retries?: boolean;
  readonly blocks?: readonly string[];
}[] = [
  { codes: [10009, 10010], reply: yes, status: 'open' },
  { codes: [10008], reply: yes, status: 'unknown' },
  { codes: [10011, 10012, 10031, 10023, 10039, 12345], reply: no, status: 'unknown' },
  { codes: [10004, 10020, 10021], reply: no, status: 'opening', retries: true },
  { codes: [10024, 10028, 10029], reply: no, status: 'opening', retries: true },
  { codes: [10030], reply: no, status: 'opening', retries: true },
  {
    codes: [10017, 10018, 10042, 10043, 10044],
    reply: no,
    status: 'refused',
    code: 'MARKET_CLOSED',
  },
  { codes: [10016], reply: no, status: 'refused', code: 'INVALID_STOPS' },
  { codes: [10013, 10014, 10015, 10022, 10035, 10038], reply: no, status: 'refused' },
  {
    codes: [10006, 10007, 10019, 10034, 10040, 10041, 10045, 10046],
    reply: no,
    status: 'refused',
    code: 'REJECTED',
  },
  {
    codes: [10026, 10027, 10032, 10033],
    reply: no,
    status: 'refused',
    code: 'REJECTED',
    blocks: ['permissions'],
  },
];

test.each(ROWS)('an open answered $codes is $status', async (row) => {
  for (const code of row.codes) {
    const { state, retry, table, terminal } = await afterOpen(row.reply(code));
    const { status } = row;
    expect({
      code,
      status: state?.status,
      retries: retry !== null,
      blocks: [...table.blocks],
    }).toEqual({ code, status, retries: row.retries ?? false, blocks: row.blocks ?? [] });
    expect(state).toMatchObject(row.code === undefined ? {} : { code: row.code });
    expect(terminal.sent).toHaveLength(1);
  }
});

test.each([
  { code: 10024, pauseMs: 5_000 },
  { code: 10028, pauseMs: 1_000 },
])('the open after $code waits at least $pauseMs ms', async ({ code, pauseMs }) => {
  const fromMs = Date.now();
  const { retry } = await afterOpen(no(code));
  expect(retry?.notBeforeMs ?? fromMs).toBeGreaterThanOrEqual(fromMs + pauseMs);
});

test('another request leaves only when its number is durable', async () => {
  const { executor, ledger, terminal, table } = desk();
  const copy = intent();
  ledger.stored.set(copy.copyId, copy);
  const request = requestId(copy.copyId, 'open', 2);
  const next = withState(copy, { status: 'opening', request }, { requests: 2 });
  const storedWhenSent: (Copy | undefined)[] = [];
  terminal.reply = () => {
    storedWhenSent.push(ledger.stored.get(copy.copyId));
    return Promise.resolve(yes(10009));
  };
  executor.carryOut([{ type: 'retry', copy: next, order: { ...openOrder(copy), request } }]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(storedWhenSent).toEqual([next]);
  expect(terminal.sent.map((order) => order.request)).toEqual([request]);
  expect(ledger.stored.get(copy.copyId)?.state.status).toBe('open');
});

test('another request whose entry has moved on does not leave', async () => {
  const { executor, ledger, terminal, table } = desk();
  const copy = intent();
  const elsewhere = opened(withState(copy, copy.state));
  ledger.stored.set(copy.copyId, elsewhere);
  const request = requestId(copy.copyId, 'open', 2);
  const next = withState(copy, { status: 'opening', request }, { requests: 2 });
  executor.carryOut([{ type: 'retry', copy: next, order: { ...openOrder(copy), request } }]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(terminal.sent).toEqual([]);
  expect(table.copies.get(copy.copyId)).toBe(elsewhere);
});

test('a position of ours that the ledger does not know enters it without an order', async () => {
  const { executor, ledger, terminal, table, lines } = desk();
  const copy = intent('100', { state: { status: 'open', position: AT } });
  executor.carryOut([{ type: 'adopt', copy }]);
  await vi.waitFor(() => expect(table.inFlight.size).toBe(0));
  expect(ledger.stored.get(copy.copyId)).toEqual(copy);
  expect(terminal.sent).toEqual([]);
  expect(lines).toEqual(['opened EURUSD']);
});

test('an open answered "its magic exists" is looked up, not refused', async () => {
  const { state } = await afterOpen(no(null, 'MAGIC_EXISTS'));
  expect(state).toMatchObject({ status: 'unknown', operation: 'open' });
});

/** The invariants of nodes/slave-operator.ts. */
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { OperatorStateFile } from '../../db/operator-state-file.ts';
import { NO_ORDERS, type OperatorState } from '../../db/operator-state-store.ts';
import type { Book } from '../../domain/book.ts';
import { copyMagic } from '../../domain/copy-identity.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import { TerminalUnavailableError } from '../../domain/errors.ts';
import { accountName, magic, positionId, ticket } from '../../domain/ids.ts';
import type { CloseOrder } from '../../domain/plan-input.ts';
import type { TradeReply } from '../../domain/trade-reply.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { CopyTable } from '../../nodes/copy-table.ts';
import { OperatorOrders } from '../../nodes/operator-orders.ts';
import { SlaveOperator } from '../../nodes/slave-operator.ts';
import { temporaryFolder } from '../db/sqlite/folder.ts';
import { book, position } from '../domain/builders.ts';
import { intent } from './builders.ts';

const AT = { identifier: positionId('500'), ticket: ticket('500') };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function opened(copy: Copy): Copy {
  return withState(copy, { status: 'open', position: AT }, { openedAtMs: Date.now() });
}

function closed(copy: Copy): Copy {
  const state = { status: 'closed', position: AT, cause: 'OPERATOR' } as const;
  return withState(copy, state, { closedAtMs: Date.now() });
}

function setUp(copies: readonly Copy[] = [], slaveBook: Book | null = null, startsAtOnce = true) {
  const started = { is: startsAtOnce };
  const terminal = { book: slaveBook };
  const clock = { now: Date.now() };
  let stored = NO_ORDERS;
  /** Whether a flatten's block stood whenever a state of orders was stored. */
  const blockedAtPuts: boolean[] = [];
  const store = {
    find: () => Promise.resolve(stored),
    put: (_account: string, state: OperatorState) => {
      blockedAtPuts.push(table.blocks.has('flatten'));
      stored = state;
      return Promise.resolve(true);
    },
    forget: () => Promise.resolve(),
  };
  const file = new OperatorStateFile(path.join(temporaryFolder(), 'operator'));
  const orders = new OperatorOrders({
    name: accountName('S'),
    accountId: null,
    store,
    file,
    log,
    nowMs: Date.now,
  });
  onTestFinished(() => orders.close());
  const table = new CopyTable();
  for (const copy of copies) table.set(copy);
  const sent: CloseOrder[] = [];
  const recorded: unknown[] = [];
  const versions: Copy[] = [];
  const answers: { reply: TradeReply } = {
    reply: { type: 'taken', retcode: 10009, order: null, position: null, volume: null },
  };
  const operator = new SlaveOperator({
    orders,
    accountId: () => null,
    slave: () => {
      if (!started.is) return null;
      return {
        table,
        book: terminal.book,
        masters: [],
        wake: () => undefined,
        record: (copy) => {
          versions.push(copy);
          table.set(copy);
        },
        close: (order) => {
          sent.push(order);
          return Promise.resolve(answers.reply);
        },
      };
    },
    link: () => ({ accountId: '2@Slave', isConnected: true, sinceMs: 0 }),
    adopt: () => Promise.resolve([]),
    record: ({ kind, data }) => void recorded.push({ kind, data }),
    trust: () => Promise.reject(new TerminalUnavailableError('no EA')),
    log,
    windows: DEFAULT_WINDOWS,
    nowMs: () => clock.now,
    fail: (error) => expect.fail(String(error)),
  });
  return {
    operator,
    started,
    orders,
    table,
    sent,
    recorded,
    versions,
    answers,
    terminal,
    clock,
    stored: () => stored,
    blockedAtPuts,
  };
}

test('pause blocks opens at once and durably, resume ends it and safe mode', async () => {
  const { operator, table, stored } = setUp();
  table.blocks.add('safe');
  expect(await operator.answer({ type: 'pause' })).toMatchObject({ type: 'done' });
  expect([...table.blocks]).toEqual(['safe', 'paused']);
  expect(stored()).toMatchObject({ isPaused: true });
  expect(await operator.answer({ type: 'resume' })).toMatchObject({ detail: 'opens go again' });
  expect([...table.blocks]).toEqual([]);
  expect(stored()).toMatchObject({ isPaused: false });
});

test('an order given before the terminal connected blocks from the first plan on', async () => {
  const { operator } = setUp([], null, false);
  await operator.answer({ type: 'pause' });
  await operator.answer({ type: 'flatten' });
  expect(operator.blocks()).toEqual(['paused', 'flatten']);
});

test('a resume that came before the slave was started ends its safe mode', async () => {
  const { operator, started, table } = setUp([], null, false);
  expect(await operator.answer({ type: 'resume' })).toMatchObject({ detail: 'opens go again' });
  started.is = true;
  table.blocks.add('safe');
  operator.tick();
  expect([...table.blocks]).toEqual([]);
});

test('a pause that was resumed while the slave was being started does not stand again', async () => {
  const { operator, orders, started, table } = setUp([], null, false);
  await operator.answer({ type: 'pause' });
  // So the slave was begun.
  for (const block of operator.blocks()) table.blocks.add(block);
  expect(await operator.answer({ type: 'resume' })).toMatchObject({ detail: 'opens go again' });
  started.is = true;
  operator.tick();
  expect([...table.blocks]).toEqual([]);
  // An order under the account's id that is newer than the one under its name ends that as well.
  table.blocks.add('flatten');
  expect(orders.isFlattening).toBe(false);
  operator.tick();
  expect([...table.blocks]).toEqual([]);
});

test('flatten stands until no copy may have a position, and not longer (invariant 2)', async () => {
  const copy = opened(intent());
  const { operator, table, orders, terminal, clock, stored } = setUp([copy]);
  terminal.book = book([], { readAtMs: clock.now });
  await operator.answer({ type: 'flatten' });
  operator.tick();
  expect([...table.blocks]).toEqual(['flatten']);
  expect(await operator.answer({ type: 'resume' })).toMatchObject({
    type: 'refused',
    code: 'FLATTENING',
  });
  table.set(closed(copy));
  operator.tick();
  // Until its end is durable, as a restart would close what is opened meanwhile.
  expect([...table.blocks]).toEqual(['flatten']);
  await orders.close();
  expect(stored()).toMatchObject({ isFlattening: false });
  await vi.waitFor(() => expect([...table.blocks]).toEqual([]));
});

test('a flatten that is ordered while the one before ends stands', async () => {
  const { operator, table, orders, terminal, clock, stored } = setUp();
  terminal.book = book([], { readAtMs: clock.now });
  await operator.answer({ type: 'flatten' });
  operator.tick();
  await operator.answer({ type: 'flatten' });
  await orders.close();
  expect(stored()).toMatchObject({ isFlattening: true });
  expect([...table.blocks]).toEqual(['flatten']);
});

test('of two flattens that end one after the other the first one lifts no block', async () => {
  const { operator, table, orders, terminal, clock, blockedAtPuts } = setUp();
  terminal.book = book([], { readAtMs: clock.now });
  await operator.answer({ type: 'flatten' });
  operator.tick();
  const again = operator.answer({ type: 'flatten' });
  operator.tick();
  await again;
  await orders.close();
  expect(blockedAtPuts.slice(1)).toEqual([true, true, true]);
  await vi.waitFor(() => expect([...table.blocks]).toEqual([]));
});

test('a copy that is being stored keeps the flatten going', async () => {
  const { operator, table, terminal, clock } = setUp();
  terminal.book = book([], { readAtMs: clock.now });
  const copy = intent();
  table.intending.set(copy.copyId, copy);
  await operator.answer({ type: 'flatten' });
  operator.tick();
  expect([...table.blocks]).toEqual(['flatten']);
});

test('closing by magic waits until the copy is closed', async () => {
  const copy = opened(intent());
  const { operator, table, sent } = setUp([copy]);
  const answer = operator.answer({ type: 'close', magic: copy.magic });
  expect([...table.wantedClosed]).toEqual([copy.copyId]);
  table.set(closed(copy));
  expect(await answer).toMatchObject({ type: 'done' });
  operator.tick();
  expect(table.wantedClosed.size).toBe(0);
  expect(sent).toEqual([]);
});

test('a position with a copy magic of no entry is closed as it stands', async () => {
  const orphan = position({ magic: copyMagic(intent('777').copyId) });
  const { operator, sent } = setUp([], book([orphan]));
  const answer = await operator.answer({ type: 'close', magic: orphan.magic });
  expect(answer).toMatchObject({ type: 'done' });
  expect(sent).toMatchObject([
    { ticket: orphan.ticket, volume: orphan.volume, ifVolume: orphan.volume, magic: orphan.magic },
  ]);
});

test('of two positions with one magic the one that no copy holds is closed first', async () => {
  const copy = opened(intent());
  const own = position({ ...AT, magic: copy.magic });
  const orphan = position({ identifier: positionId('501'), magic: copy.magic });
  const { operator, sent, table } = setUp([copy], book([own, orphan]));
  const answer = await operator.answer({ type: 'close', magic: copy.magic });
  expect(answer).toMatchObject({ type: 'done' });
  expect(sent).toMatchObject([{ identifier: '501' }]);
  expect(table.wantedClosed.size).toBe(0);
});

test('a position without a copy magic is never touched (invariant 3)', async () => {
  const foreign = position({ magic: magic('234000') });
  const { operator, sent } = setUp([], book([foreign]));
  expect(await operator.answer({ type: 'close', magic: foreign.magic })).toEqual({
    type: 'not-here',
  });
  expect(sent).toEqual([]);
});

test('a refused close is told with what the broker said', async () => {
  const orphan = position({ magic: copyMagic(intent('777').copyId) });
  const { operator, answers } = setUp([], book([orphan]));
  answers.reply = { type: 'rejected', error: 'REJECTED', retcode: 10018, message: 'market closed' };
  expect(await operator.answer({ type: 'close', magic: orphan.magic })).toMatchObject({
    code: 'STILL_OPEN',
    message: expect.stringContaining('market closed'),
  });
});

test('the status counts and lists what is held, and what happened today', async () => {
  const refused = withState(intent('101', { intendedAtMs: Date.now() }), {
    status: 'refused',
    code: 'SLIPPAGE',
    detail: '',
  });
  const listed = position({ ...AT, sl: null });
  const { operator } = setUp([opened(intent('100')), refused], book([listed]));
  const answer = await operator.answer({ type: 'status' });
  expect(answer).toMatchObject({
    type: 'status',
    status: {
      accountId: '2@Slave',
      copies: { open: 1, opening: 0 },
      held: [{ masterTicket: '100', slaveTicket: '500', hasStop: false, failedCloses: 0 }],
      today: { opened: 1, refused: 1, closed: 0 },
    },
  });
});

test('why finds a copy by its master’s ticket', async () => {
  const { operator } = setUp([opened(intent('100')), intent('101')]);
  expect(await operator.answer({ type: 'why', ticket: '100' })).toMatchObject({
    copies: [{ masterTicket: '100', status: 'OPEN', slaveTicket: '500' }],
  });
});

test('what the terminal refuses is an answer, not a failure', async () => {
  const { operator } = setUp();
  expect(await operator.answer({ type: 'trust' })).toMatchObject({
    type: 'refused',
    code: 'TERMINAL_UNAVAILABLE',
  });
});

test('orders are on record, questions are not', async () => {
  const { operator, recorded } = setUp();
  await operator.answer({ type: 'status' });
  await operator.answer({ type: 'why', ticket: '100' });
  await operator.answer({ type: 'pause' });
  expect(recorded).toEqual([{ kind: 'operator-ordered', data: { type: 'pause' } }]);
});

test('flatten of an empty ledger stands while the terminal lists copies, and before its first book', async () => {
  const { operator, table, terminal, clock, sent } = setUp();
  await operator.answer({ type: 'flatten' });
  operator.tick();
  expect([...table.blocks]).toEqual(['flatten']);
  const orphan = position({ magic: copyMagic(intent('777').copyId) });
  for (const afterMs of [0, 2_000]) {
    clock.now += afterMs;
    terminal.book = book([orphan], { readAtMs: clock.now });
    operator.tick();
  }
  expect([...table.blocks]).toEqual(['flatten']);
  expect(sent).toMatchObject([{ identifier: orphan.identifier }]);
  terminal.book = book([], { readAtMs: clock.now });
  operator.tick();
  await vi.waitFor(() => expect([...table.blocks]).toEqual([]));
});

test('a close that cannot be planned is kept in the entry, once nothing of the copy is under way', async () => {
  const copy = opened(intent());
  const { operator, table, versions } = setUp([copy]);
  const answer = operator.answer({ type: 'close', magic: copy.magic });
  table.inFlight.add(copy.copyId);
  operator.tick();
  expect(versions).toEqual([]);
  table.inFlight.clear();
  operator.tick();
  operator.tick();
  expect(versions).toMatchObject([
    { version: 3, requests: 2, state: { status: 'closing', cause: 'OPERATOR', position: AT } },
  ]);
  table.set(closed(versions[0] ?? copy));
  expect(await answer).toMatchObject({ type: 'done' });
});

test('before the first connection nobody knows what is there: a close is refused, not answered', async () => {
  const { operator } = setUp([], null, false);
  expect(
    await operator.answer({ type: 'close', magic: copyMagic(intent('777').copyId) }),
  ).toMatchObject({ type: 'refused', code: 'TERMINAL_UNAVAILABLE' });
});

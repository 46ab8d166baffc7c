/** A slave node on fakes: what it plans, of which master, and what it says is wrong. */
import { expect, test } from 'vitest';
import type { Alarm } from '../../domain/alarm.ts';
import type { MasterBook } from '../../domain/book.ts';
import { copyMagic } from '../../domain/copy-identity.ts';
import { accountName, masterId, positionId } from '../../domain/ids.ts';
import type { Action } from '../../domain/plan-input.ts';
import { price, type Lots } from '../../domain/symbol-spec.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { CopyTable } from '../../nodes/copy-table.ts';
import type { SlaveNodeParts } from '../../nodes/slave-node-parts.ts';
import { SlaveNode } from '../../nodes/slave-node.ts';
import {
  account,
  book,
  closingDeal,
  held,
  MASTER,
  masterBook,
  NO_RULES,
  NOW,
  openCopy,
  position,
  SLAVE,
  spec,
} from '../domain/builders.ts';
import { FakeTerminal } from './builders.ts';

const OTHER = masterId('9@Other');

/** A connected slave without positions that knows EURUSD and its price. */
async function desk(changes: Partial<SlaveNodeParts> = {}) {
  const table = new CopyTable();
  const terminal = new FakeTerminal();
  terminal.link = { accountId: SLAVE, journalId: 'journal-1', isTimed: true, connection: 1 };
  terminal.lookup = { type: 'known', spec: spec() };
  const actions: Action[] = [];
  const standing = new Map<string, Alarm>();
  const troubles: string[] = [];
  const failures: unknown[] = [];
  const clock = { now: NOW, nowMs: () => clock.now };
  const node = new SlaveNode({
    slaveId: SLAVE,
    account: account(),
    table,
    terminal,
    clock,
    windows: DEFAULT_WINDOWS,
    defaultSlippagePoints: 50,
    carryOut: (planned) => actions.push(...planned),
    fail: (error) => failures.push(error),
    alarmed: (alarm, isRaised) => {
      if (isRaised) standing.set(alarm.code, alarm);
      else standing.delete(alarm.code);
    },
    troubled: ({ name }) => troubles.push(name),
    ...changes,
  });
  node.slaveBook(book([]));
  node.quote('EURUSD', { bid: price('1.09998'), ask: price('1.10002'), receivedAtMs: NOW });
  await turn();
  return { node, table, terminal, actions, standing, troubles, failures, clock };
}

/** Lets everything happen that was woken. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A book of another master in which a position's volume cannot be computed with. */
function poisoned(): MasterBook {
  const bad = position({ volume: 'NaN' as Lots });
  const { accountId: _accountId, ...rest } = masterBook([bad]);
  return { ...rest, accountId: OTHER, name: accountName('Other') };
}

test('one master whose book cannot be planned holds up no other, and says so', async () => {
  const { node, actions, standing, troubles, failures } = await desk();
  node.masterBook(poisoned(), NO_RULES);
  node.masterBook(masterBook([position()]), NO_RULES);
  await turn();
  await turn();
  expect(actions).toContainEqual(expect.objectContaining({ type: 'open' }));
  expect(failures).toEqual([]);
  expect(troubles).toEqual(['Other']);
  expect(standing.get('MASTER_UNUSABLE')).toMatchObject({
    subject: 'Other',
    detail: expect.stringContaining('other masters go on'),
  });
});

test('the alarm of a master that cannot be used ends with its next good book', async () => {
  const { node, standing, clock } = await desk();
  node.masterBook(poisoned(), NO_RULES);
  await turn();
  await turn();
  expect([...standing.keys()]).toEqual(['MASTER_UNUSABLE']);
  node.masterBook({ ...poisoned(), positions: new Map(), seq: 2, readAtMs: clock.now }, NO_RULES);
  await turn();
  expect([...standing.keys()]).toEqual([]);
});

test('a book that its observation cannot use does not replace the one before', async () => {
  const { node, table, standing, failures } = await desk();
  const copy = openCopy({ masterId: OTHER });
  table.set(copy);
  node.slaveBook(book([held(copy)], { read: 11 }));
  node.masterBook(poisoned(), NO_RULES);
  await turn();
  expect(node.masters).toEqual([]);
  expect(failures).toEqual([]);
  expect(standing.has('MASTER_UNUSABLE')).toBe(true);
});

test('a message that no book can be made of is told as its master’s trouble', async () => {
  const { node, standing } = await desk();
  node.unusableBook(OTHER, 'Other', new RangeError('"0" is no volume'));
  node.wake();
  await turn();
  expect(standing.get('MASTER_UNUSABLE')?.detail).toContain('"0" is no volume');
});

test('a position with a copy magic of no entry is told within the first plan, without any master', async () => {
  const { node, standing } = await desk();
  const { copyId } = openCopy();
  node.slaveBook(
    book([held(openCopy(), { identifier: positionId('501'), magic: copyMagic(copyId) })], {
      read: 11,
    }),
  );
  await turn();
  expect(standing.get('ORPHAN')).toMatchObject({
    subject: '501',
    detail: expect.stringContaining(`\`lockstep close ${copyMagic(copyId)}\``),
  });
});

test('messages that come now but say another time are told as clocks that disagree, after 3 s', async () => {
  const { node, standing, clock } = await desk();
  const late = { readAtMs: NOW - 60_000, sentAtMs: NOW - 60_000 };
  node.masterBook(masterBook([position()], { ...late, seq: 1 }), NO_RULES);
  await turn();
  expect([...standing.keys()]).toEqual([]);
  clock.now += 3_000;
  const again = { readAtMs: late.readAtMs + 3_000, sentAtMs: late.sentAtMs + 3_000, seq: 2 };
  node.masterBook(masterBook([position()], again), NO_RULES);
  node.slaveBook(book([], { read: 12, readAtMs: clock.now }));
  await turn();
  expect([...standing.keys()]).toEqual(['CLOCK_SKEW']);
  expect(standing.get('CLOCK_SKEW')?.detail).toContain('60 s behind this computer');
});

test('a node whose lease is in doubt plans nothing until it is confirmed', async () => {
  let may = false;
  const { node, actions } = await desk({ mayAct: () => may });
  node.masterBook(masterBook([position()]), NO_RULES);
  await turn();
  await turn();
  expect(actions).toEqual([]);
  may = true;
  node.wake();
  await turn();
  node.wake();
  await turn();
  expect(actions).toContainEqual(expect.objectContaining({ type: 'open' }));
});

test('the account’s requests of the server’s day are counted against its limit', async () => {
  const asked: number[] = [];
  const { node, standing } = await desk({
    account: account({ dailyRequestLimit: 100 }),
    requestsOf: (serverNowMs) => {
      asked.push(serverNowMs);
      return 85;
    },
  });
  node.wake();
  await turn();
  expect(standing.get('REQUEST_LIMIT')?.detail).toContain('85 of 100 requests');
  expect(asked[0]).toBe(book([]).serverNowMs);
});

test('a followed master that was never heard is told after 3 s, until it is heard', async () => {
  const masters = [accountName('Master')];
  const { node, standing, clock } = await desk({ account: account({ masters }) });
  clock.now += 3_000;
  node.slaveBook(book([]));
  await turn();
  expect([...standing.keys()]).not.toContain('MASTER_SILENT');
  clock.now += 1;
  node.slaveBook(book([]));
  await turn();
  expect(standing.get('MASTER_SILENT')).toMatchObject({ subject: 'Master' });
  node.masterBook(masterBook([], { readAtMs: clock.now, sentAtMs: clock.now }), NO_RULES);
  await turn();
  expect([...standing.keys()]).not.toContain('MASTER_SILENT');
});

test('a slave that follows all masters is told of each enabled one that was never heard', async () => {
  const all = account({ masters: null });
  const masters = [accountName('Master'), accountName('Second')];
  const { node, standing, clock } = await desk({ account: all, enabledMasters: () => masters });
  clock.now += 3_001;
  node.masterBook(masterBook([], { readAtMs: clock.now, sentAtMs: clock.now }), NO_RULES);
  await turn();
  expect(standing.get('MASTER_SILENT')).toMatchObject({ subject: 'Second' });
});

test.each([
  { copies: [], expected: [] },
  { copies: [openCopy()], expected: ['MASTER_SILENT'] },
])('a master that was switched off is missed for its copies alone: $expected', async (given) => {
  let masters = [accountName('Master')];
  const { node, standing, clock, table } = await desk({
    account: account({ masters: null }),
    enabledMasters: () => masters,
  });
  for (const copy of given.copies) table.set(copy);
  node.masterBook(masterBook([], { readAtMs: clock.now, sentAtMs: clock.now }), NO_RULES);
  masters = [];
  clock.now += 3_001;
  node.slaveBook(
    book(
      given.copies.map((copy) => held(copy)),
      { readAtMs: clock.now },
    ),
  );
  await turn();
  expect([...standing.keys()]).toEqual(given.expected);
});

test.each([
  { copies: [], expected: undefined, heard: [OTHER] },
  { copies: [openCopy()], expected: MASTER, heard: [MASTER, OTHER] },
])(
  'a master with another login is missed as the one before for its copies alone',
  async (given) => {
    const { node, standing, clock, table } = await desk();
    for (const copy of given.copies) table.set(copy);
    node.masterBook(masterBook([]), NO_RULES);
    clock.now += 3_001;
    const listed = given.copies.map((copy) => held(copy));
    node.slaveBook(book(listed, { readAtMs: clock.now }));
    const now = masterBook([], { readAtMs: clock.now, sentAtMs: clock.now });
    node.masterBook({ ...now, accountId: OTHER }, NO_RULES);
    await turn();
    expect(standing.get('MASTER_SILENT')?.subject).toBe(given.expected);
    expect(node.masters.map(({ accountId }) => accountId)).toEqual(given.heard);
  },
);

test('what a master closed before he went on with another login is closed when the terminal is back', async () => {
  const { node, table, terminal, actions, clock } = await desk();
  const copy = openCopy();
  table.set(copy);
  node.disconnected();
  node.masterBook(masterBook([position()]), NO_RULES);
  const closed = { seq: 2, read: 2, recentlyClosed: [closingDeal()] };
  node.masterBook(masterBook([], closed), NO_RULES);
  clock.now += 3_001;
  const now = masterBook([], { readAtMs: clock.now, sentAtMs: clock.now });
  node.masterBook({ ...now, accountId: OTHER }, NO_RULES);
  terminal.link = { accountId: SLAVE, journalId: 'journal-1', isTimed: true, connection: 2 };
  node.slaveBook(book([held(copy)], { readAtMs: clock.now }));
  await turn();
  expect(actions).toContainEqual(expect.objectContaining({ type: 'close' }));
});

test('nothing of a doubted master is opened before the doubt is over', async () => {
  let isDoubted = true;
  const { node, actions } = await desk({ isDoubted: () => isDoubted });
  node.masterBook(masterBook([position()]), NO_RULES);
  await turn();
  await turn();
  expect(actions).toEqual([]);
  isDoubted = false;
  node.wake();
  await turn();
  await turn();
  expect(actions).toContainEqual(expect.objectContaining({ type: 'open' }));
});

test('a clock that was set back makes no book of a dead master new', async () => {
  const passed = { ms: 0 };
  const { node, actions, clock, standing } = await desk({ monotonicMs: () => passed.ms });
  node.masterBook(masterBook([position()]), NO_RULES);
  // A minute later, by a clock that was set back by a minute: the position is a minute old.
  passed.ms += 60_000;
  clock.now = NOW + 100;
  node.wake();
  await turn();
  await turn();
  expect(actions.filter(({ type }) => type === 'open')).toEqual([]);
  expect(standing.get('MASTER_SILENT')?.detail).toBe('its last book is 60 s old');
});

test('what the EA reports raises the block that names it, not one of permissions', async () => {
  const { node, table } = await desk();
  node.forbidden(['kill', 'state']);
  expect([...table.blocks]).toEqual(['kill', 'journal']);
  node.forbidden(['algo']);
  expect([...table.blocks]).toEqual(['permissions']);
  node.forbidden([]);
  expect([...table.blocks]).toEqual([]);
});

test('what the map leads to is learnt when the terminal has connected, and again when it has anew', async () => {
  const terminal = new FakeTerminal();
  const symbols = { ...NO_RULES, map: new Map([['XAUUSD', 'GOLD']]) };
  const { node } = await desk({ terminal, account: account({ symbols }) });
  expect(terminal.learnt).toEqual(['GOLD']);
  node.slaveBook(book([], { read: 11 }));
  await turn();
  expect(terminal.learnt).toEqual(['GOLD']);
  node.disconnected();
  node.slaveBook(book([]));
  await turn();
  expect(terminal.learnt).toEqual(['GOLD', 'GOLD']);
});

test('where a limit leaves one place, the older position of two masters is opened', async () => {
  const { node, actions } = await desk({ account: account({ maxOpenCopies: 1 }) });
  const { serverNowMs } = masterBook([]);
  const old = masterBook([position({ openedAtServerMs: serverNowMs - 2_000 })]);
  node.masterBook(masterBook([position({ openedAtServerMs: serverNowMs - 1_000 })]), NO_RULES);
  node.masterBook({ ...old, accountId: OTHER, name: accountName('Other') }, NO_RULES);
  await turn();
  const decided = actions.flatMap((action) =>
    action.type === 'open' || action.type === 'refuse' ? [[action.type, action.copy.masterId]] : [],
  );
  expect(decided).toEqual([
    ['refuse', MASTER],
    ['open', OTHER],
  ]);
});

import path from 'node:path';
import { expect, test } from 'vitest';
import {
  eaBook,
  eaReply,
  findResult,
  positionsResult,
  symbolResult,
  tradeResult,
} from '../../messaging/ea-protocol.ts';
import type { EaRequest, FindParams, TradeParams } from '../../messaging/ea-requests.ts';
import { EaCommands } from '../../simulator/ea-commands.ts';
import { EaJournal } from '../../simulator/ea-journal.ts';
import { BookReader } from '../../simulator/ea-reports.ts';
import { order, T0, temporaryFolder, terminal } from './builders.ts';

const MAGIC = '5500000000000000001';

function expert(folder = temporaryFolder(), changes = {}) {
  const it = terminal(changes, folder);
  const journal = EaJournal.open(path.join(folder, 'journal'));
  const books = new BookReader(it.terminal);
  const commands = new EaCommands({ terminal: it.terminal, journal, books });
  const subscribed: string[] = [];
  /** The reply, which has to be one that a node can read. */
  const ask = async (id: string, { action, params }: EaRequest) =>
    eaReply.parse(
      await commands.answer({ id, action, params }, (symbols) => subscribed.push(...symbols)),
    );
  return { ...it, account: it.terminal.account, ask, books, commands, journal, subscribed };
}

function trade(changes: Partial<TradeParams> = {}): EaRequest {
  return {
    action: 'TRADE',
    params: {
      type: 'BUY',
      symbol: 'EURUSD',
      volume: '0.03',
      sl: '1.20000',
      tp: '0',
      deviation: 0,
      magic: MAGIC,
      comment: '12345',
      filling: 'IOC',
      validUntil: 5_000_000,
      worstPrice: '1.38620',
      magicSince: 0,
      ...changes,
    },
  };
}

function close(identifier: string, volume: string, ifVolume: string): EaRequest {
  return {
    action: 'CLOSE',
    params: { ticket: identifier, identifier, volume, ifVolume, magic: MAGIC },
  };
}

function find(changes: Partial<FindParams> = {}): EaRequest {
  const params = { request: 'none', magic: MAGIC, position: '0', since: 0, ...changes };
  return { action: 'FIND', params };
}

test('an open is filled and its result stored: asked again, it is answered and not repeated', async () => {
  const it = expert();
  const first = await it.ask('a/open/1', trade());
  expect(tradeResult.parse(first)).toMatchObject({ retcode: 10009, price: '1.38620' });
  expect(await it.ask('a/open/1', trade())).toEqual(first);
  expect(it.deals.deals).toHaveLength(1);
});

test('asked again while in flight, the same result comes for both', async () => {
  const it = expert(temporaryFolder(), { executionMs: { min: 5, max: 5 } });
  const both = await Promise.all([it.ask('a/open/1', trade()), it.ask('a/open/1', trade())]);
  expect(both[0]).toEqual(both[1]);
  expect(it.deals.deals).toHaveLength(1);
});

test('after a restart a stored result is answered, an open without result is unknown', async () => {
  const folder = temporaryFolder();
  const before = expert(folder);
  const first = await before.ask('a/open/1', trade());
  before.journal.sent('b/open/1');
  const after = expert(folder);
  expect(await after.ask('a/open/1', trade())).toEqual(first);
  expect(await after.ask('b/open/1', trade({ magic: '1' }))).toMatchObject({ error: 'UNKNOWN' });
  expect(after.deals.deals).toHaveLength(1);
});

test.each<[string, string, Partial<TradeParams>]>([
  ['EXPIRED', 'a moment that has passed', { validUntil: 4_999_999 }],
  ['PRICE_MOVED', 'a buy above its worst price', { worstPrice: '1.38619' }],
  ['PRICE_MOVED', 'a buy below its best price', { bestPrice: '1.38621' }],
  ['PRICE_MOVED', 'a sell below its worst price', { type: 'SELL', worstPrice: '1.38623' }],
  [
    'PRICE_MOVED',
    'a sell above its best price',
    { type: 'SELL', worstPrice: '1', bestPrice: '1.38621' },
  ],
  ['SYMBOL_UNKNOWN', 'another symbol', { symbol: 'EURUSD.c' }],
])('%s: nothing is sent for %s, and the answer stays the same', async (error, _, changes) => {
  const it = expert();
  const refused = await it.ask('a/open/1', trade(changes));
  expect(refused).toMatchObject({ error });
  expect(await it.ask('a/open/1', trade())).toEqual(refused);
  expect(it.deals.deals).toEqual([]);
});

test('a price exactly at both limits is traded', async () => {
  const it = expert();
  const traded = await it.ask('a/open/1', trade({ bestPrice: '1.38620' }));
  expect(traded).toMatchObject({ retcode: 10009 });
});

test('a magic that exists as position, order or deal since then is not opened again', async () => {
  const it = expert(temporaryFolder(), { executionMs: { min: 5, max: 5 } });
  const first = it.ask('a/open/1', trade());
  const exists = { error: 'MAGIC_EXISTS' };
  expect(await it.ask('a/open/2', trade())).toMatchObject({
    ...exists,
    message: expect.stringMatching(/^order \d+$/),
  });
  const { position } = tradeResult.parse(await first);
  expect(await it.ask('a/open/3', trade())).toMatchObject({
    ...exists,
    message: `position ${position}`,
  });
  tradeResult.parse(await it.ask('a/close/4', close(position, '0.03', '0.03')));
  expect(await it.ask('a/open/5', trade({ magicSince: T0 + 1_000 }))).toMatchObject(exists);
  tradeResult.parse(await it.ask('a/open/6', trade({ magicSince: T0 + 1_001 })));
});

test('a broker rejection is told with its retcode', async () => {
  const rejected = await expert().ask('a/open/1', trade({ volume: '0.005' }));
  expect(rejected).toMatchObject({ error: 'REJECTED', retcode: 10014 });
});

test('a close is done only at the volume that was seen, in parts too', async () => {
  const it = expert();
  const { position } = tradeResult.parse(await it.ask('a/open/1', trade()));
  tradeResult.parse(await it.ask('a/close-part/2', close(position, '0.01', '0.03')));
  const changed = await it.ask('a/close/3', close(position, '0.03', '0.03'));
  expect(changed).toMatchObject({ error: 'VOLUME_CHANGED' });
  tradeResult.parse(await it.ask('a/close/4', close(position, '0.02', '0.020')));
  const gone = await it.ask('a/close/5', close(position, '0.02', '0.02'));
  expect(gone).toMatchObject({ error: 'REJECTED', retcode: 10036 });
});

test('a position that is closed while a close is in flight is gone, not closed twice', async () => {
  const it = expert(temporaryFolder(), { executionMs: { min: 5, max: 5 } });
  const { position } = tradeResult.parse(await it.ask('a/open/1', trade()));
  const closing = it.ask('a/close/2', close(position, '0.03', '0.03'));
  it.account.trade(order({ closes: position, side: 'SELL', volume: '0.03' }));
  expect(await closing).toMatchObject({ error: 'REJECTED', retcode: 10036 });
});

test('FIND tells positions, orders, all deals of what it finds and the journal', async () => {
  const it = expert();
  const { position } = tradeResult.parse(await it.ask('a/open/1', trade()));
  it.account.trade(order({ closes: position, side: 'SELL', volume: '0.01' }));
  it.account.trade(order({ magic: '0' }));
  const found = findResult.parse(await it.ask('f1', find({ request: 'a/open/1' })));
  expect(found).toMatchObject({ journal: 'result', journalId: it.journal.journalId });
  expect(found.positions.map(({ identifier, volume }) => [identifier, volume])).toEqual([
    [position, '0.02'],
  ]);
  expect(found.deals.map(({ entry, reason }) => [entry, reason])).toEqual([
    ['IN', 'EXPERT'],
    ['OUT', 'CLIENT'],
  ]);
  const byPosition = findResult.parse(await it.ask('f2', find({ magic: '0', position })));
  expect(byPosition).toMatchObject({ journal: 'absent', deals: [{}, {}], positions: [{}] });
  const nothing = findResult.parse(await it.ask('f3', find({ magic: '1' })));
  expect(nothing).toMatchObject({ deals: [], positions: [], historyOrders: [] });
});

test('an order in flight is in the book and in what FIND finds', async () => {
  const it = expert(temporaryFolder(), { executionMs: { min: 5, max: 5 } });
  const first = it.ask('a/open/1', trade());
  expect(eaBook.parse(it.books.read()).orders).toMatchObject([{ magic: MAGIC, type: 'BUY' }]);
  expect(findResult.parse(await it.ask('f', find({ request: 'a/open/1' })))).toMatchObject({
    journal: 'sent',
    orders: [{ magic: MAGIC }],
  });
  await it.commands.idle();
  await first;
  expect(eaBook.parse(it.books.read())).toMatchObject({ orders: [], positions: [{}] });
});

test('a book says what is open and what was closed in the last ten minutes, the newest 256', async () => {
  const it = expert();
  for (let round = 0; round < 257; round += 1) {
    const { deal } = it.account.trade(order());
    it.account.trade(order({ closes: deal?.position ?? '', side: 'SELL' }));
  }
  tradeResult.parse(await it.ask('a/open/1', trade()));
  const { book } = positionsResult.parse(
    await it.ask('p', { action: 'GET_POSITIONS', params: {} }),
  );
  expect(book.positions).toMatchObject([{ magic: MAGIC, sl: '1.20000', timeMsc: T0 + 1_000 }]);
  expect(book).toMatchObject({ serverNow: T0 + 1_000, readMs: 5_000_000, read: 1 });
  expect(book.recentlyClosed).toHaveLength(256);
  it.clock.serverMs += 600_001;
  expect(it.books.read()).toMatchObject({ read: 2, recentlyClosed: [] });
});

test('symbols are described and subscribed, unknown ones named', async () => {
  const it = expert();
  const spec = await it.ask('s', { action: 'GET_SYMBOL', params: { symbol: 'EURUSD' } });
  expect(symbolResult.parse(spec)).toMatchObject({ digits: 5, contractSize: '100000' });
  const symbols = ['EURUSD', 'GOLD'];
  const unknown = await it.ask('u', { action: 'SUBSCRIBE', params: { symbols } });
  expect(unknown).toMatchObject({
    error: 'SYMBOL_UNKNOWN',
    message: expect.stringContaining('"GOLD"'),
  });
  await it.ask('v', { action: 'SUBSCRIBE', params: { symbols: ['EURUSD'] } });
  expect(it.subscribed).toEqual(['EURUSD']);
});

test('what is no request of this protocol is an error, not an order', async () => {
  const { commands, deals } = expert();
  const ask = (action: string, params: unknown) =>
    commands.answer({ id: 'x', action, params }, () => {});
  expect(await ask('DANCE', {})).toMatchObject({ id: 'x', error: 'UNKNOWN_ACTION' });
  expect(await ask('TRADE', { type: 'BUY' })).toMatchObject({ id: 'x', error: 'BAD_PARAMS' });
  expect(deals.deals).toEqual([]);
});

import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  findResult,
  positionsResult,
  symbolResult,
  tradeResult,
} from '../../messaging/ea-protocol.ts';
import type { EaRequest, TradeParams } from '../../messaging/ea-requests.ts';
import type { AccountFileInput } from '../../simulator/account-file.ts';
import { readDeals } from '../../simulator/broker/deal-list.ts';
import { journalFile, runTerminal } from '../../simulator/run-terminal.ts';
import { accountFile, T0, temporaryFolder, TICKS } from './builders.ts';
import { RouterNode, until } from './router-node.ts';

const SECRET = 'ab'.repeat(32);
const MAGIC = '5500000000000000001';

/** A running terminal; ended with the test. */
function startTerminal(
  port: number,
  changes: Partial<AccountFileInput> = {},
  folder = temporaryFolder(),
) {
  const lines = TICKS.map(({ timeMsc, bid, ask }) => `${String(timeMsc)},${bid},${ask}`);
  writeFileSync(path.join(folder, 'EURUSD.csv'), `time_msc,bid,ask\n${lines.join('\n')}\n`);
  const clock = { startWallMs: Date.now() - 200, startTickMs: T0 + 200 };
  const description = accountFile({ clock, ...changes }, folder);
  const stopping = new AbortController();
  const log: string[] = [];
  const running = runTerminal(description, {
    port,
    secret: SECRET,
    signal: stopping.signal,
    log: (text) => log.push(text),
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  onTestFinished(() =>
    stop().catch(() => {
      // A test that expects a failure has looked at it.
    }),
  );
  return { log, running, stop, folder, description, deals: () => readDeals(description.dealsFile) };
}

async function startNode(secret = SECRET, lease = 1) {
  const node = new RouterNode(secret, lease);
  const port = await node.listen();
  onTestFinished(() => node.close());
  return { node, port };
}

function trade(changes: Partial<TradeParams> = {}): EaRequest {
  return {
    action: 'TRADE',
    params: {
      type: 'BUY',
      symbol: 'EURUSD',
      volume: '0.03',
      sl: '0',
      tp: '0',
      deviation: 10,
      magic: MAGIC,
      comment: '12345',
      filling: 'IOC',
      validUntil: Number.MAX_SAFE_INTEGER,
      worstPrice: '2',
      magicSince: 0,
      ...changes,
    },
  };
}

test('a terminal introduces itself, proves the secret and reports its book when welcomed', async () => {
  const { node, port } = await startNode();
  startTerminal(port);
  const [book] = await until(() => (node.streams('BOOK').length > 0 ? node.streams('BOOK') : null));
  expect(node.heard.slice(0, 2).map(({ type }) => type)).toEqual(['HELLO', 'AUTH']);
  expect(node.streams('HELLO')[0]).toMatchObject({ login: '5001', role: 'slave', protocol: 1 });
  expect(book?.book).toMatchObject({ complete: true, positions: [], read: 1 });
  node.send({ type: 'HEARTBEAT', seq: 41 });
  await until(() => node.streams('HEARTBEAT').find(({ seq }) => seq === 41));
  await until(() => node.streams('HEARTBEAT').find(({ seq }) => seq === 0));
});

test('a terminal gives no proof to a node with another secret', async () => {
  const { node, port } = await startNode('cd'.repeat(32));
  const { log } = startTerminal(port);
  await until(() => node.streams('HELLO').at(1));
  expect(node.heard.every(({ type }) => type === 'HELLO')).toBe(true);
  expect(log.join()).toContain('does not know the secret');
});

test('every HELLO has a nonce of its own', async () => {
  const { node, port } = await startNode();
  node.refuse = 'LOGIN_TAKEN';
  const { log } = startTerminal(port);
  await until(() => node.streams('HELLO').at(2));
  expect(new Set(node.streams('HELLO').map(({ nonceEa }) => nonceEa)).size).toBeGreaterThan(2);
  expect(log.join()).toContain('LOGIN_TAKEN');
});

test('a terminal joins a node again that was restarted on its port', async () => {
  const { node, port } = await startNode();
  startTerminal(port);
  await until(() => node.streams('BOOK').at(0));
  node.close();
  const restarted = new RouterNode(SECRET, 2);
  await restarted.listen(port);
  onTestFinished(() => restarted.close());
  await until(() => restarted.streams('BOOK').at(0));
  expect(restarted.heard[0]?.type).toBe('HELLO');
  expect(restarted.streams('AUTH')[0]?.highestLease).toBe(1);
});

test('a terminal leaves a node that falls silent and one with an older lease', async () => {
  const { node, port } = await startNode(SECRET, 7);
  const { log, stop, folder } = startTerminal(port);
  await until(() => node.streams('BOOK').at(0));
  // The test's node never sends heartbeats.
  await until(() => (log.some((text) => text.includes('silent')) ? true : null));
  await until(() => node.streams('HELLO').at(1));
  await stop();
  const { node: older, port: otherPort } = await startNode(SECRET, 6);
  const second = startTerminal(otherPort, {}, folder);
  await until(() => (second.log.some((text) => text.includes('lower than 7')) ? true : null));
  expect(older.streams('BOOK')).toEqual([]);
});

test('an order is filled at the current tick, reported at once, closed in parts and found again', async () => {
  const { node, port } = await startNode();
  const { deals } = startTerminal(port);
  await until(() => node.streams('BOOK').at(0));
  const opened = tradeResult.parse(await node.ask('copy/open/1', trade()));
  expect(opened).toMatchObject({ retcode: 10009, volume: '0.03', price: '1.38620' });
  const book = await until(() => node.streams('BOOK').find((it) => it.book.positions.length === 1));
  expect(book.book.positions[0]).toMatchObject({ identifier: opened.position, magic: MAGIC });
  const { ticket, position: identifier } = opened;
  const closing = (volume: string, ifVolume: string): EaRequest => ({
    action: 'CLOSE',
    params: { ticket, identifier, volume, ifVolume, magic: MAGIC },
  });
  tradeResult.parse(await node.ask('copy/close-part/2', closing('0.01', '0.03')));
  expect(await node.ask('copy/close/3', closing('0.03', '0.03'))).toMatchObject({
    error: 'VOLUME_CHANGED',
  });
  tradeResult.parse(await node.ask('copy/close/4', closing('0.02', '0.02')));
  expect(await node.ask('copy/close/5', closing('0.02', '0.02'))).toMatchObject({
    error: 'REJECTED',
    retcode: 10036,
  });
  const { book: last } = positionsResult.parse(
    await node.ask('poll', { action: 'GET_POSITIONS', params: {} }),
  );
  expect(last.positions).toEqual([]);
  expect(last.recentlyClosed.map(({ volume }) => volume)).toEqual(['0.01', '0.02']);
  const found = findResult.parse(
    await node.ask('find', {
      action: 'FIND',
      params: { request: 'copy/open/1', magic: MAGIC, position: '0', since: 0 },
    }),
  );
  expect(found.journal).toBe('result');
  expect(found.deals.map(({ entry }) => entry)).toEqual(['IN', 'OUT', 'OUT']);
  expect(deals().map(({ request }) => request)).toEqual([
    'copy/open/1',
    'copy/close-part/2',
    'copy/close/4',
  ]);
});

test('a request that would be executed a second time breaks the terminal, not the deal list', async () => {
  const { node, port } = await startNode();
  const first = startTerminal(port);
  await until(() => node.streams('BOOK').at(0));
  tradeResult.parse(await node.ask('copy/open/1', trade()));
  await first.stop();
  rmSync(journalFile(first.description.dealsFile));
  const books = node.streams('BOOK').length;
  const second = startTerminal(port, {}, first.folder);
  await until(() => node.streams('BOOK').at(books));
  node.send({ id: 'copy/open/1', ...trade({ magic: '7' }) });
  await expect(second.running).rejects.toThrow('"copy/open/1": the request was executed before');
  expect(second.deals()).toHaveLength(1);
});

test('symbols are described and their quotes sent when subscribed', async () => {
  const { node, port } = await startNode();
  startTerminal(port);
  await until(() => node.streams('BOOK').at(0));
  const spec = symbolResult.parse(
    await node.ask('s', { action: 'GET_SYMBOL', params: { symbol: 'EURUSD' } }),
  );
  expect(spec).toMatchObject({ digits: 5, volumeStep: '0.01', fillingMode: 3 });
  expect(
    await node.ask('x', { action: 'GET_SYMBOL', params: { symbol: 'EURUSD.c' } }),
  ).toMatchObject({ error: 'SYMBOL_UNKNOWN' });
  expect(node.streams('DATA')).toEqual([]);
  await node.ask('sub', { action: 'SUBSCRIBE', params: { symbols: ['EURUSD'] } });
  const quote = await until(() => node.streams('DATA').at(0));
  expect(quote).toMatchObject({ symbol: 'EURUSD', bid: '1.38622', ask: '1.38620' });
});

test('a master replays its history and a restarted terminal has its positions and goes on', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'history.csv'),
    `position_id,open_time,close_time,symbol,side,volume,rest
11,2023.06.23 07:53:00,2023.06.26 15:10:00,USDJPY,buy,0.02,
12,2023.06.23 07:54:00,,EURUSD,sell,0.01,
13,2023.06.27 07:54:00,,EURUSD,sell,0.05,
`,
  );
  const history = {
    file: 'history.csv',
    capGapMs: 100,
    symbolMap: { USDJPY: 'EURUSD' },
    startDelayMs: 0,
  };
  const { node, port } = await startNode();
  const first = startTerminal(
    port,
    { role: 'master', history: { ...history, stopAfterMs: 100 } },
    folder,
  );
  await until(() => node.streams('BOOK').find((it) => it.book.positions.length === 2));
  await first.stop();
  const before = node.heard.length;
  const second = startTerminal(port, { role: 'master', history }, folder);
  await until(() => (second.deals().length === 4 ? true : null));
  const rejoined = node.heard.slice(before).find((it) => it.type === 'BOOK');
  expect(rejoined?.book.positions.map(({ volume }) => volume)).toEqual(['0.02', '0.01']);
  expect(second.deals().map(({ request }) => request)).toEqual([
    'history/11/open',
    'history/12/open',
    'history/11/close',
    'history/13/open',
  ]);
});

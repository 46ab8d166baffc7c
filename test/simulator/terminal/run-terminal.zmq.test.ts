import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { livingBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { until } from '../../messaging/link-fixture.ts';
import { MAGIC, bookOf, buy, desk, synced, ticketOf, welcomed } from './terminal-fixture.ts';
import { T0 } from '../broker-process/builders.ts';

test('the shipped Expert Advisor logs on to the node and answers for its account', async () => {
  const own = await desk();
  own.start();
  await welcomed(own);
  expect(own.link.session?.hello).toMatchObject({
    login: '5001',
    server: 'Test-Demo',
    marginMode: 'HEDGING',
    tradeAllowed: true,
  });
  expect(await own.ask('q1', { action: 'GET_ACCOUNT', params: {} })).toMatchObject({
    ok: true,
    account: { login: '5001', balance: '10000.00' },
  });
  expect(await own.ask('q2', { action: 'GET_SYMBOL', params: { symbol: 'EURUSD' } })).toMatchObject(
    {
      ok: true,
      symbol: 'EURUSD',
      digits: 5,
      volumeStep: '0.01',
    },
  );
});

test.each([
  ['waits in the socket', {}],
  ['polls it', { inputs: { InpWaitMs: 0 } }],
])('a position is opened, changed, found and closed by an EA that %s', async (_, changes) => {
  const own = await desk();
  own.start(changes);
  await synced(own);
  const opened = await own.ask('open/1', { action: 'TRADE', params: buy(own) });
  expect(opened).toMatchObject({ ok: true, retcode: 10_009, volume: '0.10', price: '1.38610' });
  const ticket = ticketOf(opened);
  const modify = { ticket, identifier: ticket, sl: '1.38000', tp: '0', magic: MAGIC };
  expect(await own.ask('modify/1', { action: 'MODIFY', params: modify })).toMatchObject({
    ok: true,
  });
  expect(await own.ask('q1', { action: 'GET_POSITIONS', params: {} })).toMatchObject({
    book: { complete: true, positions: [{ ticket, sl: '1.38000', magic: MAGIC, volume: '0.10' }] },
  });
  const find = { request: 'open/1', magic: MAGIC, position: '0', since: T0 - 86_400_000 };
  expect(await own.ask('q2', { action: 'FIND', params: find })).toMatchObject({
    journal: 'result',
    positions: [{ ticket }],
    deals: [{ identifier: ticket, entry: 'IN' }],
  });
  const close = { ticket, identifier: ticket, volume: '0.10', ifVolume: '0.10', magic: MAGIC };
  expect(await own.ask('close/1', { action: 'CLOSE', params: close })).toMatchObject({ ok: true });
  expect(await own.ask('q3', { action: 'GET_POSITIONS', params: {} })).toMatchObject({
    book: { complete: true, positions: [], recentlyClosed: [{ identifier: ticket, entry: 'OUT' }] },
  });
});

test('after a new start the journal answers a repeated request, and nothing is opened twice', async () => {
  const own = await desk();
  const stop = own.start();
  await synced(own);
  const params = buy(own);
  const first = await own.ask('open/1', { action: 'TRADE', params });
  await stop();
  await until(() => own.link.session === null);
  own.start();
  await synced(own);
  expect(await own.ask('open/1', { action: 'TRADE', params })).toEqual(first);
  const again = await own.ask('open/2', { action: 'TRADE', params: buy(own) });
  expect(again).toMatchObject({ error: 'MAGIC_EXISTS' });
  expect(await own.ask('q1', { action: 'GET_POSITIONS', params: {} })).toMatchObject({
    book: { positions: [{ magic: MAGIC }] },
  });
});

test('the file lockstep.kill in the common folder closes the copies and blocks opens', async () => {
  const own = await desk();
  own.start();
  await synced(own);
  await own.ask('open/1', { action: 'TRADE', params: buy(own) });
  const common = path.join(own.folder, 'common', 'Files');
  mkdirSync(common, { recursive: true });
  writeFileSync(path.join(common, 'lockstep.kill'), '');
  let count = 0;
  let positions = 1;
  while (positions > 0) {
    const reply = await own.ask(`q${String(++count)}`, { action: 'GET_POSITIONS', params: {} });
    positions = bookOf(reply)?.positions.length ?? positions;
  }
  const blocked = { action: 'TRADE', params: buy(own, { magic: '5499956939221690897' }) } as const;
  expect(await own.ask('open/2', blocked)).toMatchObject({ error: 'BLOCKED', message: 'kill' });
  rmSync(path.join(common, 'lockstep.kill'));
});

test('an EA whose broker goes and comes back is offline meanwhile and trades again after it', async () => {
  const own = await desk();
  own.start();
  await synced(own);
  const before = await livingBroker(own.broker.stateFolder);
  process.kill(before?.pid ?? 0, 'SIGKILL');
  const connected = async (id: string): Promise<unknown> => {
    const reply = await own.ask(id, { action: 'GET_POSITIONS', params: {} });
    return bookOf(reply)?.connected;
  };
  for (let count = 0; await connected(`gone-${String(count)}`); count++) {
    // The next answer tells.
  }
  expect(await own.ask('open/1', { action: 'TRADE', params: buy(own) })).toMatchObject({
    error: 'BLOCKED',
  });
  await synced(own, 'back');
  expect(await own.ask('open/2', { action: 'TRADE', params: buy(own) })).toMatchObject({
    ok: true,
  });
});

test('a second terminal of the same account is refused while the first one answers', async () => {
  const own = await desk();
  own.start();
  await welcomed(own);
  own.start({ stateFolder: path.join(own.folder, 'second') });
  await until(() => own.log.some((line) => line.includes('ALREADY_CONNECTED')));
  expect(own.listener.told.filter((word) => word === 'connected')).toHaveLength(1);
});

test('a lower lease than the EA has seen is refused', async () => {
  const own = await desk();
  const stop = own.start();
  await welcomed(own);
  await stop();
  await until(() => own.link.session === null);
  own.listener.lease = 6;
  own.start();
  await until(() => own.log.some((line) => line.includes('lease 6 is lower than 7')));
  expect(own.log.some((line) => line.includes('under lease 6'))).toBe(false);
});

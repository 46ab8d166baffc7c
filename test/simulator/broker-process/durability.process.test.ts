/** The process of a broker is killed and started again: nothing is lost, nothing is doubled. */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readDeals } from '../../../simulator/broker/deal-list.ts';
import { ensureBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { dealsFile } from '../../../simulator/broker-process/stored-account.ts';
import {
  brokerFolder,
  brokerHere,
  connected,
  endBroker,
  listenTo,
  request,
  T0,
} from './builders.ts';

const SLOW = { min: 400, max: 400 };

function hasMagic11({ magic }: { readonly magic: string }): boolean {
  return magic === '11';
}

test('orders in flight are executed once by the process that follows', async () => {
  const folder = brokerFolder({ executionMs: SLOW });
  const { client, told, until } = await connected(folder);
  for (let count = 0; count < 5; count += 1) client.send(request());
  const adds = (): number =>
    told.filter(
      (message) => message.type === 'CHANGE' && message.orders.some((o) => o.state === 'STARTED'),
    ).length;
  await until(() => adds() === 5);
  await endBroker(folder.stateFolder);
  const next = await listenTo(await ensureBroker(folder.file));
  const opened = (): number => {
    const later = next.told.flatMap((message) =>
      message.type === 'CHANGE' ? message.positions : [],
    );
    return new Set([...next.welcome.state.positions, ...later].map((p) => p.identifier)).size;
  };
  if (opened() < 5) await next.until(() => opened() === 5);
  const deals = readDeals(dealsFile(folder.stateFolder, '5001')).filter((d) => d.side === 'BUY');
  expect(deals).toHaveLength(5);
  expect(new Set(deals.map((deal) => deal.request)).size).toBe(5);
});

test('a modification that was read is carried out by the process that follows', async () => {
  const folder = brokerFolder({ executionMs: SLOW });
  const { client } = await connected(folder);
  const { order } = await client.trade(request());
  client.send(request({ action: 'SLTP', position: order, sl: '1.38000', tp: '0' }));
  await client.ping();
  await endBroker(folder.stateFolder);
  const address = await ensureBroker(folder.file);
  const { until } = await listenTo(address);
  // It may have been told before the login.
  await Promise.race([
    until((message) => message.type === 'CHANGE' && message.positions[0]?.sl === '1.38000'),
    sleep(2 * SLOW.max),
  ]);
  const { welcome } = await listenTo(address);
  expect(welcome.state.positions).toMatchObject([{ sl: '1.38000' }]);
});

test('a modification whose answer was lost is not carried out again over a later one', async () => {
  const folder = brokerFolder();
  const { client, control, end, until } = await brokerHere(folder);
  const { order } = await client.trade(request());
  const sltp = { action: 'SLTP', position: order, tp: '0' } as const;
  await control.fault({ type: 'lost-reply', operation: 'modify-position' });
  client.send(request({ ...sltp, sl: '1.38000' }));
  await until((message) => message.type === 'CHANGE' && message.positions[0]?.sl === '1.38000');
  expect((await client.trade(request({ ...sltp, sl: '1.37000' }))).retcode).toBe(10009);
  await end();
  const { welcome } = await brokerHere(folder);
  expect(welcome.state.positions).toMatchObject([{ sl: '1.37000' }]);
});

test('a request that was read is carried out when its terminal is gone', async () => {
  const folder = brokerFolder({ executionMs: SLOW });
  const { address, client } = await brokerHere(folder);
  client.send(request({ magic: '11' }));
  await client.ping();
  client.close();
  const next = await listenTo(address);
  if (!next.welcome.state.positions.some(hasMagic11)) {
    await next.until((message) => message.type === 'CHANGE' && message.positions.some(hasMagic11));
  }
  const deals = readDeals(dealsFile(folder.stateFolder, '5001'));
  expect(deals.filter(hasMagic11)).toHaveLength(1);
});

test('an SL that the price reached while the process was down is executed at its tick', async () => {
  const dip = 1_100;
  const clock = { startWallMs: Date.now(), startTickMs: T0 };
  const folder = brokerFolder({ clock }, { [dip]: '1.37000' });
  const { client, end } = await brokerHere(folder);
  const { order } = await client.trade(request({ sl: '1.38000' }));
  await end();
  const description = JSON.parse(readFileSync(folder.file, 'utf8')) as object;
  const later = { ...description, clock: { ...clock, startWallMs: clock.startWallMs - 60_000 } };
  writeFileSync(folder.file, JSON.stringify(later));
  const { welcome } = await brokerHere(folder);
  expect(welcome.state.positions).toEqual([]);
  expect(welcome.state.deals.at(-1)).toMatchObject({
    position: order,
    reason: 'SL',
    price: '1.37000',
    timeMsc: T0 + dip * 50,
  });
});

test('a torn journal line is cut, and a deal list that lags is completed', async () => {
  const folder = brokerFolder();
  const { client, end } = await brokerHere(folder);
  const { order } = await client.trade(request());
  await end();
  appendFileSync(path.join(folder.stateFolder, '5001.journal.jsonl'), '{"type":"change","cha');
  const list = dealsFile(folder.stateFolder, '5001');
  const [whole, deals] = [readFileSync(list, 'utf8'), readDeals(list)];
  truncateSync(list, whole.lastIndexOf('\n', whole.length - 2) + 20);
  const { welcome } = await brokerHere(folder);
  expect(welcome.state.positions).toMatchObject([{ identifier: order }]);
  expect(readDeals(list)).toEqual(deals);
});

test('a request that is sent again is not executed again, after a restart neither', async () => {
  const folder = brokerFolder();
  const first = await brokerHere(folder);
  const twice = request();
  expect(await first.client.trade(twice)).toMatchObject({ retcode: 10009 });
  expect(await first.client.trade(twice)).toMatchObject({ retcode: 10013 });
  await first.end();
  const { client } = await brokerHere(folder);
  expect(await client.trade(twice)).toMatchObject({ retcode: 10013 });
});

test('a state that cannot be read ends the process, and its starter is told why', async () => {
  const folder = brokerFolder();
  await connected(folder);
  await endBroker(folder.stateFolder);
  appendFileSync(path.join(folder.stateFolder, '5001.journal.jsonl'), '{"type":"gone"}\n');
  await expect(ensureBroker(folder.file)).rejects.toThrow(/5001\.journal\.jsonl, line/);
});

test('an account that was reset is still that after a restart, and nothing is opened twice', async () => {
  const folder = brokerFolder();
  const { client, control } = await connected(folder);
  const first = request();
  const { order } = await client.trade(first);
  const reset = { type: 'account-reset', account: '5001', balance: '50000' } as const;
  await control.fault(reset);
  await endBroker(folder.stateFolder);
  const next = await listenTo(await ensureBroker(folder.file));
  expect(next.welcome.state).toMatchObject({
    positions: [],
    deals: [{ type: 'BALANCE', profit: '50000.00' }],
    account: { balance: '50000.00' },
  });
  expect(await next.client.trade(first)).toMatchObject({ retcode: 10_013 });
  const opened = await next.client.trade(request());
  expect(Number(opened.order)).toBeGreaterThan(Number(order));
});

test('swaps of a midnight at which the process was down are charged', async () => {
  /** Friday, 2014-05-02 24:00, which is the end of a day with a swap. */
  const midnight = Date.UTC(2014, 4, 3);
  const clock = { startWallMs: Date.now(), startTickMs: midnight - 120_000 };
  const feed = { file: 'EURUSD.csv' };
  const swap = { swapMode: 'CURRENCY_DEPOSIT', swapLong: '-7' } as const;
  const folder = brokerFolder({ clock, symbols: [{ symbol: 'EURUSD', digits: 5, feed, ...swap }] });
  const { client } = await connected(folder);
  await client.trade(request({ volume: '1' }));
  await endBroker(folder.stateFolder);
  const description = JSON.parse(readFileSync(folder.file, 'utf8')) as object;
  const later = { ...clock, startWallMs: clock.startWallMs - 180_000 };
  writeFileSync(folder.file, JSON.stringify({ ...description, clock: later }));
  const { welcome } = await listenTo(await ensureBroker(folder.file));
  expect(welcome.state.positions).toMatchObject([{ swap: '-7.00' }]);
});

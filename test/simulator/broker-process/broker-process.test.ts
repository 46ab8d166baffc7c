import { expect, test } from 'vitest';
import { readDeals } from '../../../simulator/broker/deal-list.ts';
import { dealsFile } from '../../../simulator/broker-process/stored-account.ts';
import { brokerFolder, connected, request } from './builders.ts';

test('a terminal logs in, gets ticks, opens and closes, and the deal list says so', async () => {
  const folder = brokerFolder();
  const { client, welcome, until } = await connected(folder);
  expect(welcome.state.account).toMatchObject({ login: '5001', balance: '10000.00' });
  client.watch(['EURUSD']);
  await until(({ type }) => type === 'QUOTE');
  const opened = await client.trade(request({ magic: '7' }));
  expect(opened).toMatchObject({ retcode: 10009, volume: '0.1', price: '1.38610' });
  const closed = await client.trade(request({ type: 'SELL', position: opened.order, magic: '7' }));
  expect(closed).toMatchObject({ retcode: 10009, price: '1.38600' });
  const deals = readDeals(dealsFile(folder.stateFolder, '5001'));
  expect(deals.map(({ entry, side, profit }) => [entry, side, profit])).toEqual([
    ['IN', 'BALANCE', '10000.00'],
    ['IN', 'BUY', '0.00'],
    ['OUT', 'SELL', '-1.00'],
  ]);
});

/** The filling mode of a close after the broker has refused one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BrokerClient } from '../../../simulator/broker-process/broker-client.ts';
import { ensureBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { MAGIC, bookOf, buy, desk, synced, ticketOf, type Desk } from './terminal-fixture.ts';

const INVALID_FILL = 10_030;
const FEED = { file: 'EURUSD.csv' };

/** A copy at a broker that has IOC alone, and that refuses the first close for its filling mode. */
async function refused(): Promise<{ own: Desk; close: (id: string) => Promise<object> }> {
  const own = await desk({
    symbols: [{ symbol: 'EURUSD', digits: 5, fillingMode: 2, feed: FEED }],
  });
  own.start();
  await synced(own);
  const ticket = ticketOf(await own.ask('open/1', { action: 'TRADE', params: buy(own) }));
  const controller = await BrokerClient.control(await ensureBroker(own.broker.file));
  onTestFinished(() => controller.close());
  await controller.fault({
    type: 'retcode',
    retcode: INVALID_FILL,
    account: '5001',
    operation: 'close',
  });
  const params = { ticket, identifier: ticket, volume: '0.10', ifVolume: '0.10', magic: MAGIC };
  return { own, close: (id) => own.ask(id, { action: 'CLOSE', params }) };
}

test('a close whose filling mode was refused is followed by one with another mode, and back', async () => {
  const { close } = await refused();
  expect(await close('close/1')).toMatchObject({ error: 'REJECTED', retcode: INVALID_FILL });
  // FOK now, which this broker does not have.
  expect(await close('close/2')).toMatchObject({ error: 'REJECTED', retcode: INVALID_FILL });
  expect(await close('close/3')).toMatchObject({ ok: true });
});

test('a close takes the filling mode that its request names', async () => {
  const own = await desk({
    symbols: [{ symbol: 'EURUSD', digits: 5, fillingMode: 2, feed: FEED }],
  });
  own.start();
  await synced(own);
  const ticket = ticketOf(await own.ask('open/1', { action: 'TRADE', params: buy(own) }));
  const at = { ticket, identifier: ticket, volume: '0.10', ifVolume: '0.10', magic: MAGIC };
  // This broker has IOC alone.
  const params = { ...at, filling: 'FOK' as const };
  const refusal = await own.ask('close/1', { action: 'CLOSE', params });
  expect(refusal).toMatchObject({ error: 'REJECTED', retcode: INVALID_FILL });
  expect(await own.ask('close/2', { action: 'CLOSE', params })).toMatchObject({ ok: true });
});

test('the kill file closes a copy whose filling mode was refused', async () => {
  const { own } = await refused();
  const common = path.join(own.folder, 'common', 'Files');
  mkdirSync(common, { recursive: true });
  writeFileSync(path.join(common, 'lockstep.kill'), '');
  for (let count = 1; ; count++) {
    const id = `kill-${String(count)}`;
    const book = bookOf(await own.ask(id, { action: 'GET_POSITIONS', params: {} }));
    if (book?.positions.length === 0) break;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
  const failures = own.log.filter((line) => line.includes(`retcode ${String(INVALID_FILL)}`));
  expect(failures).toHaveLength(2);
});

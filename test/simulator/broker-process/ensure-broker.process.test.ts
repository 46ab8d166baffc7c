import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addressFile } from '../../../simulator/broker-process/address-file.ts';
import { BrokerClient } from '../../../simulator/broker-process/broker-client.ts';
import { ensureBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { brokerFolder, endBroker, listenTo, untilGone } from './builders.ts';

function threeStarters(file: string): Promise<readonly number[]> {
  return Promise.all([1, 2, 3].map(async () => (await ensureBroker(file)).pid));
}

test('several starters at once get the same process', async () => {
  const { file } = brokerFolder();
  expect(new Set(await threeStarters(file)).size).toBe(1);
});

test('after a killed process, whose address is left behind, they get the same new one', async () => {
  const { file, stateFolder } = brokerFolder();
  const { pid } = await ensureBroker(file);
  await endBroker(stateFolder);
  expect(existsSync(addressFile(stateFolder))).toBe(true);
  const later = await threeStarters(file);
  expect(new Set(later).size).toBe(1);
  expect(later[0]).not.toBe(pid);
});

test('a wrong description is told with its fields, not waited for', async () => {
  const { file } = brokerFolder({ symbols: [{ symbol: 'X', digits: 9, feed: { file: 'x' } }] });
  await expect(ensureBroker(file)).rejects.toThrow(/digits/);
});

test('a recording that is not there is told from the log of the process', async () => {
  const { file } = brokerFolder({
    symbols: [{ symbol: 'EURUSD', digits: 5, feed: { file: 'missing.csv' } }],
  });
  await expect(ensureBroker(file)).rejects.toThrow(/missing\.csv cannot be read/);
});

test('a broker that nobody needs ends by itself, and one that is told to ends too', async () => {
  const { file, stateFolder } = brokerFolder({ idleExitMs: 200 });
  const listener = await listenTo(await ensureBroker(file));
  listener.client.close();
  await untilGone(stateFolder);
  const control = await BrokerClient.control(await ensureBroker(file));
  await control.stop();
  await untilGone(stateFolder);
  expect(existsSync(addressFile(stateFolder))).toBe(false);
});

import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { addressFile } from '../../../simulator/broker-process/address-file.ts';
import { livingBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { readBrokerFile } from '../../../simulator/broker-process/broker-file.ts';
import { runBroker } from '../../../simulator/broker-process/run-broker.ts';
import { brokerFolder, brokerHere } from './builders.ts';

/** Servers of this process, when what was closed is closed. */
async function listening(): Promise<number> {
  await sleep(10);
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
}

test('a second process for the same folder ends, and the first one goes on', async () => {
  const folder = brokerFolder();
  const { client, address } = await brokerHere(folder);
  const before = await listening();
  expect(await runBroker(await readBrokerFile(folder.file), new AbortController())).toBe(false);
  expect(await listening()).toBe(before);
  expect(await client.ping()).toBeGreaterThan(0);
  expect(await livingBroker(folder.stateFolder)).toEqual(address);
});

test('a process that cannot have its address leaves nothing behind that keeps it alive', async () => {
  const { file, stateFolder } = brokerFolder();
  // A folder in the address file's place cannot be read or replaced as a file.
  mkdirSync(addressFile(stateFolder), { recursive: true });
  const before = await listening();
  await expect(runBroker(await readBrokerFile(file), new AbortController())).rejects.toThrow(
    /EISDIR|EPERM|EACCES/,
  );
  expect(await listening()).toBe(before);
  rmSync(addressFile(stateFolder), { recursive: true });
});

test('a broker whose folder is gone ends by itself', async () => {
  const folder = brokerFolder();
  const { closed } = await brokerHere(folder);
  rmSync(addressFile(folder.stateFolder));
  await expect(closed).resolves.toBeUndefined();
});

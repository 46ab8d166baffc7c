/** Quotes the numbers of the invariants in address-file.ts. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  addressFile,
  claimAddress,
  readAddress,
  removeAddress,
  type BrokerAddress,
} from '../../../simulator/broker-process/address-file.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'lockstep-address-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function address(port: number): BrokerAddress {
  return { port, token: `${'t'.repeat(40)}${String(port)}`, pid: 1 };
}

test('of many claims at once one succeeds, and it is whole and the owner has it alone (1, 2)', async () => {
  const at = folder();
  const claims = await Promise.all([1, 2, 3, 4, 5].map((port) => claimAddress(at, address(port))));
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await readAddress(at)).toEqual(address(claims.indexOf(true) + 1));
  // Windows has access lists instead of modes.
  const mode = process.platform === 'win32' ? 0o600 : statSync(addressFile(at)).mode & 0o777;
  expect(mode).toBe(0o600);
  expect(readdirSync(at)).toEqual(['address.json']);
});

test('the address of a process that was faster is not removed for a dead one (1)', async () => {
  const at = folder();
  await claimAddress(at, address(2));
  await removeAddress(at, JSON.stringify(address(1)));
  expect(await readAddress(at)).toEqual(address(2));
  await removeAddress(at, JSON.stringify(address(2)));
  await removeAddress(at, JSON.stringify(address(2)));
  expect(readdirSync(at)).toEqual([]);
});

test('what is no address is as good as none', async () => {
  const at = folder();
  expect(await readAddress(at)).toBeNull();
  for (const text of ['', '{', '{"port":0,"token":"x","pid":1}']) {
    writeFileSync(addressFile(at), text);
    expect(await readAddress(at)).toBeNull();
  }
});

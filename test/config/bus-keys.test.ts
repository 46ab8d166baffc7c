import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { curveKeyPair } from 'zeromq';
import { BusKeys } from '../../config/bus-keys.ts';
import type { BusPeer } from '../../config/bus-peers.ts';
import { isZ85Key } from '../../config/z85.ts';
import { ConfigurationError } from '../../domain/errors.ts';

async function home(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

function peer(fields: Partial<BusPeer> = {}): BusPeer {
  const [publishKey, subscribeKey] = [curveKeyPair().publicKey, curveKeyPair().publicKey];
  return { host: 'vps-2', addresses: ['10.0.0.2'], publishKey, subscribeKey, ...fields };
}

test('the first call makes two pairs, later ones read them', async () => {
  const folder = await home();
  const keys = await BusKeys.open(folder);
  const all = [keys.publish, keys.subscribe].flatMap((pair) => [pair.publicKey, pair.secretKey]);
  expect(new Set(all).size).toBe(4);
  expect(all.every(isZ85Key)).toBe(true);
  const again = await BusKeys.open(folder);
  expect([again.publish, again.subscribe]).toEqual([keys.publish, keys.subscribe]);
});

test('processes that start at once all get the same pairs (invariant 1)', async () => {
  const folder = await home();
  const program = `
    import { BusKeys } from './config/bus-keys.ts';
    const { publish, subscribe } = await BusKeys.open(process.argv[1]);
    process.stdout.write(publish.publicKey + subscribe.publicKey);
  `;
  const start = promisify(execFile);
  const runs = Array.from({ length: 5 }, () =>
    start(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program, folder]),
  );
  const said = new Set((await Promise.all(runs)).map(({ stdout }) => stdout));
  expect(said.size).toBe(1);
  expect([...said][0]).toHaveLength(80);
}, 30_000);

test('only the owner may read them', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has no file modes: icacls does it there');
  const folder = path.join(await home(), 'keys');
  await BusKeys.open(path.dirname(folder));
  expect(await modeOf(folder)).toBe(0o700);
  for (const name of ['publish.json', 'subscribe.json']) {
    expect(await modeOf(path.join(folder, name))).toBe(0o600);
  }
  expect(await readdir(folder)).toEqual(['peers', 'publish.json', 'subscribe.json']);
});

test('a spoiled key file is reported by name, and not quoted', async () => {
  const folder = await home();
  const { publish } = await BusKeys.open(folder);
  const file = path.join(folder, 'keys', 'publish.json');
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, -10));
  const opened = BusKeys.open(folder);
  await expect(opened).rejects.toThrow(ConfigurationError);
  const error: unknown = await opened.catch((reason: unknown) => reason);
  expect(String(error)).toContain(file);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(
    publish.secretKey.slice(0, 10),
  );
});

test('rotate makes new pairs and keeps the trusted hosts', async () => {
  const folder = await home();
  const before = await BusKeys.open(folder);
  await before.trust(peer());
  const after = await BusKeys.rotate(folder);
  expect(after.publish.publicKey).not.toBe(before.publish.publicKey);
  expect(after.subscribe.publicKey).not.toBe(before.subscribe.publicKey);
  expect(await after.peers()).toHaveLength(1);
});

test.each([
  'tcp://127.0.0.1:5555',
  'tcp://localhost:5555',
  'tcp://[::1]:5555',
  'tcp://127.0.0.9:1',
])("behind %s this host's own key is expected (invariant 2)", async (endpoint) => {
  const keys = await BusKeys.open(await home());
  expect(await keys.publisherKey(endpoint)).toBe(keys.publish.publicKey);
});

test("behind another host's address its key is expected, and no other (invariant 2)", async () => {
  const keys = await BusKeys.open(await home());
  const unknown = keys.publisherKey('tcp://10.0.0.2:5555');
  await expect(unknown).rejects.toThrow(/host 10\.0\.0\.2 are not known .* keys import/);
  const trusted = peer();
  await keys.trust(trusted);
  expect(await keys.publisherKey('tcp://10.0.0.2:5555')).toBe(trusted.publishKey);
});

test('a second loopback address may be the end of a tunnel to another host (invariant 2)', async () => {
  const keys = await BusKeys.open(await home());
  const trusted = peer({ addresses: ['127.0.0.9'] });
  await keys.trust(trusted);
  expect(await keys.publisherKey('tcp://127.0.0.9:1')).toBe(trusted.publishKey);
  expect(await keys.publisherKey('tcp://127.0.0.8:1')).toBe(keys.publish.publicKey);
});

test('admits this host and trusted ones, at once and no other (invariant 3)', async () => {
  const keys = await BusKeys.open(await home());
  const other = peer();
  expect(await keys.admits(keys.subscribe.publicKey)).toBe(true);
  expect(await keys.admits(keys.publish.publicKey)).toBe(false);
  expect(await keys.admits(other.subscribeKey)).toBe(false);
  await keys.trust(other);
  expect(await keys.admits(other.subscribeKey)).toBe(true);
  expect(await keys.admits(other.publishKey)).toBe(false);
});

test('a host imported again replaces its old keys', async () => {
  const keys = await BusKeys.open(await home());
  const [old, now] = [peer(), peer()];
  await keys.trust(old);
  await keys.trust(now);
  expect(await keys.admits(old.subscribeKey)).toBe(false);
  expect(await keys.admits(now.subscribeKey)).toBe(true);
});

test('an address belongs to one host', async () => {
  const keys = await BusKeys.open(await home());
  await keys.trust(peer());
  await expect(keys.trust(peer({ host: 'vps-3' }))).rejects.toThrow(/10\.0\.0\.2 .* vps-2/);
  await expect(keys.trust(peer({ addresses: ['127.0.0.1'] }))).rejects.toThrow(/this host/);
});

test("a spoiled host's file is reported by name", async () => {
  const folder = await home();
  const keys = await BusKeys.open(folder);
  const file = path.join(folder, 'keys', 'peers', 'vps-2.json');
  await writeFile(file, JSON.stringify({ ...peer(), publishKey: 'short' }));
  await expect(keys.peers()).rejects.toThrow(ConfigurationError);
  await expect(keys.peers()).rejects.toThrow(file);
});

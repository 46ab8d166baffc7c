import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { curveKeyPair } from 'zeromq';
import { parseBusPeer, readBusPeers, writeBusPeer } from '../../config/bus-peers.ts';

const good = {
  host: 'vps-2',
  addresses: ['10.0.0.2'],
  publishKey: curveKeyPair().publicKey,
  subscribeKey: curveKeyPair().publicKey,
};

test('an export is read as it was written', () => {
  expect(parseBusPeer(JSON.stringify(good), 'a file')).toEqual(good);
});

test('an export that an editor has begun with a byte order mark is read, too', () => {
  expect(parseBusPeer(`\uFEFF${JSON.stringify(good)}`, 'a file')).toEqual(good);
});

test.each([
  ['no JSON', 'host=vps-2', /a file is no JSON/],
  ['a host that would leave the folder', { ...good, host: '../publish' }, /host name/],
  ['a secret key beside', { ...good, secretKey: good.publishKey }, /secretKey/],
  ['a short key', { ...good, publishKey: 'abc' }, /40 Z85 characters/],
])('%s is refused by name', (_what, content, expected) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  expect(() => parseBusPeer(text, 'a file')).toThrow(expected);
});

test('who reads while a host is imported again finds it, old or new', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-peers-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeBusPeer(folder, good);
  const times = Array.from({ length: 30 });
  const write = async () => {
    for (const _ of times) await writeBusPeer(folder, good);
  };
  const read = async () => {
    for (const _ of times) expect(await readBusPeers(folder)).toEqual([good]);
  };
  await Promise.all([write(), read(), read()]);
  expect(await readdir(folder)).toEqual(['vps-2.json']);
});

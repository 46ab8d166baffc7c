import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BusKeys } from '../../../config/bus-keys.ts';
import { exportKeys, importKeys, showKeys } from '../../../launcher/commands/keys.ts';
import { consoleUser } from '../console-user.ts';

async function home(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-keys-command-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('two hosts that import each other know each other', async () => {
  const [here, there] = [await home(), await home()];
  const file = path.join(here, 'export.json');
  await writeFile(file, await exportKeys(here, 'vps-1', ['10.0.0.1']));
  await importKeys(there, file, ['vps-1.example']);
  const [own, other] = [await BusKeys.open(here), await BusKeys.open(there)];
  expect(await other.admits(own.subscribe.publicKey)).toBe(true);
  for (const address of ['10.0.0.1', 'vps-1.example']) {
    expect(await other.publisherKey(`tcp://${address}:5555`)).toBe(own.publish.publicKey);
  }
});

test('neither what is shown nor what is exported holds a secret key', async () => {
  const folder = await home();
  const lines: string[] = [];
  await showKeys(folder, (line) => lines.push(line), false);
  await showKeys(folder, (line) => lines.push(line), true);
  const text = lines.join('\n') + (await exportKeys(folder, 'vps-1', []));
  const { publish, subscribe } = await BusKeys.open(folder);
  expect(text).toContain(publish.publicKey);
  expect(text).toContain(subscribe.publicKey);
  expect(text).not.toContain(publish.secretKey);
  expect(text).not.toContain(subscribe.secretKey);
});

test('for programs the public keys are one object', async () => {
  const folder = await home();
  const lines: string[] = [];
  await showKeys(folder, (line) => lines.push(line), true);
  const { publish, subscribe } = await BusKeys.open(folder);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { publish: publish.publicKey, subscribe: subscribe.publicKey, peers: [] },
  ]);
});

test('a file that is not there is named, with the way out', async () => {
  const missing = importKeys(await home(), '/nowhere/export.json', []);
  await expect(missing).rejects.toThrow(/\/nowhere\/export\.json cannot be read: .* keys export/);
});

test('a file of something else is refused in one line', async () => {
  const folder = await home();
  const file = path.join(folder, 'package.json');
  await writeFile(file, JSON.stringify({ name: 'lockstep', host: 'vps-1' }));
  await expect(importKeys(folder, file, [])).rejects.toThrow(
    /holds no public keys of a host \([^\n]*addresses[^\n]*\): export it again/,
  );
});

test('the own keys are not another host’s, and a name that can be none has a way out', async () => {
  const folder = await home();
  const file = path.join(folder, 'export.json');
  await writeFile(file, await exportKeys(folder, 'vps-1', []));
  await expect(importKeys(folder, file, [])).rejects.toThrow(/this host's own: import the file/);
  await expect(exportKeys(folder, 'Büro PC', [])).rejects.toThrow(/"Büro PC" .* --host NAME/);
});

test('the command writes the export where it is told, in the data folder it is told', async () => {
  const { lockstep } = await consoleUser();
  const folder = await home();
  const file = path.join(folder, 'export.json');
  const done = await lockstep('keys', 'export', file, '--host', 'vps-1', '--home', folder);
  expect(done).toEqual({ exitCode: 0, out: '', err: `Wrote ${file}.\n` });
  const { publish } = await BusKeys.open(folder);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    host: 'vps-1',
    publishKey: publish.publicKey,
  });
});

test('one host imports what another one exported to the screen', async () => {
  const [here, there] = [await consoleUser(), await consoleUser()];
  const exported = await here.lockstep('keys', 'export', '--address', '10.0.0.1');
  const file = path.join(there.home, 'peer.json');
  await writeFile(file, exported.out);
  const { out } = await there.lockstep('keys', 'import', file, '--address', '10.0.0.2', '--json');
  expect(JSON.parse(out)).toMatchObject({ addresses: ['10.0.0.1', '10.0.0.2'] });
  expect((await there.lockstep('keys', 'show')).out).toContain('(10.0.0.1, 10.0.0.2)');
});

test('an export that PowerShell wrote, in UTF-16, is read', async () => {
  const [here, there] = [await home(), await home()];
  const file = path.join(here, 'export.json');
  await writeFile(file, `\uFEFF${await exportKeys(here, 'vps-1', [])}`, 'utf16le');
  expect(await importKeys(there, file, [])).toMatchObject({ host: 'vps-1' });
});

test('an export that cannot be written names the file and the way out', async () => {
  const { home: folder, lockstep } = await consoleUser();
  const file = path.join(folder, 'none', 'export.json');
  const { exitCode, err } = await lockstep('keys', 'export', file);
  expect(exitCode).toBe(78);
  expect(err).toMatch(
    /the export cannot be written to .*export\.json: ENOENT.*: name a file in a folder/,
  );
});

test('rotated keys are new ones', async () => {
  const { home: folder, lockstep } = await consoleUser();
  const before = (await BusKeys.open(folder)).publish.publicKey;
  const { out } = await lockstep('keys', 'rotate');
  expect(out).not.toContain(before);
  expect(out).toContain((await BusKeys.open(folder)).publish.publicKey);
});

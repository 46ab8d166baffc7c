import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { chooseDatabase, LOCAL_MONGODB } from '../../config/database-choice.ts';
import { loadSettings } from '../../config/settings.ts';

async function settings() {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-choice-'));
  return { home, load: () => loadSettings({ env: { LOCKSTEP_HOME: home } }) };
}

test('a MongoDB that answers is taken, and kept when it is down the next time', async () => {
  const { load } = await settings();
  const first = await chooseDatabase(await load(), () => Promise.resolve(true));
  expect(first).toEqual({ url: LOCAL_MONGODB, isNew: true });
  const second = await chooseDatabase(await load(), () => Promise.resolve(false));
  expect(second).toEqual({ url: LOCAL_MONGODB, isNew: false });
});

test('without one it is the embedded folder, and stays it when a MongoDB comes up', async () => {
  const { home, load } = await settings();
  const url = path.join(home, 'db');
  expect(await chooseDatabase(await load(), () => Promise.resolve(false))).toEqual({
    url,
    isNew: true,
  });
  expect(await chooseDatabase(await load(), () => Promise.resolve(true))).toEqual({
    url,
    isNew: false,
  });
});

test('a database that was named is not probed', async () => {
  const { home } = await settings();
  const env = { LOCKSTEP_HOME: home, LOCKSTEP_DB: 'mongodb://elsewhere' };
  const choice = await chooseDatabase(await loadSettings({ env }), () =>
    Promise.reject(new Error('must not be called')),
  );
  expect(choice).toEqual({ url: 'mongodb://elsewhere', isNew: false });
});

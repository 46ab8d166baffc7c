import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hostId } from '../../config/host-id.ts';

test('a data folder has one id, another folder another one', async () => {
  const [one, other] = await Promise.all(
    [1, 2].map(() => mkdtemp(path.join(tmpdir(), 'lockstep-host-'))),
  );
  const id = await hostId(one ?? '');
  expect(await hostId(one ?? '')).toBe(id);
  expect(await hostId(other ?? '')).not.toBe(id);
});

test('an empty file is no id: two such hosts would pass for one', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-host-'));
  await writeFile(path.join(folder, 'host-id'), '\n');
  await expect(hostId(folder)).rejects.toThrow(/host-id is empty: restore it .* lease take NAME/);
});

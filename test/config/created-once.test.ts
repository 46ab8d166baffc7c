import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createdOnce } from '../../config/created-once.ts';

/** The disk is full in the middle. */
function* half() {
  yield 'half a secret';
  throw new Error('full');
}

test('of several at once all get what the first one made', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-once-'));
  let made = 0;
  const make = () => `made ${String((made += 1))}`;
  const file = path.join(folder, 'file');
  const got = await Promise.all(Array.from({ length: 5 }, () => createdOnce(file, make)));
  expect(new Set(got).size).toBe(1);
  expect(await readdir(folder)).toEqual(['file']);
});

test('what could not be written leaves nothing behind: it may be half a secret', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-once-'));
  const made = createdOnce(path.join(folder, 'file'), () => half() as unknown as string);
  await expect(made).rejects.toThrow('full');
  expect(await readdir(folder)).toEqual([]);
});

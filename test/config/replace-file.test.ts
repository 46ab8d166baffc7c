import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { replaceFile } from '../../config/replace-file.ts';

function place(): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-replace-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'note.txt');
  writeFileSync(file, 'old');
  return { folder, file };
}

/** A system that holds the file for so many moves. */
function heldFor(times: number, code: string, platform = 'win32') {
  let moves = 0;
  return {
    platform,
    moves: () => moves,
    rename: async (from: string, to: string) => {
      moves += 1;
      if (moves <= times) throw Object.assign(new Error(`${code}: rename`), { code });
      await rename(from, to);
    },
  };
}

test('takes the place of the file and leaves nothing else', async () => {
  const { folder, file } = place();
  await replaceFile(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['note.txt']);
});

test('is for its owner alone', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has no file modes: icacls does it there');
  const { file } = place();
  chmodSync(file, 0o644);
  await replaceFile(file, 'new');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each(['EPERM', 'EACCES', 'EBUSY'])('tries again while Windows says %s', async (code) => {
  const { folder, file } = place();
  const system = heldFor(3, code);
  await replaceFile(file, 'new', { system });
  expect(system.moves()).toBe(4);
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['note.txt']);
});

test.each([
  ['elsewhere, where such a no is final', heldFor(Infinity, 'EPERM', 'linux'), 1],
  ['on Windows, in the end', heldFor(Infinity, 'EPERM'), 8],
  ['on Windows, with another error at once', heldFor(Infinity, 'ENOSPC'), 1],
])('keeps the old file when it cannot be moved %s', async (_, system, moves) => {
  const { folder, file } = place();
  await expect(replaceFile(file, 'new', { system })).rejects.toThrow('rename');
  expect(system.moves()).toBe(moves);
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['note.txt']);
});

test('says what is wrong when the folder is missing or the file is one', async () => {
  const { folder, file } = place();
  await expect(replaceFile(path.join(folder, 'no', 'a.txt'), 'new')).rejects.toThrow('ENOENT');
  mkdirSync(`${file}.d`);
  await expect(replaceFile(`${file}.d`, 'new')).rejects.toThrow(/EISDIR|EPERM|EEXIST/);
  expect(readdirSync(folder).toSorted()).toEqual(['note.txt', 'note.txt.d']);
});

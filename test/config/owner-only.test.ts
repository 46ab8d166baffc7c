import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { icaclsArguments, ownerOnlyFolder } from '../../config/owner-only.ts';

test('a folder that was open to others is closed to them', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has no file modes: icacls does it there');
  const parent = await mkdtemp(path.join(tmpdir(), 'lockstep-owner-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const folder = path.join(parent, 'keys');
  await mkdir(folder);
  await chmod(folder, 0o755);
  await ownerOnlyFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('on Windows nothing is inherited, and only the user and the system are let in', () => {
  expect(icaclsArguments('C:\\Users\\Eva\\AppData\\Local\\Lockstep\\keys', 'PC\\Eva')).toEqual([
    'C:\\Users\\Eva\\AppData\\Local\\Lockstep\\keys',
    '/inheritance:r',
    '/grant:r',
    'PC\\Eva:(OI)(CI)F',
    '*S-1-5-18:(OI)(CI)F',
    '/Q',
  ]);
});

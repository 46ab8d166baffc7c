/** How the Expert Advisor replaces its small files. */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fileFunctions } from '../../simulator/mql5/runtime/files.ts';
import type { LibraryFunction } from '../../simulator/mql5/runtime/host.ts';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { eaPart } from './ea-part.ts';

const FILE = 'account.state';
const PROGRAM = `
#include <Lockstep/Files.mqh>
bool Replace(const int count)
  {
   uchar bytes[];
   ArrayResize(bytes,count);
   ArrayInitialize(bytes,count);
   return(ReplaceFile("${FILE}",bytes,count));
  }
void Recover(void) { RecoverFile("${FILE}"); }
`;

/** A file of three bytes, on a disk that may have room for one more byte only, or a file that cannot be replaced. */
function replacing() {
  const folder = temporaryFolder();
  const files = fileFunctions({ own: folder, common: folder, fail: () => undefined });
  const disk = { isFull: false, isHeld: false, losesOld: false };
  const FileWriteArray: LibraryFunction = (
    file: number,
    bytes: unknown,
    from: number,
    count: number,
  ) => files['FileWriteArray']?.(file, bytes, from, disk.isFull ? 1 : count);
  const FileMove: LibraryFunction = (...args: readonly unknown[]) => {
    if (disk.losesOld) rmSync(path.join(folder, FILE));
    return !disk.isHeld && !disk.losesOld && files['FileMove']?.(...args);
  };
  const { call } = eaPart(PROGRAM, { ...files, FileWriteArray, FileMove });
  expect(call('Replace', 3)).toBe(true);
  const content = (): unknown => [...readFileSync(path.join(folder, FILE))];
  return { folder, disk, call, content };
}

test.each(['isFull', 'isHeld'] as const)(
  'a file that cannot be replaced (%s) stays as it is, and nothing beside it takes room',
  (trouble) => {
    const { folder, disk, call, content } = replacing();
    disk[trouble] = true;
    expect(call('Replace', 5)).toBe(false);
    expect(content()).toEqual([3, 3, 3]);
    expect(readdirSync(folder)).toEqual([FILE]);
    disk[trouble] = false;
    expect(call('Replace', 5)).toBe(true);
    expect(content()).toEqual([5, 5, 5, 5, 5]);
  },
);

test('what was to replace a file is its successor when the file itself is gone', () => {
  const { folder, disk, call, content } = replacing();
  disk.losesOld = true;
  expect(call('Replace', 5)).toBe(false);
  disk.losesOld = false;
  call('Recover');
  expect(content()).toEqual([5, 5, 5, 5, 5]);
  expect(readdirSync(folder)).toEqual([FILE]);
});

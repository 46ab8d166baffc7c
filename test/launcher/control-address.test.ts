import path from 'node:path';
import { expect, test } from 'vitest';
import { controlAddress } from '../../launcher/control-address.ts';

const linux = { platform: 'linux', temporary: '/tmp', uid: 1000 } as const;

test('the socket lies in the data folder as long as its path is short enough', () => {
  expect(controlAddress('/home/u/lockstep', linux).path).toBe(
    path.join('/home/u/lockstep', 'control', 'lockstep.sock'),
  );
});

test('a long path leads to the temporary folder, another one for each data folder', () => {
  const [one, two] = ['a', 'b'].map((end) =>
    controlAddress(`/home/${'x'.repeat(120)}/${end}`, linux),
  );
  expect(one?.path).toMatch(/^\/tmp\/lockstep-1000\/[\da-f]{16}\.sock$/);
  expect(two?.path).not.toBe(one?.path);
  // The token stays where the secrets are.
  expect(one?.tokenFile).toContain('x'.repeat(120));
});

test('Windows gets a named pipe of the data folder', () => {
  const windows = { ...linux, platform: 'win32' } as const;
  expect(controlAddress('/data', windows).path).toMatch(/^\\\\\.\\pipe\\lockstep-[\da-f]{16}$/);
});

test('Windows knows one data folder by any case: a console may begin it with c:', () => {
  const windows = { ...linux, platform: 'win32' } as const;
  const paths = ['/Data/Max', '/data/max'].map((home) => controlAddress(home, windows).path);
  expect(new Set(paths).size).toBe(1);
  expect(controlAddress('/Data', linux).path).not.toBe(controlAddress('/data', linux).path);
});

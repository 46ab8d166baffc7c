import { expect, test } from 'vitest';
import { consoleUser } from './console-user.ts';

test('what is missing behind a command is named, and the help is the command’s own', async () => {
  const { lockstep } = await consoleUser();
  expect(await lockstep('pause')).toMatchObject({
    exitCode: 64,
    err: 'lockstep: something is missing: lockstep pause NAME (`lockstep pause --help` explains)\n',
  });
  expect((await lockstep('accounts', 'enable')).err).toContain(
    'something is missing: lockstep accounts enable NAMES.. (`lockstep accounts enable --help`',
  );
});

test('a flag without its value is wrong usage, not a bug', async () => {
  const { lockstep } = await consoleUser();
  expect(await lockstep('report', '--csv')).toMatchObject({
    exitCode: 64,
    err: 'lockstep: --csv needs a value (`lockstep report --help` explains)\n',
  });
  expect((await lockstep('accounts', 'edit', 'S', '--suffix')).err).toContain(
    '--suffix needs a value (`lockstep accounts edit --help` explains)',
  );
});

test('a flag that is not there and a command typed wrong are said', async () => {
  const { lockstep } = await consoleUser();
  expect((await lockstep('status', '--fo')).err).toContain('there is no flag or argument fo here');
  expect((await lockstep('stats')).err).toContain('no such command; did you mean "status"?');
  expect((await lockstep('lease')).err).toContain('lockstep lease: say what to do');
});

test('what a group does by itself is called by the group’s name', async () => {
  const { lockstep } = await consoleUser();
  expect((await lockstep('trades', '--opne')).err).toContain('(`lockstep trades --help` explains)');
});

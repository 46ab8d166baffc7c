import { expect, test } from 'vitest';
import { describeFailure } from '../../launcher/exit-code.ts';

const failure = (code: string, message: string) =>
  describeFailure(Object.assign(new Error(message), { code, syscall: 'write' }));

test('a full disk and a missing right come with a way out', () => {
  expect(failure('ENOSPC', 'ENOSPC: no space left on device, write')).toEqual({
    exitCode: 1,
    code: 'ENOSPC',
    message:
      'ENOSPC: no space left on device, write: make room on the disk of the data folder (`lockstep config` shows where it is)',
  });
  expect(failure('EACCES', "EACCES: permission denied, open '/x'").message).toContain(
    "open '/x': give your user the right to it",
  );
  expect(failure('EISDIR', "EISDIR: '/x'").message).toBe("EISDIR: '/x'");
});

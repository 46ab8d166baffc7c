import { expect, test } from 'vitest';
import { WarningLimit } from '../../messaging/warning-limit.ts';

test('one warning per code and time; the next one says how many were left out', () => {
  const said: string[] = [];
  const limit = new WarningLimit((code, message) => said.push(`${code}: ${message}`), 1_000);
  for (const nowMs of [0, 1, 500, 999]) limit.warn('A', `at ${String(nowMs)}`, nowMs);
  limit.warn('B', 'at once', 999);
  limit.warn('A', 'again', 1_000);
  limit.warn('A', 'later', 2_000);
  expect(said).toEqual([
    'A: at 0',
    'B: at once',
    'A: again (and 3 more like it before)',
    'A: later',
  ]);
});

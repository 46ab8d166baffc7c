import { expect, test } from 'vitest';
import { WarningLimit } from '../../messaging/warning-limit.ts';

test('one warning per code and time; the next one says how many were left out', () => {
  const said: string[] = [];
  let nowMs = 0;
  const limit = new WarningLimit(
    (code, message) => said.push(`${code}: ${message}`),
    1_000,
    () => nowMs,
  );
  const warn = (code: string, message: string, atMs: number): void => {
    nowMs = atMs;
    limit.warn(code, message);
  };
  for (const atMs of [0, 1, 500, 999]) warn('A', `at ${String(atMs)}`, atMs);
  warn('B', 'at once', 999);
  warn('A', 'again', 1_000);
  warn('A', 'later', 2_000);
  expect(said).toEqual([
    'A: at 0',
    'B: at once',
    'A: again (and 3 more like it before)',
    'A: later',
  ]);
});

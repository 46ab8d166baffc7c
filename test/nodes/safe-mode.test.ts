/** SAFE mode on a clock of the test. */
import { expect, test } from 'vitest';
import type { Block } from '../../domain/plan-input.ts';
import { QUIET_MS, SafeMode } from '../../nodes/safe-mode.ts';

function desk() {
  const blocks = new Set<Block>(['database']);
  const lines: string[] = [];
  const log = {
    info: (_fields: object, message: string) => void lines.push(message),
    warn: () => undefined,
    error: () => undefined,
  };
  return { blocks, lines, safe: new SafeMode(blocks, log, 5_000) };
}

test('nothing is opened before ten minutes have passed, and then only its own block ends', () => {
  const { blocks, lines, safe } = desk();
  expect(QUIET_MS).toBe(600_000);
  expect(safe.passed(5_000 + QUIET_MS - 1)).toBe(false);
  expect([...blocks]).toEqual(['database', 'safe']);
  expect(safe.passed(5_000 + QUIET_MS)).toBe(true);
  expect([...blocks]).toEqual(['database']);
  expect(lines).toEqual(['ten minutes without a crash: safe mode is over, opens go again']);
});

test('an operator who resumed has ended it, and it does not come back', () => {
  const { blocks, lines, safe } = desk();
  blocks.delete('safe');
  expect(safe.passed(6_000)).toBe(true);
  expect(safe.passed(5_000 + QUIET_MS)).toBe(true);
  expect([...blocks]).toEqual(['database']);
  expect(lines).toEqual([]);
});

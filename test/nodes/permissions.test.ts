import { expect, test } from 'vitest';
import type { Block } from '../../domain/plan-input.ts';
import { Permissions } from '../../nodes/permissions.ts';

function board(...raised: Block[]) {
  const blocks = new Set<Block>(raised);
  return { blocks, permissions: new Permissions(blocks) };
}

test('what the EA reports blocks opens until it reports nothing', () => {
  const { blocks, permissions } = board();
  permissions.reported(['algo']);
  permissions.changed();
  permissions.passed(0);
  permissions.passed(100_000);
  expect(blocks.has('permissions')).toBe(true);
  permissions.reported([]);
  expect(blocks.has('permissions')).toBe(false);
});

test('a block by a retcode ends when the number of positions changes', () => {
  const { blocks, permissions } = board('permissions');
  permissions.reported([]);
  expect(blocks.has('permissions')).toBe(true);
  permissions.changed();
  expect(blocks.has('permissions')).toBe(false);
});

test('a block by a retcode ends after half a minute', () => {
  const { blocks, permissions } = board('permissions');
  permissions.passed(1_000);
  permissions.passed(30_999);
  expect(blocks.has('permissions')).toBe(true);
  permissions.passed(31_000);
  expect(blocks.has('permissions')).toBe(false);
});

test('other blocks are not its business', () => {
  const { blocks, permissions } = board('paused');
  permissions.reported(['algo']);
  permissions.reported([]);
  expect([...blocks]).toEqual(['paused']);
});

test.each([
  [['kill'], ['kill']],
  [['journal'], ['journal']],
  [['state'], ['journal']],
  [['silence'], ['permissions']],
  [
    ['kill', 'journal', 'state', 'algo'],
    ['kill', 'journal', 'permissions'],
  ],
])('what the EA reports as %j raises the blocks %j, each ended by itself', (reasons, expected) => {
  const { blocks, permissions } = board();
  permissions.reported(reasons);
  permissions.changed();
  expect([...blocks]).toEqual(expected);
  permissions.reported(['algo']);
  expect([...blocks]).toEqual(['permissions']);
});

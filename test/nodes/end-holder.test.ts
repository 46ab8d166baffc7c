/** The invariant of nodes/end-holder.ts. */
import { expect, test } from 'vitest';
import type { LeaseHolder } from '../../db/lease-store.ts';
import { endHolder, type Processes } from '../../nodes/end-holder.ts';

const HOLDER: LeaseHolder = { hostId: 'host', pid: 77, instance: 'a', startTime: 'boot/1' };

function desk(changes: Partial<Processes> = {}) {
  const killed: number[] = [];
  const system: Processes = {
    startOf: async () => 'boot/1',
    isAlive: (pid) => !killed.includes(pid),
    kill: (pid) => void killed.push(pid),
    ...changes,
  };
  return { system, killed };
}

test('the recorded process is ended and waited for', async () => {
  const { system, killed } = desk();
  expect(await endHolder(HOLDER, system)).toBe(true);
  expect(killed).toEqual([77]);
});

const CASES: readonly (readonly [string, LeaseHolder, Partial<Processes>])[] = [
  ['another process has its id', HOLDER, { startOf: async () => 'boot/2' }],
  ['its start cannot be known', HOLDER, { startOf: async () => null }],
  ['it is gone', HOLDER, { isAlive: () => false }],
  ['no start was recorded', { hostId: 'host', pid: 77, instance: 'a' }, {}],
  ['it is this very process', { ...HOLDER, pid: process.pid }, {}],
];

test.each(CASES)('nothing is ended when %s', async (_why, holder, changes) => {
  const { system, killed } = desk(changes);
  expect(await endHolder(holder, system)).toBe(false);
  expect(killed).toEqual([]);
});

test('a process that may not be ended does not stop the take-over', async () => {
  const { system } = desk({
    kill: () => {
      throw new Error('EPERM');
    },
  });
  expect(await endHolder(HOLDER, system)).toBe(false);
});

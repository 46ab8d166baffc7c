/** The invariants of nodes/memory-ledger.ts. */
import { expect, test } from 'vitest';
import { MemoryLedger } from '../../nodes/memory-ledger.ts';
import { intent } from './builders.ts';
import { opened } from './executor-desk.ts';

const PROBLEM = {
  collection: 'trades',
  name: '2@Slave',
  field: 'the file',
  value: 'damaged',
  expected: 'a ledger that can be read',
} as const;

test('an intent to open is never accepted, an adoption is (invariants 1, 2)', async () => {
  const ledger = new MemoryLedger(PROBLEM);
  const adopted = opened(intent('200'));
  expect(await ledger.intend([intent('100'), adopted])).toEqual([
    { type: 'unreadable', problem: PROBLEM },
    { type: 'stored', copy: adopted },
  ]);
  expect(await ledger.record([adopted])).toEqual([{ type: 'stored' }]);
  expect(await ledger.findBySlave()).toEqual([]);
});

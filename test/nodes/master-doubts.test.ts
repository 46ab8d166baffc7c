/** The invariant of nodes/master-doubts.ts. */
import { expect, test } from 'vitest';
import { masterId } from '../../domain/ids.ts';
import type { Trouble } from '../../nodes/alarm-relay.ts';
import { MasterDoubts } from '../../nodes/master-doubts.ts';

const ID = masterId('1@Master');

function doubts() {
  const told: (readonly [boolean, Trouble])[] = [];
  const own = new MasterDoubts({
    set: (trouble, isRaised) => void told.push([isRaised, trouble]),
  });
  return { own, told };
}

test('two publishers are an alarm until one is alone', () => {
  const { own, told } = doubts();
  own.noticed({ type: 'two-publishers', masterId: ID, epochs: [3, 4] });
  expect(own.isDoubted(ID)).toBe(true);
  expect(told).toMatchObject([[true, { code: 'MASTER_UNUSABLE', subject: '1@Master publishers' }]]);
  expect(told[0]?.[1].detail).toContain('epochs 3 and 4');
  own.noticed({ type: 'one-publisher', masterId: ID, epoch: 4 });
  expect(own.isDoubted(ID)).toBe(false);
  expect(told[1]).toMatchObject([false, { subject: '1@Master publishers' }]);
});

test('one reason that ends leaves the other', () => {
  const { own } = doubts();
  own.noticed({ type: 'other-version', masterId: ID, detail: 'version 2, this node 1' });
  own.noticed({ type: 'two-publishers', masterId: ID, epochs: [3, 4] });
  own.noticed({ type: 'own-version', masterId: ID });
  expect(own.isDoubted(ID)).toBe(true);
  own.noticed({ type: 'one-publisher', masterId: ID, epoch: 4 });
  expect(own.isDoubted(ID)).toBe(false);
});

test('what else the bus notices is no doubt', () => {
  const { own, told } = doubts();
  own.noticed({ type: 'stale', masterId: ID });
  own.noticed({ type: 'dropped', masterId: ID, reason: 'old', count: 1, detail: '' });
  expect(own.isDoubted(ID)).toBe(false);
  expect(told).toEqual([]);
});

/** The invariants of nodes/ledger-problems.ts. */
import { expect, test } from 'vitest';
import { plan } from '../../domain/plan.ts';
import type { Block } from '../../domain/plan-input.ts';
import type { Trouble } from '../../nodes/alarm-relay.ts';
import { LedgerProblems } from '../../nodes/ledger-problems.ts';
import {
  book,
  closingDeal,
  held,
  input,
  masterBook,
  openCopy,
  position,
} from '../domain/builders.ts';

function desk() {
  const blocks = new Set<Block>();
  const raised: Trouble[] = [];
  const problems = new LedgerProblems(blocks, { raise: (trouble) => raised.push(trouble) }, 'Apex');
  problems.found({
    collection: 'trades',
    name: '1@Master/100/2@Slave',
    field: 'status',
    value: '"?"',
    expected: 'a status',
  });
  return { blocks, raised };
}

test('an entry that cannot be read blocks opens and raises an alarm with the way out', () => {
  const { blocks, raised } = desk();
  expect(raised).toHaveLength(1);
  expect(raised[0]).toMatchObject({ code: 'LEDGER_UNREADABLE', subject: '1@Master/100/2@Slave' });
  expect(raised[0]?.detail).toContain('status is "?"');
  expect(raised[0]?.detail).toContain('`lockstep restart Apex`');
  const other = position({ identifier: position().identifier });
  expect(plan(input({ masterBook: masterBook([other]), blocks }))).toEqual([]);
});

test('closes go on while an entry cannot be read', () => {
  const { blocks } = desk();
  const copy = openCopy();
  const closed = masterBook([], { recentlyClosed: [closingDeal()] });
  const actions = plan(
    input({ copies: [copy], masterBook: closed, slaveBook: book([held(copy)]), blocks }),
  );
  expect(actions).toMatchObject([{ type: 'close', copy: { state: { cause: 'MASTER_CLOSED' } } }]);
});

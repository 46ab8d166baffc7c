/** The simulation finds what one master does to another, put in on purpose by a wrong port. */
import { expect, test } from 'vitest';
import type { SlaveAccount } from '../../../domain/account.ts';
import type { MasterBook } from '../../../domain/book.ts';
import type { ModifyOrder } from '../../../domain/plan-input.ts';
import { lots } from '../../../domain/symbol-spec.ts';
import type { Terminal } from '../../../nodes/terminal.ts';
import { firstViolation } from './first-violation.ts';
import type { Sabotage } from './sim-slave.ts';

/** Takes the closing deals of all masters for those of each, and for whole closes. */
function closingsOfAll(): Sabotage {
  const known = new Map<string, MasterBook['recentlyClosed']>();
  return {
    book: (book) => {
      known.set(
        book.accountId,
        book.recentlyClosed.map((deal) => ({ ...deal, volume: lots('100') })),
      );
      const ofOthers = [...known].flatMap(([id, deals]) => (id === book.accountId ? [] : deals));
      return { ...book, recentlyClosed: [...book.recentlyClosed, ...ofOthers] };
    },
  };
}

/** Acts on no master's book before two masters were heard. */
function waitingForAll(): Sabotage {
  const heard = new Set<string>();
  return { book: (book) => (heard.add(book.accountId).size < 2 ? null : book) };
}

/** Sets the SL and TP that the copy of another position was given last. */
function stopsOfAnother(): Sabotage {
  let last: ModifyOrder | null = null;
  const mixed = (order: ModifyOrder): ModifyOrder => {
    const { sl, tp } = last ?? order;
    last = order;
    return { ...order, sl, tp };
  };
  return { terminal: (terminal) => withModify(terminal, mixed) };
}

function withModify(terminal: Terminal, change: (order: ModifyOrder) => ModifyOrder): Terminal {
  return {
    get link() {
      return terminal.link;
    },
    open: (order) => terminal.open(order),
    close: (order) => terminal.close(order),
    modify: (order) => terminal.modify(change(order)),
    find: (search) => terminal.find(search),
    learn: (symbol) => terminal.learn(symbol),
    poll: () => terminal.poll(),
  };
}

/** Reads the document as if it said nothing of this. */
function deafTo(fields: Partial<SlaveAccount>): () => Sabotage {
  return () => ({ document: (account) => ({ ...account, ...fields }) });
}

const BUGS = [
  { bug: 'one master’s closings close the copies of another', plant: closingsOfAll, clause: 'S3' },
  { bug: 'a master who is not heard holds up another', plant: waitingForAll, clause: 'L1' },
  { bug: 'SL and TP of another copy', plant: stopsOfAnother, clause: 'stops' },
  { bug: 'limits that are not kept', plant: deafTo({ maxOpenCopies: null }), clause: 'limits' },
  { bug: 'a master who was removed', plant: deafTo({ masters: null }), clause: 'followed' },
] satisfies readonly { bug: string; plant: () => Sabotage; clause: string }[];

test.each(BUGS)('$bug: found as a violation of $clause', { timeout: 120_000 }, async (planted) => {
  const { plant, clause } = planted;
  const found = await firstViolation(plant, clause, ({ second }) => second !== undefined);
  expect(found?.clause).toBe(clause);
});

/** A partial close of unknown outcome (domain/resolution.ts): when the rest may be planned anew. */
import { expect, test } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { ticket } from '../../domain/ids.ts';
import { plan } from '../../domain/plan.ts';
import { lots } from '../../domain/symbol-spec.ts';
import type { FoundDeal } from '../../domain/trade-reply.ts';
import {
  book,
  found,
  held,
  HELD,
  input,
  masterBook,
  NOW,
  openCopy,
  position,
  rejected,
  taken,
} from './builders.ts';

const { copyId, magic } = openCopy();
const parting = openCopy({
  requests: 2,
  state: {
    status: 'unknown',
    operation: 'close-part',
    position: HELD,
    request: requestId(copyId, 'close', 2),
    sinceMs: NOW - 1_000,
    cause: null,
  },
});

function dealOf(order: string, entry: 'IN' | 'OUT', volume: string): FoundDeal {
  const { identifier } = HELD;
  const deal = { order: ticket(order), deal: ticket(`1${order}`), identifier, magic };
  return { ...deal, entry, volume: lots(volume), reason: 'EXPERT' };
}

const OUT = dealOf('700', 'OUT', '0.10');

test.each([
  ['executed and listed', { reply: taken(), deals: [dealOf('600', 'IN', '0.20'), OUT] }, 'record'],
  [
    'executed, with one of its deals listed',
    { reply: taken(), deals: [dealOf('600', 'IN', '0.15'), dealOf('700', 'OUT', '0.05')] },
    'look',
  ],
  [
    'executed, with its old volume still listed',
    { reply: taken(), deals: [dealOf('600', 'IN', '0.10'), OUT] },
    'look',
  ],
  ['executed, without its deal', { reply: taken(), deals: [dealOf('600', 'IN', '0.10')] }, 'look'],
  ['executed, its beginning not known', { reply: taken(), deals: [OUT] }, 'look'],
  ['refused', { reply: rejected(10006) }, 'record'],
  ['never there', { journal: 'absent' }, 'record'],
  ['never there, under another journal', { journal: 'absent', journalId: 'journal-2' }, 'look'],
  ['sent, without an answer', {}, 'look'],
] as const)('a partial close in doubt that was %s', (_name, answer, type) => {
  const smaller = masterBook([position({ volume: lots('0.05') })]);
  const given = { copies: [parting], masterBook: smaller, slaveBook: book([held(parting)]) };
  const actions = plan(input({ ...given, found: new Map([[copyId, found(answer)]]) }));
  expect(actions.map((action) => action.type)).toEqual([type]);
});

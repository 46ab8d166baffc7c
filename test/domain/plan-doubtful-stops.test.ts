/** Named cases of SL and TP requests whose outcome was not known (plan-change, plan-copy). */
import { expect, test } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { NO_EVIDENCE } from '../../domain/evidence.ts';
import type { Action } from '../../domain/plan-input.ts';
import { plan } from '../../domain/plan.ts';
import { price } from '../../domain/symbol-spec.ts';
import { observeModify } from '../../domain/tries.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { book, HELD, held, input, masterBook, NOW, openCopy, position } from './builders.ts';

const { copyId } = openCopy();

function planned(changes: Parameters<typeof input>[0]): Action | null {
  return plan(input(changes))[0] ?? null;
}

test('a request of ours that is executed after a later one is set right, a change by hand is not', () => {
  const follows = { sl: price('1.09'), tp: price('1.2') };
  const late = { sl: price('1.07'), tp: null };
  const doubtful = { target: late, follows: late };
  const sentAtMs = NOW - 60_000;
  const evidence = observeModify(NO_EVIDENCE, copyId, null, sentAtMs, DEFAULT_WINDOWS, doubtful);
  const following = openCopy({ masterSl: follows.sl, masterTp: follows.tp });
  const at = (stops: typeof late) => ({
    copies: [following],
    masterBook: masterBook([position(follows)]),
    slaveBook: book([held(following, stops)]),
    evidence,
  });
  expect(planned(at(late))).toMatchObject({
    type: 'modify',
    order: { sl: '1.09000', tp: '1.20000' },
  });
  expect(planned(at({ sl: price('1.06'), tp: null }))).toBeNull();
  expect(planned({ ...at(late), evidence: NO_EVIDENCE })).toBeNull();
});

test('a modification in doubt is compared with the broker’s stops, not with those followed before', () => {
  const before = { masterSl: price('1.09'), masterTp: null };
  const doubt = openCopy({
    ...before,
    state: {
      status: 'unknown',
      operation: 'modify',
      request: requestId(copyId, 'modify', 2),
      sinceMs: NOW,
      position: HELD,
      cause: null,
    },
  });
  const slaveBook = book([held(doubt, { sl: price('1.07') })]);
  const back = masterBook([position({ sl: before.masterSl, tp: null })]);
  const compared = planned({ copies: [doubt], masterBook: back, slaveBook });
  if (compared?.type !== 'record') throw new Error('nothing is recorded');
  expect(planned({ copies: [compared.copy], masterBook: back, slaveBook })).toMatchObject({
    type: 'modify',
    order: { sl: '1.09000', tp: null },
  });
});

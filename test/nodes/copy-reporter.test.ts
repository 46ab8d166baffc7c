import { expect, test } from 'vitest';
import { withState, type Copy, type CopyState } from '../../domain/copy.ts';
import { requestId } from '../../domain/copy-identity.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import { price } from '../../domain/symbol-spec.ts';
import { CopyReporter } from '../../nodes/copy-reporter.ts';
import { copyOf } from '../db/builders.ts';

const POSITION = { identifier: positionId('77'), ticket: ticket('77') };
const OPENING = copyOf(1);
const request = requestId(OPENING.copyId, 'close', 2);
const OPEN: CopyState = { status: 'open', position: POSITION };

function told(tell: (reporter: CopyReporter) => void): readonly string[] {
  const lines: string[] = [];
  const take = (_fields: object, text: string): void => void lines.push(text);
  tell(new CopyReporter({ info: take, warn: take, error: take }, () => undefined));
  return lines;
}

test.each<[string, Copy | undefined, string]>([
  ['of a node that has just started', undefined, 'opened EURUSD.c'],
  ['that was being opened', OPENING, 'opened EURUSD.c'],
  [
    'that was being closed in part',
    withState(OPENING, { status: 'closing', position: POSITION, request, cause: 'MASTER_CLOSED' }),
    'closed a part of EURUSD.c',
  ],
  [
    'whose modification was in doubt',
    withState(OPENING, {
      status: 'unknown',
      operation: 'modify',
      request,
      sinceMs: 0,
      position: POSITION,
      cause: null,
    }),
    'outcome of modify is known: EURUSD.c',
  ],
])('an open copy %s is told as what happened', (_what, before, line) => {
  expect(told((reporter) => reporter.changed(withState(OPENING, OPEN), before))).toEqual([line]);
});

test("a change of the master's SL or TP is one line, another version without one is none", () => {
  const before = withState(OPENING, OPEN);
  const after = withState(before, OPEN, { masterTp: price('1.09000') });
  expect(told((reporter) => reporter.followed(after, before))).toEqual([
    "followed the master's SL and TP of EURUSD.c",
  ]);
  expect(told((reporter) => reporter.followed(withState(before, OPEN), before))).toEqual([]);
});

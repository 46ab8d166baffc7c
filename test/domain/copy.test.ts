/** The life of a copy: the invariants of domain/copy.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestId } from '../../domain/copy-identity.ts';
import { mayHavePosition, withState, type CopyState } from '../../domain/copy.ts';
import { anyCopy } from '../db/arbitraries.ts';
import { copyOf, HELD } from './builders.ts';

const request = requestId(copyOf().copyId, 'close', 2);

test.each<readonly [boolean, CopyState]>([
  [true, { status: 'opening', request }],
  [true, { status: 'open', position: HELD }],
  [true, { status: 'closing', position: HELD, request, cause: 'OPERATOR' }],
  [
    true,
    { status: 'unknown', operation: 'open', request, sinceMs: 0, position: null, cause: null },
  ],
  [false, { status: 'closed', position: HELD, cause: 'OPERATOR' }],
  [false, { status: 'refused', code: 'STALE', detail: '' }],
  [false, { status: 'detached', position: HELD, reason: 'SL' }],
])('that there may be a position is %s of $status', (may, state) => {
  expect(mayHavePosition(copyOf({ state }))).toBe(may);
});

test('property, copy 2 and 3: a change of state adds one version and leaves the size alone', () => {
  fc.assert(
    fc.property(anyCopy(), anyCopy(), (copy, { state }) => {
      expect(withState(copy, state)).toEqual({ ...copy, state, version: copy.version + 1 });
      const changed = withState(copy, state, { requests: copy.requests + 1 });
      expect(changed.requests).toBe(copy.requests + 1);
      expect(changed.intendedVolume).toBe(copy.intendedVolume);
    }),
  );
});

/** Look-ups into a ledger's entries say what a walk over all of them says (domain/copy-set.ts). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CopySet, listed, type Copies } from '../../domain/copy-set.ts';
import { mayHavePosition, type Copy, type CopyState } from '../../domain/copy.ts';
import { magic, positionId, ticket, type CopyId, type PositionId } from '../../domain/ids.ts';
import { book, copyOf, position } from './builders.ts';

const IDS = ['1', '2', '3', '4'] as const;

const heldAt = fc.constantFrom(...IDS).map((id) => ({
  identifier: positionId(id),
  ticket: ticket(id),
}));
const state: fc.Arbitrary<CopyState> = fc.oneof(
  fc.constant({ status: 'refused', code: 'STALE', detail: '' } as const),
  fc.constant({ status: 'refused', code: 'OUTCOME_UNKNOWN', detail: '' } as const),
  heldAt.map((at) => ({ status: 'open', position: at }) as const),
  heldAt.map((at) => ({ status: 'closed', position: at, cause: 'MASTER_CLOSED' }) as const),
  fc.constant({ status: 'closed', position: null, cause: 'MASTER_CLOSED' } as const),
  heldAt.map((at) => ({ status: 'detached', position: at, reason: 'SL' }) as const),
);
const entry: fc.Arbitrary<Copy> = fc
  .record({ id: fc.constantFrom(...IDS), magic: fc.constantFrom(...IDS), state })
  .map((of) =>
    copyOf({ copyId: of.id as string as CopyId, magic: magic(of.magic), state: of.state }),
  );

test('every look-up finds what a walk finds, after any changes and over another set', () => {
  fc.assert(
    fc.property(fc.array(entry), fc.array(entry), (below, above) => {
      const copies = new CopySet(above, new CopySet(below));
      const all = new Map([...below, ...above].map((copy) => [copy.copyId, copy]));
      expect(sorted(copies.values())).toEqual(sorted(all.values()));
      expect(sorted(copies.live())).toEqual(sorted([...all.values()].filter(isWatched)));
      for (const id of IDS) {
        const withMagic = [...all.values()].filter((copy) => copy.magic === magic(id));
        expect(sorted(copies.withMagic(magic(id)))).toEqual(sorted(withMagic));
        const holding = [...all.values()].filter((copy) => identifierOf(copy) === positionId(id));
        expect(sorted(copies.holding(positionId(id)))).toEqual(sorted(holding));
        expect(copies.has(id as string as CopyId)).toBe(all.has(id as string as CopyId));
      }
    }),
  );
});

test('the settled copies that a book of the slave is about: by magic, or by the position they had', () => {
  fc.assert(
    fc.property(
      fc.array(entry),
      fc.constantFrom(...IDS),
      fc.constantFrom(...IDS),
      (all, at, by) => {
        const copies = new CopySet(all);
        const slaveBook = book([position({ identifier: positionId(at), magic: magic(by) })]);
        const expected = [...copies.values()].filter(
          (copy) =>
            !isWatched(copy) && (copy.magic === magic(by) || identifierOf(copy) === positionId(at)),
        );
        expect(sorted(listed(copies, slaveBook))).toEqual(sorted(expected));
      },
    ),
  );
  expect([...listed(new CopySet([copyOf()]), null)]).toEqual([]);
});

test('a set over another one leaves that one as it is', () => {
  const below: Copies = new CopySet([copyOf()]);
  const refused: Copy = copyOf({ state: { status: 'refused', code: 'STALE', detail: '' } });
  const above = new CopySet([refused], below);
  expect([...above.live()]).toEqual([]);
  expect([...below.live()]).toEqual([copyOf()]);
});

function isWatched(copy: Copy): boolean {
  const { state: now } = copy;
  return mayHavePosition(copy) || (now.status === 'refused' && now.code === 'OUTCOME_UNKNOWN');
}

function identifierOf({ state: now }: Copy): PositionId | null {
  return 'position' in now ? (now.position?.identifier ?? null) : null;
}

function sorted(copies: Iterable<Copy>): readonly Copy[] {
  return [...copies].toSorted((left, right) => (left.copyId < right.copyId ? -1 : 1));
}

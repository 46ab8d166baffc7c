/** What the account's limits leave for several masters' plans; numbers are the rules' of shared-limits.ts. */
import { expect, test } from 'vitest';
import { copyId, copyMagic } from '../../domain/copy-identity.ts';
import { masterId, positionId, type MasterId } from '../../domain/ids.ts';
import type { PlanInput } from '../../domain/plan-input.ts';
import { planned, withinLimits } from '../../domain/shared-limits.ts';
import { lots } from '../../domain/symbol-spec.ts';
import { account, book, input, masterBook, MASTER, NOW, position, SLAVE } from './builders.ts';

const OTHER = masterId('9@Other');
const SERVER_NOW = masterBook([]).serverNowMs;

/** The plan for a master whose positions 100 and on are so old, ms. */
function master(
  accountId: MasterId,
  agesMs: readonly number[],
  limits: Parameters<typeof account>[0] = { maxOpenCopies: 1 },
  changes: Partial<PlanInput['masterBook']> = {},
) {
  const positions = agesMs.map((ageMs, index) =>
    position({
      identifier: positionId(String(100 + index)),
      openedAtServerMs: (changes.serverNowMs ?? SERVER_NOW) - ageMs,
    }),
  );
  const own = { ...masterBook(positions), accountId, ...changes };
  return planned(input({ masterBook: own, account: account(limits) }));
}

/** What becomes of each position, by `master position`. */
function outcomes(...plans: readonly ReturnType<typeof master>[]) {
  return Object.fromEntries(
    withinLimits(plans).flatMap(({ actions }) =>
      actions.flatMap((action) => {
        if (action.type !== 'open' && action.type !== 'refuse') return [];
        const { masterId: of, masterPosition, state } = action.copy;
        const what = state.status === 'refused' ? state.code : action.type;
        return [[`${of} ${masterPosition}`, what]];
      }),
    ),
  );
}

test('1. one place goes to the older position, in whatever order the masters are planned', () => {
  const [young, old] = [master(MASTER, [1_000]), master(OTHER, [2_000])];
  const expected = { [`${MASTER} 100`]: 'TOO_MANY_COPIES', [`${OTHER} 100`]: 'open' };
  expect(outcomes(young, old)).toEqual(expected);
  expect(outcomes(old, young)).toEqual(expected);
});

test('1. two places among three positions', () => {
  const two = { maxOpenCopies: 2 };
  const around = master(MASTER, [3_000, 1_000], two);
  const between = master(OTHER, [2_000], two);
  expect(outcomes(around, between)).toEqual({
    [`${MASTER} 100`]: 'open',
    [`${MASTER} 101`]: 'TOO_MANY_COPIES',
    [`${OTHER} 100`]: 'open',
  });
});

test('1. the same for lots', () => {
  const limits = { maxTotalLots: lots('0.15') };
  expect(outcomes(master(MASTER, [1_000], limits), master(OTHER, [2_000], limits))).toEqual({
    [`${MASTER} 100`]: 'ABOVE_MAX_EXPOSURE',
    [`${OTHER} 100`]: 'open',
  });
});

test('1. positions of one moment go by copy id', () => {
  const [one, other] = [master(MASTER, [1_000]), master(OTHER, [1_000])];
  const expected = { [`${MASTER} 100`]: 'open', [`${OTHER} 100`]: 'TOO_MANY_COPIES' };
  expect(outcomes(one, other)).toEqual(expected);
  expect(outcomes(other, one)).toEqual(expected);
});

test('1. ages count, as the servers’ clocks differ and books are read at other times', () => {
  const ahead = { serverNowMs: SERVER_NOW + 3_600_000 };
  const one = { maxOpenCopies: 1 };
  const young = master(MASTER, [1_000]);
  expect(outcomes(young, master(OTHER, [2_000], one, ahead))[`${OTHER} 100`]).toBe('open');
  const readBefore = { readAtMs: NOW - 500 };
  expect(outcomes(young, master(OTHER, [800], one, readBefore))[`${OTHER} 100`]).toBe('open');
});

test('2. an older position that is not opened now takes no place', () => {
  const waiting = master(OTHER, [2_000], undefined, { complete: false });
  expect(outcomes(master(MASTER, [1_000]), waiting)).toEqual({ [`${MASTER} 100`]: 'open' });
});

test('a copy of one master that is found again leaves its place to no position of another one', () => {
  const id = copyId(OTHER, positionId('100'), SLAVE);
  const held = position({ identifier: positionId('7'), magic: copyMagic(id) });
  const slave = { slaveBook: book([held]), account: account({ maxOpenCopies: 1 }) };
  const at = { openedAtServerMs: SERVER_NOW - 1_000 };
  const own = masterBook([position({ identifier: positionId('100'), ...at })]);
  const found = planned(input({ ...slave, masterBook: { ...own, accountId: OTHER } }));
  expect(found.actions).toMatchObject([{ type: 'adopt' }]);
  const expected = { [`${MASTER} 100`]: 'TOO_MANY_COPIES' };
  expect(outcomes(found, planned(input({ ...slave, masterBook: own })))).toEqual(expected);
});

test('without limits, or of one master, the plans stay as they are', () => {
  const free = [master(MASTER, [1_000], {}), master(OTHER, [2_000], {})];
  expect(withinLimits(free)).toBe(free);
  const alone = [master(MASTER, [2_000, 1_000])];
  expect(withinLimits(alone)).toBe(alone);
  expect(withinLimits([])).toEqual([]);
});

test('a refusal asks for nothing: no volume, no request, the magic that any copy would have', () => {
  const [refused] = withinLimits([master(MASTER, [1_000]), master(OTHER, [2_000])]);
  const [alone] = master(MASTER, [1_000], { maxOpenCopies: 0 }).actions;
  const detail = expect.stringContaining('1 open');
  const code = 'TOO_MANY_COPIES';
  expect(alone).toMatchObject({ type: 'refuse', copy: { state: { code } } });
  if (alone?.type !== 'refuse') throw new Error('it is refused');
  const state = { status: 'refused', code, detail };
  expect(refused?.actions).toEqual([{ type: 'refuse', copy: { ...alone.copy, state } }]);
});

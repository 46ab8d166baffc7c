/** What every copy ledger does, whatever it is stored in. */
import { expect, test } from 'vitest';
import type { CopyLedger } from '../../db/copy-ledger.ts';
import type { DocumentProblem } from '../../db/document-problem.ts';
import { byIntent } from '../../db/ledger-rules.ts';
import { copyMagic } from '../../domain/copy-identity.ts';
import { withState } from '../../domain/copy.ts';
import { positionId, slaveId, ticket, type SlaveId } from '../../domain/ids.ts';
import { copyOf, SLAVE } from './builders.ts';

/**
 * @param open gives the ledger of a slave in a store that is empty before each test.
 * @param turnsWhileReading so often the event loop turns at least while years of copies are read: 0 where that
 * takes no time.
 */
export function describeCopyLedger(
  open: (slave: SlaveId) => CopyLedger,
  { turnsWhileReading = 1 } = {},
): void {
  const position = { identifier: positionId('900'), ticket: ticket('901') };

  test('an intent is read back as it was written', async () => {
    const ledger = open(SLAVE);
    const copy = copyOf(1);
    expect(await ledger.intend([copy])).toEqual([{ type: 'stored', copy }]);
    expect(await ledger.findBySlave(SLAVE, noneIs)).toEqual([copy]);
  });

  test('entries that may have a position are found alone', async () => {
    const ledger = open(SLAVE);
    const refusal = { status: 'refused', code: 'STALE', detail: '' } as const;
    await ledger.intend([copyOf(1), copyOf(2, { state: refusal }), copyOf(3)]);
    const held = withState(copyOf(3), { status: 'open', position });
    await ledger.record([held]);
    expect(await ledger.findLive(SLAVE)).toEqual([copyOf(1), held]);
  });

  test('no second intent of a copy is stored: the first one is given back', async () => {
    const ledger = open(SLAVE);
    const first = copyOf(1);
    await ledger.intend([first]);
    const outcomes = await ledger.intend([copyOf(1, { symbol: 'OTHER' })]);
    expect(outcomes).toEqual([{ type: 'exists', copy: first }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([first]);
  });

  test('no second intent of a copy is stored under another magic either', async () => {
    const ledger = open(SLAVE);
    const first = copyOf(1);
    await ledger.intend([first]);
    const second = copyOf(1, { magic: copyMagic(first.copyId, 2) });
    expect(await ledger.intend([second])).toEqual([{ type: 'exists', copy: first }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([first]);
  });

  test('two intents of a copy in one write store one', async () => {
    const ledger = open(SLAVE);
    const outcomes = await ledger.intend([copyOf(1), copyOf(1)]);
    expect(outcomes.map(({ type }) => type)).toEqual(['stored', 'exists']);
    expect(await ledger.findBySlave(SLAVE)).toHaveLength(1);
  });

  test('a magic that another copy of the slave has is refused', async () => {
    const ledger = open(SLAVE);
    const first = copyOf(1);
    await ledger.intend([first]);
    const outcomes = await ledger.intend([copyOf(2, { magic: first.magic }), copyOf(3)]);
    expect(outcomes.map(({ type }) => type)).toEqual(['magic-taken', 'stored']);
    expect((await ledger.findBySlave(SLAVE)).map(({ masterTicket }) => masterTicket)).toEqual([
      '1',
      '3',
    ]);
  });

  test('the same magic on another slave is no clash', async () => {
    const other = slaveId('1@Elsewhere');
    const first = copyOf(1);
    await open(SLAVE).intend([first]);
    const foreign = copyOf(2, { slaveId: other, magic: first.magic });
    expect(await open(other).intend([foreign])).toEqual([{ type: 'stored', copy: foreign }]);
    expect(await open(SLAVE).findBySlave(SLAVE)).toEqual([first]);
    expect(await open(other).findBySlave(other)).toEqual([foreign]);
  });

  test('a group of intents is stored, each with its own outcome', async () => {
    const ledger = open(SLAVE);
    await ledger.intend([copyOf(7), copyOf(30)]);
    const outcomes = await ledger.intend(
      Array.from({ length: 50 }, (_, index) => copyOf(index + 1)),
    );
    const expected = Array.from({ length: 50 }, (_, index) =>
      [7, 30].includes(index + 1) ? 'exists' : 'stored',
    );
    expect(outcomes.map(({ type }) => type)).toEqual(expected);
    expect(await ledger.findBySlave(SLAVE)).toHaveLength(50);
  });

  test('a copy goes through its states, one version after the other', async () => {
    const ledger = open(SLAVE);
    const opening = copyOf(1);
    const opened = withState(
      opening,
      { status: 'open', position },
      { openedAtMs: 1_770_112_800_123 },
    );
    const closed = withState(
      opened,
      { status: 'closed', position, cause: 'MASTER_CLOSED' },
      { closedAtMs: 1_770_112_900_456 },
    );
    await ledger.intend([opening]);
    expect(await ledger.record([opened])).toEqual([{ type: 'stored' }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([opened]);
    expect(await ledger.record([closed])).toEqual([{ type: 'stored' }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([closed]);
  });

  test('two versions of a copy in one write are both stored', async () => {
    const ledger = open(SLAVE);
    const opening = copyOf(1);
    const opened = withState(opening, { status: 'open', position });
    const detached = withState(opened, { status: 'detached', position, reason: 'CLIENT' });
    await ledger.intend([opening]);
    const outcomes = await ledger.record([opened, detached]);
    expect(outcomes).toEqual([{ type: 'stored' }, { type: 'stored' }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([detached]);
  });

  test('a change of an older version writes nothing and gives back what is stored', async () => {
    const ledger = open(SLAVE);
    const opening = copyOf(1);
    const opened = withState(opening, { status: 'open', position });
    await ledger.intend([opening, copyOf(2)]);
    await ledger.record([opened]);
    const late = withState(opening, { status: 'refused', code: 'STALE', detail: 'too late' });
    const other = withState(copyOf(2), { status: 'open', position });
    const outcomes = await ledger.record([late, other]);
    expect(outcomes).toEqual([{ type: 'stale', copy: opened }, { type: 'stored' }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([opened, other]);
  });

  test('a change that an earlier try has stored counts as stored', async () => {
    const ledger = open(SLAVE);
    const opened = withState(copyOf(1), { status: 'open', position });
    await ledger.intend([copyOf(1)]);
    await ledger.record([opened]);
    expect(await ledger.record([opened])).toEqual([{ type: 'stored' }]);
  });

  test('a group of changes that an earlier try has stored counts as stored', async () => {
    const ledger = open(SLAVE);
    const opened = withState(copyOf(1), { status: 'open', position });
    const closed = withState(opened, { status: 'closed', position, cause: 'MASTER_CLOSED' });
    await ledger.intend([copyOf(1)]);
    await ledger.record([opened, closed]);
    expect(await ledger.record([opened, closed])).toEqual([{ type: 'stored' }, { type: 'stored' }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([closed]);
    expect(await ledger.record([opened])).toEqual([{ type: 'stale', copy: closed }]);
  });

  test('a change of a copy that is not in the ledger adds nothing', async () => {
    const ledger = open(SLAVE);
    const opened = withState(copyOf(1), { status: 'open', position });
    expect(await ledger.record([opened])).toEqual([{ type: 'stale', copy: null }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([]);
  });

  test('of two changes of one version at the same time one is stored', async () => {
    const ledger = open(SLAVE);
    const opening = copyOf(1);
    await ledger.intend([opening]);
    const outcomes = await Promise.all([
      ledger.record([withState(opening, { status: 'open', position })]),
      ledger.record([withState(opening, { status: 'refused', code: 'STALE', detail: '' })]),
    ]);
    expect(outcomes.flat().filter(({ type }) => type === 'stored')).toHaveLength(1);
  });

  test('a copy of another slave is a mistake of the caller', async () => {
    const ledger = open(SLAVE);
    await expect(ledger.intend([copyOf(1, { slaveId: slaveId('9@Other') })])).rejects.toThrow(
      RangeError,
    );
    await expect(ledger.record([copyOf(1, { slaveId: slaveId('9@Other') })])).rejects.toThrow(
      '9@Other is not of the slave',
    );
    expect(await ledger.findBySlave(SLAVE)).toEqual([]);
  });

  test('entries are given in the order of their intents, then of their copyIds', async () => {
    const ledger = open(SLAVE);
    const { intendedAtMs } = copyOf(1);
    const twins = [copyOf(9, { intendedAtMs }), copyOf(8, { intendedAtMs })];
    await ledger.intend([copyOf(3), ...twins, copyOf(2)]);
    const found = await ledger.findBySlave(SLAVE);
    expect(found.map(({ masterTicket }) => masterTicket)).toEqual(['8', '9', '2', '3']);
    expect(await ledger.findBySlave(slaveId('9@Other'))).toEqual([]);
  });

  test('a later change than the next one is not stored before those between', async () => {
    const ledger = open(SLAVE);
    const opening = copyOf(1);
    const opened = withState(opening, { status: 'open', position });
    const closed = withState(opened, { status: 'closed', position, cause: 'OPERATOR' });
    await ledger.intend([opening]);
    expect(await ledger.record([closed])).toEqual([{ type: 'stale', copy: opening }]);
    const outcomes = await ledger.record([closed, opened]);
    expect(outcomes.map(({ type }) => type)).toEqual(['stale', 'stored']);
    const later = withState(withState(opened, closed.state), closed.state);
    const gap = await ledger.record([opened, later]);
    expect(gap.map(({ type }) => type)).toEqual(['stored', 'stale']);
    expect(await ledger.findBySlave(SLAVE)).toEqual([opened]);
  });

  test('noted times change no entry, and every later version keeps them beside it', async () => {
    const ledger = open(SLAVE);
    const opening = copyOf(1);
    const opened = withState(opening, { status: 'open', position });
    const stamps = { eaSaw: 1_770_112_800_000, sent: 1_770_112_800_001.5 };
    await ledger.intend([opening]);
    await ledger.note([{ copyId: opening.copyId, operation: 'open', stamps }]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([opening]);
    expect(await ledger.record([opened])).toEqual([{ type: 'stored' }]);
    expect(await ledger.findBySlave(SLAVE, noneIs)).toEqual([opened]);
  });

  test('times of a copy that is not in the ledger are left out', async () => {
    const ledger = open(SLAVE);
    const { copyId } = copyOf(1);
    await ledger.note([{ copyId, operation: 'close', stamps: { sent: 1_770_112_800_000 } }]);
    await ledger.note([]);
    expect(await ledger.findBySlave(SLAVE)).toEqual([]);
  });

  test('years of closed copies are read whole, in order, and the process does other things meanwhile', async () => {
    const ledger = open(SLAVE);
    const many = Array.from({ length: 2_500 }, (_, index) => copyOf(index + 1));
    await ledger.intend(many);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const found = await ledger.findBySlave(SLAVE, noneIs);
    clearInterval(timer);
    expect(found).toEqual(many.toSorted(byIntent));
    expect(turns).toBeGreaterThanOrEqual(turnsWhileReading);
  });

  test('nothing to write is written at once', async () => {
    expect(await open(SLAVE).intend([])).toEqual([]);
    expect(await open(SLAVE).record([])).toEqual([]);
  });
}

function noneIs({ name, field, value }: DocumentProblem): void {
  throw new Error(`${name} cannot be read: ${field} is ${value}`);
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AlarmRelay } from '../../nodes/alarm-relay.ts';
import { LinkWatch } from '../../nodes/link-watch.ts';
import type { ChildMessage } from '../../messaging/ipc/node-ipc.ts';

// Two real timers of one length may be due in different turns of the event loop.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is raised stands after it. */
const settled = async (ms = 300): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));

function relay() {
  const told: ChildMessage[] = [];
  const lines: string[] = [];
  const kinds: string[] = [];
  const note = (_fields: object, message: string): void => void lines.push(message);
  const clock = { nowMs: 1_000 };
  const alarms = new AlarmRelay(
    { info: note, warn: note, error: note },
    (message) => void told.push(message),
    () => clock.nowMs,
  );
  alarms.record = ({ kind }) => void kinds.push(kind);
  return { alarms, told, lines, kinds, clock };
}

const TROUBLE = { code: 'ORPHAN', subject: '500', detail: 'a stranger' };

test('an alarm is logged and recorded once when it is raised and once when it is cleared', async () => {
  const { alarms, lines, kinds } = relay();
  alarms.raise(TROUBLE);
  await settled();
  alarms.raise({ ...TROUBLE, detail: 'again' });
  alarms.clear(TROUBLE);
  alarms.clear(TROUBLE);
  expect(lines).toEqual(['alarm ORPHAN: a stranger', 'alarm ORPHAN of 500 is over']);
  expect(kinds).toEqual(['alarm-raised', 'alarm-cleared']);
});

test('the launcher is told the whole list, once for what changed at once', async () => {
  const { alarms, told } = relay();
  alarms.raise(TROUBLE);
  alarms.raise({ ...TROUBLE, subject: '501' });
  await settled();
  expect(told).toHaveLength(1);
  alarms.clear(TROUBLE);
  await settled();
  expect(told.slice(1)).toEqual([
    { type: 'alarms', alarms: [{ ...TROUBLE, subject: '501', sinceMs: 1_000 }] },
  ]);
});

test('an alarm that stands says what is true now, and is told so after a while', async () => {
  const { alarms, told, lines } = relay();
  alarms.raise(TROUBLE);
  await settled();
  for (const detail of ['two strangers', 'three strangers', 'three strangers']) {
    alarms.raise({ ...TROUBLE, detail });
  }
  await settled(4_000);
  expect(told).toHaveLength(1);
  await settled(2_000);
  expect(told.slice(1)).toEqual([
    { type: 'alarms', alarms: [{ ...TROUBLE, detail: 'three strangers', sinceMs: 1_000 }] },
  ]);
  expect(lines).toHaveLength(1);
});

test('what is over at once is no alarm', async () => {
  const { alarms, lines } = relay();
  alarms.raise(TROUBLE);
  alarms.clear(TROUBLE);
  alarms.raise({ ...TROUBLE, subject: '501' });
  await settled();
  expect(alarms.standing).toMatchObject([{ subject: '501' }]);
  expect(lines).toEqual(['alarm ORPHAN: a stranger']);
});

test('in a quiet time nothing is raised, afterwards what still is true', async () => {
  const { alarms, clock } = relay();
  alarms.quietFor(300);
  alarms.raise(TROUBLE);
  alarms.quietFor(600);
  await settled(500);
  expect(alarms.standing).toEqual([]);
  clock.nowMs += 1;
  await settled(200);
  // Since when it is wrong, not since when it is told.
  expect(alarms.standing).toMatchObject([{ sinceMs: 1_000 }]);
});

test('after a quiet time the list is told, also an empty one', async () => {
  const { alarms, told } = relay();
  alarms.quietFor(0);
  await settled(600);
  expect(told).toEqual([{ type: 'alarms', alarms: [] }]);
});

test('a terminal that stays away raises an alarm, its return ends it', async () => {
  const { alarms, clock } = relay();
  const watch = new LinkWatch(alarms, 47_101, () => clock.nowMs);
  watch.connected('1@X');
  watch.disconnected('closed');
  watch.tick();
  expect(alarms.standing).toEqual([]);
  clock.nowMs += 15_000;
  watch.tick();
  // The quiet time of its connection is not over.
  await settled(3_500);
  expect(alarms.standing).toMatchObject([{ code: 'TERMINAL_AWAY' }]);
  watch.connected('1@X');
  expect(alarms.standing).toEqual([]);
});

test('quiet times that follow each other delay an alarm only so long', async () => {
  const { alarms } = relay();
  alarms.raise(TROUBLE);
  const flapping = setInterval(() => alarms.quietFor(3_000), 200);
  alarms.quietFor(3_000);
  await settled(2_900);
  expect(alarms.standing).toEqual([]);
  await settled(400);
  clearInterval(flapping);
  expect(alarms.standing).toHaveLength(1);
});

test('a link that comes and goes is away until it lasts, and begins one quiet time a minute', async () => {
  const { alarms, clock } = relay();
  const quiet: number[] = [];
  alarms.quietFor = () => void quiet.push(clock.nowMs);
  const watch = new LinkWatch(alarms, 47_101, () => clock.nowMs);
  for (let round = 0; round < 8; round += 1) {
    watch.connected('1@X');
    clock.nowMs += 1_000;
    watch.tick();
    watch.disconnected('closed');
    clock.nowMs += 1_000;
    watch.tick();
  }
  await settled();
  expect(alarms.standing).toMatchObject([{ code: 'TERMINAL_AWAY' }]);
  expect(quiet).toEqual([1_000]);
  watch.connected('1@X');
  watch.tick();
  expect(alarms.standing).toHaveLength(1);
  clock.nowMs += 5_000;
  watch.tick();
  expect(alarms.standing).toEqual([]);
  clock.nowMs += 60_000;
  watch.connected('1@X');
  expect(quiet).toHaveLength(2);
});

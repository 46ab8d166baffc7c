/** The invariants of launcher/alarm-desk.ts. */
import { expect, test } from 'vitest';
import { AlarmDesk } from '../../launcher/alarm-desk.ts';
import type { ChildStatus } from '../../launcher/child.ts';

function child(changes: Partial<ChildStatus> = {}): ChildStatus {
  return {
    id: 'slave S',
    role: 'slave',
    account: 'S',
    state: 'ready',
    pid: 1,
    isSafe: false,
    restarts: 0,
    alarms: [],
    ...changes,
  };
}

const ORPHAN = { code: 'ORPHAN', subject: '500', detail: 'a stranger', sinceMs: 5 };

function desk() {
  const heard: string[] = [];
  const alarms = new AlarmDesk(
    ({ code, account }, isRaised, isOwn) =>
      void heard.push(`${isRaised ? '+' : '-'}${code} ${account}${isOwn ? ' own' : ''}`),
    () => 1_000,
  );
  return { alarms, heard };
}

test('what a node tells is raised once and cleared once (invariant 1)', () => {
  const { alarms, heard } = desk();
  alarms.look([child({ alarms: [ORPHAN] })]);
  alarms.look([child({ alarms: [{ ...ORPHAN, detail: 'later' }] })]);
  expect(alarms.standing).toMatchObject([{ account: 'S', detail: 'later', sinceMs: 5 }]);
  alarms.look([child()]);
  expect(heard).toEqual(['+ORPHAN S', '-ORPHAN S']);
});

test('the same alarm of two slaves is two alarms', () => {
  const { alarms } = desk();
  alarms.look([
    child({ alarms: [ORPHAN] }),
    child({ id: 'slave T', account: 'T', alarms: [ORPHAN] }),
  ]);
  expect(alarms.standing.map(({ account }) => account)).toEqual(['S', 'T']);
});

test('a node that is started again keeps its alarms until it tells others (invariant 2)', () => {
  const { alarms, heard } = desk();
  alarms.look([child({ alarms: [ORPHAN] })]);
  alarms.look([child({ state: 'starting', pid: null, alarms: [ORPHAN] })]);
  expect(heard).toEqual(['+ORPHAN S']);
});

test('safe mode, a wrong configuration and the database are the launcher’s own alarms', () => {
  const { alarms, heard } = desk();
  alarms.look([child({ isSafe: true }), child({ id: 'slave T', account: 'T', state: 'failed' })]);
  alarms.set({ code: 'DATABASE_DOWN', account: 'launcher', detail: 'down' }, true);
  alarms.set({ code: 'DATABASE_DOWN', account: 'launcher', detail: 'down' }, true);
  expect(heard).toEqual(['+SAFE_MODE S own', '+NODE_FAILED T own', '+DATABASE_DOWN launcher own']);
  alarms.look([child(), child({ id: 'slave T', account: 'T' })]);
  alarms.set({ code: 'DATABASE_DOWN', account: 'launcher', detail: '' }, false);
  expect(alarms.standing).toEqual([]);
});

test('safe mode of a master says what it means for a master', () => {
  const { alarms } = desk();
  alarms.look([child({ id: 'master M', role: 'master', account: 'M', isSafe: true })]);
  expect(alarms.standing[0]?.detail).toBe(
    'master M keeps ending: while it is away its slaves see nothing of what he does',
  );
});

test('each alarm says what to do, with the account’s name', () => {
  const { alarms } = desk();
  alarms.look([child({ isSafe: true })]);
  expect(alarms.standing[0]?.wayOut).toContain('`lockstep resume S`');
});

test('a node that cannot run comes with its own words', () => {
  const words = new Map([['slave S', 'port 47102 cannot be had: end …']]);
  const alarms = new AlarmDesk(
    () => undefined,
    Date.now,
    (id) => words.get(id) ?? null,
  );
  alarms.look([
    child({ state: 'failed' }),
    child({ id: 'slave T', account: 'T', state: 'failed' }),
  ]);
  expect(alarms.standing.map(({ detail }) => detail)).toEqual([
    'slave S cannot run as it is configured: port 47102 cannot be had: end …',
    'slave T cannot run as it is configured: the log says why',
  ]);
  expect(alarms.standing[0]?.wayOut).toContain('`lockstep restart S`');
});

import { expect, test } from 'vitest';
import { EaDoor } from '../../messaging/ea-door.ts';
import { eaStream, type EaStream } from '../../messaging/ea-protocol.ts';
import { hello, mac, SECRET } from './raw-zmtp-peer.ts';

const EXPECTED = { secret: SECRET, role: 'slave' as const, login: null, server: null };

function message(json: Record<string, unknown>): EaStream {
  return eaStream.parse(json);
}

function challenge(door: EaDoor<string>, connection: string): Record<string, unknown> {
  const step = door.receive(connection, message(hello()), EXPECTED);
  return step?.type === 'answer' ? { ...step.message } : {};
}

test('every connection and every attempt gets a nonce of its own', () => {
  const door = new EaDoor<string>(1_000);
  const nonces = Array.from({ length: 100 }, (_, number) => {
    door.enter(String(number), 0);
    return challenge(door, String(number))['nonceNode'];
  });
  expect(new Set(nonces).size).toBe(100);
});

test('the proof for one connection is none on another', () => {
  const door = new EaDoor<string>(1_000);
  door.enter('a', 0);
  door.enter('b', 0);
  const greeted = hello();
  const step = door.receive('a', message(greeted), EXPECTED);
  door.receive('b', message(greeted), EXPECTED);
  const nonce = step?.type === 'answer' && 'nonceNode' in step.message && step.message.nonceNode;
  const auth = message({
    type: 'AUTH',
    mac: mac('ea', greeted, nonce),
    highestLease: 0,
    journalId: 'j',
  });
  expect(door.receive('b', auth, EXPECTED)).toMatchObject({ code: 'WRONG_SECRET' });
  expect(door.receive('a', auth, EXPECTED)).toMatchObject({ type: 'authenticated' });
  // Whoever is through, or was refused, does not wait here any more.
  expect(door.receive('a', auth, EXPECTED)).toBeNull();
  expect(door.receive('b', message(hello()), EXPECTED)).toBeNull();
});

test('invariant 1: beyond 128 the oldest gives way', () => {
  const door = new EaDoor<string>(1_000);
  const evicted = Array.from({ length: 130 }, (_, number) => door.enter(String(number), 0));
  expect(evicted.slice(127)).toEqual([null, '0', '1']);
  expect(challenge(door, '0')).toEqual({});
  expect(challenge(door, '2')).toMatchObject({ type: 'CHALLENGE' });
  door.leave('3');
  expect(door.enter('new', 0)).toBeNull();
});

test('invariant 2: the time runs from the first byte, whatever comes meanwhile', () => {
  const door = new EaDoor<string>(1_000);
  door.enter('slow', 0);
  door.enter('new', 600);
  challenge(door, 'slow');
  expect(door.overdue(1_000)).toEqual([]);
  expect(door.overdue(1_001)).toEqual(['slow']);
  expect(door.overdue(1_001)).toEqual([]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  HANDSHAKE_MAX_BYTES,
  shakeHands,
  type Expected,
  type HandshakeState,
} from '../../messaging/ea-handshake.ts';
import { parseEaMessage } from '../../messaging/ea-message.ts';
import { eaStream, type EaStream } from '../../messaging/ea-protocol.ts';
import { eaBook, quote } from './ea-samples.ts';
import { hello, mac, SECRET } from './raw-zmtp-peer.ts';

const NONCE = 'c'.repeat(64);
const GREETED = hello({ nonceEa: 'a'.repeat(64) });

function expected(changes: Partial<Expected> = {}): Expected {
  return { secret: SECRET, role: 'slave', login: '5001', server: 'Broker-Demo', ...changes };
}

function message(json: Record<string, unknown>): EaStream {
  return eaStream.parse(json);
}

function auth(proof = mac('ea', GREETED, NONCE)): EaStream {
  return message({ type: 'AUTH', mac: proof, highestLease: 3, journalId: 'journal-1' });
}

function challenged(changes: Partial<Expected> = {}): HandshakeState {
  const step = shakeHands({ type: 'greeting' }, message(GREETED), expected(changes), NONCE);
  if (step.type !== 'answer') throw new Error(JSON.stringify(step));
  return step.state;
}

test('invariant 2: the node proves first, over both nonces', () => {
  const step = shakeHands({ type: 'greeting' }, message(GREETED), expected(), NONCE);
  expect(step).toMatchObject({
    type: 'answer',
    message: { type: 'CHALLENGE', nonceNode: NONCE, mac: mac('node', GREETED, NONCE) },
  });
});

test('a right AUTH tells who it is, its journal and its highest lease', () => {
  expect(shakeHands(challenged(), auth(), expected(), 'unused')).toEqual({
    type: 'authenticated',
    hello: GREETED,
    journalId: 'journal-1',
    highestLease: 3,
  });
});

test.each<[string, Record<string, unknown>, Partial<Expected>]>([
  ['PROTOCOL', { protocol: 2 }, {}],
  ['WRONG_ROLE', { role: 'master' }, {}],
  ['WRONG_ACCOUNT', { login: '5002' }, {}],
  ['WRONG_ACCOUNT', { server: 'Broker-Live' }, {}],
  ['WRONG_ACCOUNT', { login: '5002' }, { server: null }],
  ['WRONG_ACCOUNT', { server: 'Broker-Live' }, { login: null }],
])('%s for a HELLO with %j where %j', (code, changes, account) => {
  const step = shakeHands({ type: 'greeting' }, message(hello(changes)), expected(account), NONCE);
  expect(step).toMatchObject({ type: 'refused', code });
});

test('who has proved nothing writes no lines of his own into the log', () => {
  const lying = message(hello({ server: 'X\n[06:00] INFO: all copies are closed\u001B[2J\u009B' }));
  const step = shakeHands({ type: 'greeting' }, lying, expected(), NONCE);
  expect(step).toMatchObject({
    message: expect.stringContaining(
      '5001@X?[06:00] INFO: all copies are closed?[2J?, the account',
    ),
  });
});

test('an account without login and server takes the first one', () => {
  const anybody = expected({ login: null, server: null });
  const step = shakeHands({ type: 'greeting' }, message(hello({ login: '7' })), anybody, NONCE);
  expect(step.type).toBe('answer');
});

test.each([
  ['another secret', mac('ea', GREETED, NONCE, 'other')],
  ['the node’s own proof', mac('node', GREETED, NONCE)],
  ['an earlier nonce of the node', mac('ea', GREETED, 'd'.repeat(64))],
  ['another login', mac('ea', { ...GREETED, login: '5002' }, NONCE)],
  ['nothing', '0'.repeat(64)],
])('AUTH with a proof of %s is refused', (_, proof) => {
  const step = shakeHands(challenged(), auth(proof), expected(), 'unused');
  expect(step).toMatchObject({ type: 'refused', code: 'WRONG_SECRET' });
  expect(JSON.stringify(step)).not.toMatch(SECRET);
});

const OTHERS = [
  message(quote()),
  message({ type: 'BOOK', book: eaBook() }),
  message({ type: 'HEARTBEAT', us: 1, ms: 1, seq: 0 }),
];

test('invariant 1: nothing but HELLO first, nothing but AUTH second', () => {
  for (const other of [...OTHERS, auth()]) {
    const step = shakeHands({ type: 'greeting' }, other, expected(), NONCE);
    expect(step).toMatchObject({ type: 'refused', code: 'HELLO_FIRST' });
  }
  for (const other of [...OTHERS, message(GREETED)]) {
    const step = shakeHands(challenged(), other, expected(), NONCE);
    expect(step).toMatchObject({ type: 'refused', code: 'AUTH_FIRST' });
  }
});

test('no 10,000 messages that are almost right authenticate', () => {
  const right = Buffer.from(JSON.stringify(auth()));
  const state = challenged();
  fc.assert(
    fc.property(fc.nat({ max: right.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const bytes = Buffer.from(right);
      bytes[at] = byte;
      const parsed = parseEaMessage(bytes);
      if (parsed === null || parsed.type === 'reply') return;
      const step = shakeHands(state, parsed, expected(), NONCE);
      // Only the fields that the proof does not cover may differ.
      const isRight = parsed.type === 'AUTH' && parsed.mac === mac('ea', GREETED, NONCE);
      expect(step.type).toBe(isRight ? 'authenticated' : 'refused');
    }),
    { numRuns: 10_000 },
  );
});

test('the largest HELLO fits', () => {
  const full = hello({ server: '"'.repeat(64), login: '18446744073709551615' });
  for (const field of ['version', 'company', 'currency']) full[field] = '\u0001'.repeat(256);
  const text = JSON.stringify(full);
  expect(eaStream.safeParse(JSON.parse(text)).success).toBe(true);
  expect(Buffer.byteLength(text)).toBeLessThan(HANDSHAKE_MAX_BYTES);
});

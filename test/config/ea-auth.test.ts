import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handshakeMac, isSameMac, type Handshake } from '../../config/ea-auth.ts';

const SECRET = '5a'.repeat(32);
const EXCHANGE: Handshake = {
  protocol: 1,
  login: '5001',
  server: 'Broker-Demo',
  nonceEa: '0'.repeat(64),
  nonceNode: 'f'.repeat(64),
};

// Computed with openssl: printf 'ea\n1\n5001\nBroker-Demo\n0…0\nf…f' | openssl dgst -sha256 -hmac 5a5a…
test('known vectors', () => {
  expect(handshakeMac(SECRET, 'ea', EXCHANGE)).toBe(
    '03f49ea3386c63dfa3374aba4f9bb293893b665a7fb2d9de7057c8b7e6a63aff',
  );
  expect(handshakeMac(SECRET, 'node', EXCHANGE)).toBe(
    'aaa3fca28b609c87a629df541bb23fff1f4e9681b920ac375af36780d0792d5a',
  );
});

test.each<[string, Partial<Handshake>]>([
  ['protocol', { protocol: 2 }],
  ['login', { login: '5002' }],
  ['server', { server: 'Broker-Live' }],
  ['EA’s nonce', { nonceEa: '1'.repeat(64) }],
  ['node’s nonce', { nonceNode: 'e'.repeat(64) }],
])('the %s enters the proof', (_, changes) => {
  const proof = handshakeMac(SECRET, 'ea', { ...EXCHANGE, ...changes });
  expect(proof).not.toBe(handshakeMac(SECRET, 'ea', EXCHANGE));
});

test('two exchanges never give one text, whatever stands in the server’s name', () => {
  const digit = fc.constantFrom('0', '1', 'f');
  const exchange = fc.record({
    protocol: fc.integer({ min: 1, max: 3 }),
    login: fc.constantFrom('1', '11', '5001'),
    server: fc.string({ unit: fc.constantFrom('A', '\n', '1'), minLength: 1, maxLength: 4 }),
    nonceEa: digit.map((text) => text.repeat(64)),
    nonceNode: digit.map((text) => text.repeat(64)),
  });
  fc.assert(
    fc.property(exchange, exchange, (left, right) => {
      const isSame = JSON.stringify(Object.entries(left)) === JSON.stringify(Object.entries(right));
      const macs = [handshakeMac(SECRET, 'ea', left), handshakeMac(SECRET, 'ea', right)];
      expect(isSameMac(macs[0] ?? '', macs[1] ?? '')).toBe(isSame);
    }),
  );
});

test('a malformed proof is no proof, not even beside itself', () => {
  for (const text of ['', 'zz'.repeat(32), 'ab'.repeat(31), 'ab'.repeat(33)]) {
    expect(isSameMac(text, text)).toBe(false);
  }
  expect(isSameMac('ab'.repeat(32), 'AB'.repeat(32))).toBe(true);
});

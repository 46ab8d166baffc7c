import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markCredentials, markSecret, redactText } from '../../config/redact.ts';

test('an ordinary line stays as it is', () => {
  const line =
    '{"level":"info","msg":"following M at tcp://127.0.0.1:5555, login 1@Broker-Demo, copy 1000/2@X"}';
  expect(redactText(line)).toBe(line);
});

test('invariant 1: no password inside an address passes', () => {
  const password = fc
    .string({
      unit: fc.constantFrom(...Array.from("aZ0:/@?#%&=._-'")),
      minLength: 3,
      maxLength: 30,
    })
    .map((text) => `<${text}>`);
  fc.assert(
    fc.property(password, (secret) => {
      const text = redactText(`cannot reach mongodb://me:${secret}@host:27017/db now`);
      expect(text).not.toContain(secret);
      expect(text).toContain('mongodb://me:***@host:27017/db now');
    }),
  );
});

test.each([`o'neil:it'sMine1`, `me:it"sMine1`, String.raw`me:it\sMine1`])(
  'invariant 1: no quote in an address lets its password pass: %s',
  (userInfo) => {
    const line = JSON.stringify({ db: `mongodb://${userInfo}@host/x`, mail: 'a@b' });
    expect(redactText(line)).toMatch(
      /^{"db":"mongodb:\/\/(?:me|o'neil):\*\*\*@host\/x","mail":"a@b"}$/,
    );
  },
);

test('invariant 1: an address that was marked shows no password, whatever it holds', () => {
  for (const password of ['my pass1', 'it"s Mine']) {
    const address = `mongodb://me:${password}@host/x`;
    markCredentials(address);
    expect(redactText(`Database: ${address}`)).toBe('Database: mongodb:***host/x');
  }
});

test('invariant 2: a marked value passes nowhere, in JSON neither', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8, maxLength: 40 }), fc.string(), (secret, before) => {
      fc.pre(!before.includes(secret) && !'{"text":""}***'.includes(secret));
      markSecret(secret);
      expect(redactText(`${before}${secret}`)).not.toContain(secret);
      const json = redactText(JSON.stringify({ text: secret }));
      expect(json).not.toContain(JSON.stringify(secret).slice(1, -1));
    }),
  );
});

test('invariant 3: a field whose name says that it is secret is taken out at any depth', () => {
  const line = JSON.stringify({ a: [{ clientSecret: 'x"y', b: { Password: 'z', port: 1 } }] });
  expect(redactText(line)).toBe('{"a":[{"clientSecret":"***","b":{"Password":"***","port":1}}]}');
});

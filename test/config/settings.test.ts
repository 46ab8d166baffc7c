import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveSettings, settingsEnvironment } from '../../config/settings.ts';
import { redactText } from '../../config/redact.ts';
import {
  SETTING_KEYS,
  settingName,
  settingNamed,
  settingRule,
} from '../../config/settings-table.ts';

const HOME = '/data';

test('without anything the defaults hold, and no database is chosen', () => {
  const { values, origins } = resolveSettings({ env: {} }, HOME);
  expect(values).toEqual({
    alertCommand: null,
    alertWebhook: null,
    home: '/data',
    db: null,
    databaseName: 'prop_copy_trader',
    publishPort: 5_555,
    pollMs: 100,
    slippageTolerance: 50,
    logLevel: 'info',
    logFolder: '/data/logs',
  });
  expect(new Set(Object.values(origins).map(({ source }) => source))).toEqual(new Set(['default']));
});

test.each([
  ['a flag', { flags: { pollMs: '30' } }, 30, 'flag --poll-ms'],
  ['the environment', {}, 40, 'environment MASTER_POLL_INTERVAL_MS'],
  [
    'the file, when a variable is empty',
    { env: { MASTER_POLL_INTERVAL_MS: '' } },
    50,
    '/data/settings.json',
  ],
  ['the default', { env: {}, file: {} }, 100, 'default'],
])('%s counts before all that is weaker', (_name, stronger, value, detail) => {
  const inputs = {
    env: { MASTER_POLL_INTERVAL_MS: '40' },
    file: { 'poll-ms': 50 },
    ...stronger,
  };
  const { values, origins } = resolveSettings(inputs, HOME);
  expect(values.pollMs).toBe(value);
  expect(origins.pollMs.detail).toBe(detail);
});

test("LOCKSTEP_DB counts before the Python copier's MONGO_URI", () => {
  const env = { LOCKSTEP_DB: 'mongodb://a', MONGO_URI: 'mongodb://b' };
  expect(resolveSettings({ env }, HOME).values.db).toBe('mongodb://a');
  expect(resolveSettings({ env: { MONGO_URI: 'mongodb://b' } }, HOME).values.db).toBe(
    'mongodb://b',
  );
});

test.each([
  ['pollMs', '19'],
  ['pollMs', '1001'],
  ['pollMs', '1e2'],
  ['pollMs', '50.5'],
  ['slippageTolerance', '-1'],
  ['publishPort', '0'],
  ['publishPort', '65536'],
  ['logLevel', 'loud'],
  ['db', 'http://example.com'],
  ['db', ' '],
  ['databaseName', 'a/b'],
] as const)(
  '%s cannot be "%s": the message names the setting, value and expectation',
  (key, value) => {
    const resolve = () => resolveSettings({ flags: { [key]: value }, env: {} }, HOME);
    const name = settingName(key);
    expect(resolve).toThrow(
      `setting "${name}" (flag --${name}) is "${value}": expected ${settingRule(key).expected}`,
    );
  },
);

test('all problems stand in one message, and no password among them', () => {
  const inputs = {
    flags: { db: 'mongo://user:geheim@host' },
    env: { ZMQ_PUB_PORT: 'x' },
    file: { 'pol-ms': 50 },
  };
  let message = '';
  try {
    resolveSettings(inputs, HOME);
  } catch (error) {
    message = String(error);
  }
  expect(message.split('\n')).toHaveLength(3);
  expect(message).toContain('unknown setting "pol-ms": delete it there; known are db, ');
  expect(message).toContain('setting "publish-port" (environment ZMQ_PUB_PORT) is "x"');
  expect(message).toContain('mongo://user:***@host');
  expect(message).not.toContain('geheim');
});

test('a child that gets the environment sees the same values', () => {
  const valid = fc.record({
    pollMs: fc.integer({ min: 20, max: 1_000 }),
    slippageTolerance: fc.integer({ min: 0, max: 1_000_000 }),
    publishPort: fc.integer({ min: 1, max: 65_535 }),
    logLevel: fc.constantFrom('trace', 'info', 'fatal'),
    db: fc.constantFrom('mongodb://u:p@h/x', '/data/db'),
  });
  fc.assert(
    fc.property(valid, (flags) => {
      const settings = resolveSettings({ flags, env: {} }, HOME);
      const child = resolveSettings({ env: settingsEnvironment(settings) }, HOME);
      expect(child.values).toEqual(settings.values);
    }),
  );
});

test('every setting has a name for users that leads back to it, and a description', () => {
  for (const key of SETTING_KEYS) {
    expect(settingNamed(settingName(key))).toBe(key);
    expect(settingRule(key).description.length).toBeGreaterThan(10);
    expect(settingRule(key).environment.length).toBeGreaterThan(0);
  }
});

test.each([
  ['a program alone', '/usr/bin/say', ['/usr/bin/say']],
  ['a program with arguments as JSON text', '["python", "C:/a b.py"]', ['python', 'C:/a b.py']],
  ['the same in the settings file', ['python', 'C:/a b.py'], ['python', 'C:/a b.py']],
])('alert-command may be %s', (_name, given, words) => {
  const file = { 'alert-command': given };
  const { values } = resolveSettings({ env: {}, file }, HOME);
  expect(JSON.parse(values.alertCommand ?? '')).toEqual(words);
});

test('a webhook’s address stands in no text, also when it is wrong', () => {
  const url = 'https://discord.example/api/webhooks/1/very-secret';
  resolveSettings({ env: { LOCKSTEP_ALERT_WEBHOOK: url } }, HOME);
  expect(redactText(`posted to ${url}`)).not.toContain('very-secret');
  const wrong = { env: { LOCKSTEP_ALERT_WEBHOOK: 'htps:/very-secret' } };
  expect(() => resolveSettings(wrong, HOME)).toThrow(/^(?!.*very-secret).*alert-webhook/);
});

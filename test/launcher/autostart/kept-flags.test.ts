import { expect, test } from 'vitest';
import { resolveSettings } from '../../../config/settings.ts';
import { keptFlags } from '../../../launcher/autostart/kept-flags.ts';

test('flags and variables are kept as flags, the settings file and defaults are found again anyway', () => {
  const settings = resolveSettings(
    {
      flags: { pollMs: '50' },
      env: { LOCKSTEP_HOME: '/data', MONGO_URI: 'mongodb://localhost:27017' },
      file: { 'log-level': 'debug' },
    },
    '/data',
  );
  expect(keptFlags(settings)).toEqual([
    '--home',
    '/data',
    '--db',
    'mongodb://localhost:27017',
    '--poll-ms',
    '50',
  ]);
});

test('an address with a password goes into no argument: the error says where it belongs instead', () => {
  const settings = resolveSettings({ env: { MONGO_URI: 'mongodb://me:secret@host/' } }, '/data');
  expect(() => keptFlags(settings)).toThrow(/environment MONGO_URI.*lockstep config set db -/s);
  expect(() => keptFlags(settings)).not.toThrow(/secret/);
});

import { expect, test } from 'vitest';
import { checkFolder, checkKeys, checkNode } from '../../../launcher/doctor/host-checks.ts';

const MB = 1_048_576;

test.each([
  ['18.20.0', 'failure'],
  ['20.18.9', 'failure'],
  ['20.19.0', 'ok'],
  ['24.1.0', 'ok'],
])('Node %s is %s', (version, level) => {
  expect(checkNode(version).level).toBe(level);
});

test.each([
  [100 * MB, 'failure'],
  [500 * MB, 'warning'],
  [5_000 * MB, 'ok'],
  [null, 'ok'],
])('%s free bytes are %s', (freeBytes, level) => {
  const facts = { home: '/h', exists: true, isWritable: true, freeBytes };
  expect(checkFolder(facts)[1]).toMatchObject({ check: 'disk', level });
});

test('keys are the owner’s alone, where files have modes', () => {
  const file = { file: '/h/keys/ea-A.secret', mode: 0o600 };
  expect(checkKeys('/h/keys', [file]).level).toBe('ok');
  expect(checkKeys('/h/keys', [file, { ...file, mode: 0o640 }]).level).toBe('failure');
  expect(checkKeys('/h/keys', [{ ...file, mode: null }]).level).toBe('ok');
  expect(checkKeys('/h/keys', []).level).toBe('warning');
});

import { expect, test } from 'vitest';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { windowsOf } from '../../nodes/windows-of.ts';

test('the windows are the contract’s unless the environment changes some', () => {
  expect(windowsOf({})).toEqual(DEFAULT_WINDOWS);
  expect(windowsOf({ LOCKSTEP_WINDOWS: '' })).toEqual(DEFAULT_WINDOWS);
  const changed = windowsOf({ LOCKSTEP_WINDOWS: '{"absenceMs": 1000}' });
  expect(changed).toEqual({ ...DEFAULT_WINDOWS, absenceMs: 1_000 });
});

test.each(['{', '[]', '{"absence": 1}', '{"absenceMs": -1}', '{"absenceMs": "1"}'])(
  'windows that are none are refused: %s',
  (text) => {
    expect(() => windowsOf({ LOCKSTEP_WINDOWS: text })).toThrow(/LOCKSTEP_WINDOWS/);
  },
);

import { expect, test } from 'vitest';
import { inputHint, wantsColours } from '../../launcher/cli-environment.ts';

test.each([
  [true, {}, true],
  [true, { NO_COLOR: '' }, true],
  [true, { NO_COLOR: '1' }, false],
  [false, {}, false],
])('on a terminal: %s, with %j: coloured: %s', (isTerminal, env, isColoured) => {
  expect(wantsColours(isTerminal, env)).toBe(isColoured);
});

test('who is to type a value is told how it ends, on his system; a program is not', () => {
  expect(inputHint(true, 'win32')).toContain('Ctrl+Z and Enter');
  expect(inputHint(true, 'linux')).toContain('Ctrl+D');
  expect(inputHint(false, 'linux')).toBe('');
});

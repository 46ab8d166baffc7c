import { expect, test } from 'vitest';
import { wantsColours } from '../../launcher/cli-environment.ts';

test.each([
  [true, {}, true],
  [true, { NO_COLOR: '' }, true],
  [true, { NO_COLOR: '1' }, false],
  [false, {}, false],
])('on a terminal: %s, with %j: coloured: %s', (isTerminal, env, isColoured) => {
  expect(wantsColours(isTerminal, env)).toBe(isColoured);
});

import path from 'node:path';
import { expect, test } from 'vitest';
import { simulatedFile } from '../../config/simulated-file.ts';

test.each([
  ['Half_Size', 'Half_Size.json'],
  ['My account', 'My%20account.json'],
  ['../../x', '..%2F..%2Fx.json'],
  ['..', '...json'],
  ['a\\b:c*', 'a%5Cb%3Ac%2A.json'],
  ['CON', 'CON%.json'],
  ['lpt1.old', 'lpt1%.old.json'],
  ['Console', 'Console.json'],
])('the terminal of %s is described in %s', (name, file) => {
  expect(simulatedFile('home', name)).toBe(path.join('home', 'simulator', file));
});

test('the longest name has a file that every system takes', () => {
  const file = path.basename(simulatedFile('home', 'Ж'.repeat(64)));
  expect(file.length).toBeLessThan(130);
  expect(file).not.toBe(path.basename(simulatedFile('home', `${'Ж'.repeat(63)}Я`)));
});

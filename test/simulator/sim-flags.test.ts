import { expect, test } from 'vitest';
import { simFlags } from '../../simulator/sim-flags.ts';

test('a terminal, or a command for one that runs', () => {
  expect(simFlags(['--account', 'a.json', '--port', '47101'])).toEqual({
    type: 'terminal',
    file: 'a.json',
    port: 47_101,
  });
  expect(simFlags(['--account', 'a.json'])).toMatchObject({ port: null });
  expect(simFlags(['--control', 'a.json', 'remove-fault', 'broker-1'])).toEqual({
    type: 'control',
    file: 'a.json',
    words: ['remove-fault', 'broker-1'],
  });
});

test.each([
  [[]],
  [['--account', 'a.json', '--port', '0']],
  [['--account', 'a.json', '--port', 'x']],
  [['--account', 'a.json', 'state']],
  [['--account', 'a.json', '--control', 'b.json']],
  [['--nonsense']],
])('%j is answered with the usage', (args) => {
  expect(() => simFlags(args)).toThrow(/usage: npm run sim/);
});

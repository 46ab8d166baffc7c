import { Big } from 'big.js';
import { expect, test } from 'vitest';
import { expectedCopy, expectedLeft } from '../../demo/expected-copy.ts';

const FACTS = { tickSize: '0.01', volumeMin: '0.1', volumeStep: '0.01' };
const RULES = { translate: (symbol: string) => symbol, facts: () => FACTS, multiplier: '0.5' };

test.each([
  ['0.19', 'BELOW_MIN_LOT'],
  ['0.20', '0.1'],
  ['0.25', '0.12'],
])('half of %s lots is %s where 0.1 is the smallest volume and 0.01 the step', (lots, wanted) => {
  const expected = expectedCopy('XAUUSD', new Big(lots), RULES);
  expect(expected.type === 'copy' ? expected.volume.toFixed() : expected.code).toBe(wanted);
});

test.each([
  ['0.03', '0.18'],
  ['0.02', '0.12'],
  ['0.01', '0'],
])('of 0.3 lots for a master’s 0.05, %s on the master leave %s', (left, wanted) => {
  const master = { held: new Big('0.05'), left: new Big(left) };
  expect(expectedLeft(new Big('0.3'), master, FACTS).toFixed()).toBe(wanted);
});

import { expect, test } from 'vitest';
import { leftOpen } from '../../../messaging/ipc/left-open.ts';
import type { HeldCopy } from '../../../messaging/ipc/node-command.ts';

function held(hasStop: boolean | null): HeldCopy {
  return {
    symbol: 'EURUSD',
    side: 'BUY',
    volume: '0.1',
    masterTicket: '1',
    slaveTicket: '2',
    status: 'open',
    hasStop,
    failedCloses: 0,
  };
}

test.each([
  [[], 'no copy stays open'],
  [[true], '1 copy stays open, with an SL'],
  [[false], '1 copy stays open, without SL'],
  [[true, true], '2 copies stay open, all with an SL'],
  [[true, false, false], '3 copies stay open, 2 of them without SL'],
  [[false, false], '2 copies stay open, all without SL'],
  [[null], '1 copy stays open, it is not known whether there is an SL'],
  [
    [false, null],
    '2 copies stay open, 1 of them without SL, of 1 of them it is not known whether there is an SL',
  ],
] as const)('%j is told as: %s', (stops, line) => {
  expect(leftOpen(stops.map(held))).toBe(line);
});

import { expect, test } from 'vitest';
import { eaPart } from './ea-part.ts';

const PROGRAM = `
#include <Lockstep/Slice.mqh>
CSlice ExtSlice;
void Begin(void)   { ExtSlice.Begin(8); }
int  Rest(void)    { return(ExtSlice.RestMs()); }
int  Next(void)    { return(ExtSlice.NextMs(false)); }
int  Awaited(void) { return(ExtSlice.NextMs(true)); }
`;

/** A timer event that may wait for 8 ms, of a terminal with one position. */
function slice() {
  const terminal = { us: 1_000_000n, positions: 1, balance: 10_000 };
  const { call } = eaPart(PROGRAM, {
    GetMicrosecondCount: () => terminal.us,
    PositionsTotal: () => terminal.positions,
    AccountInfoDouble: () => terminal.balance,
  });
  call('Begin');
  return { terminal, call };
}

test('without an order on its way the event waits for all of its time', () => {
  const { terminal, call } = slice();
  expect(call('Next')).toBe(8);
  terminal.us += 2_500n;
  expect(call('Next')).toBe(5);
  terminal.positions = 2;
  expect(call('Next')).toBe(5);
});

test('while an answer is awaited it waits in short steps, until its time is over', () => {
  const { terminal, call } = slice();
  expect(call('Awaited')).toBe(2);
  terminal.us += 6_100n;
  expect(call('Awaited')).toBe(1);
  terminal.us += 2_000n;
  expect(call('Awaited')).toBe(0);
  expect(call('Next')).toBe(0);
  expect(call('Rest')).toBe(0);
});

test.each([
  ['a position', { positions: 2 }],
  ['the balance', { balance: 10_001.5 }],
])('the event ends when %s has changed while an answer is awaited', (_, change) => {
  const { terminal, call } = slice();
  terminal.us += 2_000n;
  Object.assign(terminal, change);
  expect(call('Awaited')).toBe(0);
});

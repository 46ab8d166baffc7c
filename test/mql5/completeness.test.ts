import { expect, test } from 'vitest';
import { closing, dealHistory, SERVER_NOW } from './deal-history.ts';
import { eaPart } from './ea-part.ts';

const PROGRAM = `
#include <Lockstep/Completeness.mqh>
CCompleteness ExtCompleteness;
bool Judge(const int count)
  {
   SListed listed[1];
   listed[0].identifier=5;
   listed[0].volume=0.10;
   listed[0].changed=${String(SERVER_NOW)}-1000;
   return(ExtCompleteness.Judge(listed,count,GetTickCount64()));
  }
`;

const OPENING = closing({ deal: '4', entry: 'IN', type: 'BUY', timeMsc: SERVER_NOW - 1_000 });

/** Position 5 was in the last complete list. */
function judged() {
  const history = dealHistory();
  const { deals, functions } = history;
  const { call } = eaPart(PROGRAM, {
    ...functions,
    AccountInfoDouble: () => 0,
    OrdersTotal: () => 0,
  });
  deals.set('4', OPENING);
  expect(call('Judge', 1)).toBe(true);
  return { deals, history, isComplete: (count: number) => call('Judge', count) };
}

test('a position is gone when a deal that can be read has closed it, not when one is listed', () => {
  const { deals, isComplete } = judged();
  expect(isComplete(0)).toBe(false);
  deals.set('7', null);
  expect(isComplete(0)).toBe(false);
  deals.set('7', closing());
  expect(isComplete(0)).toBe(true);
});

test('a position is not gone because its history cannot be selected', () => {
  const { deals, history, isComplete } = judged();
  deals.set('7', closing());
  history.canSelect = false;
  expect(isComplete(0)).toBe(false);
  history.canSelect = true;
  expect(isComplete(0)).toBe(true);
});

test('no list is the first while a deal cannot be read: its position may be missing in it', () => {
  const { deals, functions } = dealHistory();
  const own = eaPart(PROGRAM, { ...functions, AccountInfoDouble: () => 0, OrdersTotal: () => 0 });
  deals.set('4', null);
  expect(own.call('Judge', 0)).toBe(false);
  own.pass(1_000);
  deals.set('4', OPENING);
  expect(own.call('Judge', 0)).toBe(false);
  own.pass(1_000);
  expect(own.call('Judge', 1)).toBe(true);
});

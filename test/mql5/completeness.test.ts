import { expect, test } from 'vitest';
import { closing, dealHistory, SERVER_NOW } from './deal-history.ts';
import { eaClock, eaPart } from './ea-part.ts';

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
void StartAgain(void)
  {
   const bool has_deals=ExtCompleteness.HasDeals();
   ExtCompleteness.Reset(has_deals);
  }
`;

/** ACCOUNT_BALANCE and ACCOUNT_EQUITY. */
const MONEY: ReadonlySet<number> = new Set([37, 40]);
const OPENING = closing({ deal: '4', entry: 'IN', type: 'BUY', timeMsc: SERVER_NOW - 1_000 });

const DEPOSIT = closing({ type: 'BALANCE', entry: 'IN', position: '0', order: '0', price: '0' });

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

test.each(['0', '-37.63'])('a position that was closed at a price of %s is gone', (price) => {
  const { deals, functions } = dealHistory();
  const own = eaPart(PROGRAM, { ...functions, AccountInfoDouble: () => 0, OrdersTotal: () => 0 });
  deals.set('4', OPENING);
  expect(own.call('Judge', 1)).toBe(true);
  deals.set('7', closing({ price }));
  expect(own.call('Judge', 0)).toBe(true);
  own.call('StartAgain');
  own.pass(1_000);
  expect(own.call('Judge', 0)).toBe(true);
});

test('what was opened since the last complete list has to be closed, too, before a position is gone', () => {
  const { deals, isComplete } = judged();
  deals.set('6', closing({ deal: '6', entry: 'IN', type: 'BUY' }));
  deals.set('7', closing());
  expect(isComplete(0)).toBe(false);
  deals.set('8', closing({ deal: '8' }));
  expect(isComplete(0)).toBe(true);
});

test('a position is not gone while one of its deals cannot be read: it may be an opening one', () => {
  const { deals, isComplete } = judged();
  deals.set('6', null);
  deals.set('7', closing());
  expect(isComplete(0)).toBe(false);
  deals.delete('6');
  expect(isComplete(0)).toBe(true);
});

test('a long history that does not agree with the list leaves four fifths of the time to the rest', () => {
  const { deals, functions } = dealHistory();
  const clock = eaClock();
  let spentMs = 0;
  const HistorySelect = (...args: readonly unknown[]): unknown => {
    clock.ms += 500;
    spentMs += 500;
    return functions['HistorySelect']?.(...args);
  };
  const own = eaPart(
    PROGRAM,
    { ...functions, HistorySelect, AccountInfoDouble: () => 0, OrdersTotal: () => 0 },
    clock,
  );
  deals.set('4', OPENING);
  for (let read = 0; read < 1_000; read += 1) {
    expect(own.call('Judge', 0)).toBe(false);
    own.pass(100);
  }
  expect(spentMs).toBeGreaterThan(0);
  expect(spentMs).toBeLessThanOrEqual(100_000 / 5);
});

test('a computer that slept during the look through its history looks again soon after', () => {
  const { deals, functions } = dealHistory();
  const clock = eaClock();
  const HistorySelect = (...args: readonly unknown[]): unknown => {
    if (deals.size > 0) clock.ms += 8 * 3_600_000;
    return functions['HistorySelect']?.(...args);
  };
  const own = eaPart(
    PROGRAM,
    { ...functions, HistorySelect, AccountInfoDouble: () => 0, OrdersTotal: () => 0 },
    clock,
  );
  deals.set('4', OPENING);
  expect(own.call('Judge', 0)).toBe(false);
  deals.clear();
  deals.set('5', closing());
  own.pass(61_000);
  expect(own.call('Judge', 0)).toBe(true);
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

test('an account without a deal, a position or money is none that the terminal knows yet', () => {
  const { deals, functions } = dealHistory();
  const own = { money: 0 };
  const { call, pass } = eaPart(PROGRAM, {
    ...functions,
    AccountInfoDouble: (id: number) => (MONEY.has(id) ? own.money : 0),
    OrdersTotal: () => 0,
  });
  const judge = (count: number): unknown => {
    pass(60_000);
    return call('Judge', count);
  };
  expect([judge(0), judge(0)]).toEqual([false, false]);
  deals.set('4', OPENING);
  expect(judge(0)).toBe(false);
  expect(judge(1)).toBe(true);
});

test.each(['money', 'deals', 'no more than its deposit'] as const)(
  'an account that has %s and nothing open is one without positions',
  (what) => {
    const { deals, functions } = dealHistory();
    const { call } = eaPart(PROGRAM, {
      ...functions,
      AccountInfoDouble: (id: number) => (MONEY.has(id) && what === 'money' ? 100 : 0),
      OrdersTotal: () => 0,
    });
    if (what === 'deals') deals.set('4', OPENING).set('7', closing());
    if (what === 'no more than its deposit') deals.set('1', DEPOSIT);
    expect(call('Judge', 0)).toBe(true);
  },
);

test('an account that had deals and shows none after a start is one whose history is still to come', () => {
  const { deals, functions } = dealHistory();
  const { call, pass } = eaPart(PROGRAM, {
    ...functions,
    AccountInfoDouble: (id: number) => (MONEY.has(id) ? 100 : 0),
    OrdersTotal: () => 0,
  });
  const judge = (count: number): unknown => {
    pass(60_000);
    return call('Judge', count);
  };
  expect(judge(0)).toBe(true);
  call('StartAgain');
  deals.set('4', OPENING);
  expect(judge(1)).toBe(true);
  call('StartAgain');
  deals.clear();
  expect([judge(0), judge(0)]).toEqual([false, false]);
  deals.set('4', OPENING);
  expect(judge(0)).toBe(false);
  deals.set('7', closing());
  expect(judge(0)).toBe(true);
  // The account began anew: its deposit is all its history.
  call('StartAgain');
  deals.clear();
  deals.set('9', DEPOSIT);
  expect(judge(0)).toBe(true);
});

import { expect, test } from 'vitest';
import { SERVER_NOW, closing, dealHistory } from './deal-history.ts';
import { eaPart } from './ea-part.ts';

const PROGRAM = `
#include <Lockstep/Closings.mqh>
CClosings ExtClosings;
string Told(const long server_now)
  {
   CJsonWriter json;
   json.BeginObject("");
   const bool is_read=ExtClosings.Write(json,server_now);
   json.Flag("isRead",is_read);
   json.EndObject();
   return(json.Result());
  }
`;

interface Told {
  readonly isRead: boolean;
  readonly recentlyClosed: readonly unknown[];
}

/** The EA's list of closing deals over a history. */
function closings() {
  const history = dealHistory();
  const { call, pass } = eaPart(PROGRAM, history.functions);
  const told = (): Told => JSON.parse(String(call('Told', BigInt(SERVER_NOW)))) as Told;
  return { ...history, history, pass, told };
}

const TOLD = {
  deal: '7',
  order: '6',
  identifier: '5',
  symbol: 'EURUSD',
  entry: 'OUT',
  volume: '0.10',
  price: '1.38610',
  timeMsc: SERVER_NOW - 5,
  reason: 'EXPERT',
  magic: '0',
};

test.each([
  ['all its facts', null],
  ['its position', closing({ position: '0' })],
  ['its volume', closing({ volume: '0' })],
  ['its price', closing({ price: '0' })],
  ['its time', closing({ timeMsc: 0 })],
])('a deal that is listed before %s is told with the first read after them', (_, before) => {
  const { deals, told } = closings();
  deals.set('4', closing({ deal: '4', entry: 'IN', type: 'BUY' }));
  expect(told()).toEqual({ isRead: true, recentlyClosed: [] });
  deals.set('7', before);
  expect(told()).toEqual({ isRead: true, recentlyClosed: [] });
  deals.set('7', closing());
  expect(told()).toEqual({ isRead: true, recentlyClosed: [TOLD] });
});

test('a balance operation lacks nothing: the list is not written anew for it', () => {
  const { deals, pass, told } = closings();
  deals.set('7', closing());
  expect(told().recentlyClosed).toEqual([TOLD]);
  deals.set('8', closing({ deal: '8', type: 'BALANCE', position: '0', volume: '0', price: '0' }));
  expect(told().recentlyClosed).toEqual([TOLD]);
  // Who looks again would see it.
  deals.set('7', closing({ price: '1.38700' }));
  expect(told().recentlyClosed).toEqual([TOLD]);
  pass(3_000);
  expect(told().recentlyClosed).toEqual([{ ...TOLD, price: '1.38700' }]);
});

test('a deal whose facts are gone for a while is never told from nothing', () => {
  const { deals, pass, told } = closings();
  deals.set('7', closing());
  expect(told().recentlyClosed).toEqual([TOLD]);
  // It is young, and looked at once more after a second.
  pass(1_000);
  deals.set('7', null);
  expect(told().recentlyClosed).toEqual([TOLD]);
  expect(told().recentlyClosed).toEqual([]);
  deals.set('7', closing());
  expect(told().recentlyClosed).toEqual([TOLD]);
});

test('a history that cannot be selected is no empty one', () => {
  const { deals, history, told } = closings();
  deals.set('7', closing());
  history.canSelect = false;
  expect(told()).toEqual({ isRead: false, recentlyClosed: [] });
  history.canSelect = true;
  expect(told()).toEqual({ isRead: true, recentlyClosed: [TOLD] });
  history.canSelect = false;
  expect(told()).toEqual({ isRead: false, recentlyClosed: [] });
  history.canSelect = true;
  expect(told()).toEqual({ isRead: true, recentlyClosed: [TOLD] });
});

import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import { bench, symbolRecord, type Bench } from './builders.ts';

const NETTING: Bench = { account: { marginMode: 'NETTING' } };

test('netting: a second buy averages price and volume under the first identifier', () => {
  const { deals, open, state, tick } = bench(NETTING);
  const first = open({ volume: '0.1' });
  tick('1.10100', '1.10110');
  const second = open({ volume: '0.2', magic: '9' });
  expect(state().positions).toMatchObject([
    // (0.1 × 1.10010 + 0.2 × 1.10110) ÷ 0.3, a third of a point kept in three decimals.
    { ticket: first, identifier: first, volume: '0.3', priceOpen: '1.10076667', magic: '9' },
  ]);
  expect(deals.slice(1)).toMatchObject([
    { entry: 'IN', order: first, position: first },
    { entry: 'IN', order: second, position: first },
  ]);
});

test('netting: a smaller opposite deal reduces, an equal one closes', () => {
  const { deals, open, rules, send, state, tick } = bench(NETTING);
  const first = open({ volume: '0.3' });
  tick('1.10110', '1.10120');
  send({ type: 'SELL', volume: '0.1' });
  expect(state().positions).toMatchObject([{ volume: '0.2', priceOpen: '1.10010', side: 'BUY' }]);
  expect(deals.at(-1)).toMatchObject({ entry: 'OUT', position: first, profit: '10.00' });
  send({ type: 'SELL', volume: '0.2' });
  expect(state().positions).toEqual([]);
  expect(state().account.balance).toBe('10030.00');
  expect(rules.all).toEqual([]);
});

test('netting: a larger opposite deal reverses with one INOUT and takes the reversing ticket', () => {
  const { deals, open, rules, send, state, tick } = bench(NETTING);
  const first = open({ volume: '0.1', sl: '1.09000' });
  tick('1.10110', '1.10120');
  const reversing = send({ type: 'SELL', volume: '0.3' })?.order;
  expect(state().positions).toMatchObject([
    {
      ticket: reversing,
      identifier: first,
      side: 'SELL',
      volume: '0.2',
      priceOpen: '1.10110',
      sl: '0',
    },
  ]);
  expect(deals.at(-1)).toMatchObject({
    entry: 'INOUT',
    order: reversing,
    position: first,
    volume: '0.3',
    profit: '10.00',
  });
  expect(rules.all).toMatchObject([{ identifier: first, side: 'SELL', volume: '0.2' }]);
  tick('1.10010', '1.10010');
  send({ type: 'BUY', volume: '0.2' });
  expect(state()).toMatchObject({ positions: [], account: { balance: '10030.00' } });
});

test('netting: SL and TP are changed by symbol and close the whole position', () => {
  const { open, send, state, tick } = bench(NETTING);
  open({ volume: '0.1' });
  open({ volume: '0.2' });
  expect(send({ action: 'SLTP', sl: '1.09900' })?.retcode).toBe(RETCODE.DONE);
  tick('1.09890', '1.09900');
  expect(state().positions).toEqual([]);
  expect(state().deals.at(-1)).toMatchObject({ volume: '0.3', reason: 'SL', profit: '-36.00' });
});

test('netting: a reversal needs margin for what is left alone', () => {
  const { open, send } = bench(NETTING);
  open({ volume: '5' });
  // 5 lots hold 5,500 of 10,000; 9 lots the other way hold 9,900.
  expect(send({ type: 'SELL', volume: '15' })?.retcode).toBe(RETCODE.NO_MONEY);
  expect(send({ type: 'SELL', volume: '13.9' })?.retcode).toBe(RETCODE.DONE);
});

test('netting has no close-by', () => {
  const { open, send } = bench(NETTING);
  const position = open();
  const request = { action: 'CLOSE_BY', position, positionBy: position } as const;
  expect(send(request)?.retcode).toBe(RETCODE.INVALID);
});

test('hedging: opposite positions live side by side', () => {
  const { open, state } = bench();
  open();
  open({ type: 'SELL' });
  expect(state().positions.map(({ side }) => side)).toEqual(['BUY', 'SELL']);
});

test('commission is taken per lot at both ends, swap in the share that is closed', () => {
  const symbols = [
    symbolRecord({ commissionPerLot: '3.5', swapMode: 'CURRENCY_DEPOSIT', swapLong: '-6' }),
  ];
  const { clock, deals, open, send, state, tick } = bench({ symbols });
  const position = open({ volume: '1' });
  expect(deals.at(-1)).toMatchObject({ commission: '-3.50', balance: '9996.50' });
  clock.advanceTo(Date.UTC(2014, 4, 1));
  tick('1.10010', '1.10020');
  // Wednesday is the triple day.
  expect(state().positions).toMatchObject([{ swap: '-18.00' }]);
  send({ type: 'SELL', position, volume: '0.25' });
  expect(deals.at(-1)).toMatchObject({ commission: '-0.88', swap: '-4.50', profit: '0.00' });
  expect(state().positions).toMatchObject([{ swap: '-13.50' }]);
  expect(state().account.balance).toBe('9991.12');
});

test('a comment is cut at 31 characters and a request keeps its magic in order and deal', () => {
  const { open, state } = bench();
  open({ comment: 'x'.repeat(40), magic: '5500388113481261219' });
  const kept = { comment: 'x'.repeat(31), magic: '5500388113481261219' };
  expect(state()).toMatchObject({ positions: [kept], historyOrders: [kept] });
  expect(state().deals.at(-1)).toMatchObject(kept);
});

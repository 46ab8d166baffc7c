import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import { bench, symbolRecord } from './builders.ts';

test('two OUT_BY deals at the price of the other position, profit on the first', () => {
  const { changes, deals, open, rules, send, state, tick } = bench();
  const buy = open({ volume: '0.3' });
  tick('1.10500', '1.10510');
  const sell = open({ type: 'SELL', volume: '0.1' });
  const result = send({ action: 'CLOSE_BY', position: buy, positionBy: sell });
  expect(result).toMatchObject({ retcode: RETCODE.DONE, volume: '0.1', price: '1.10500' });
  expect(deals.slice(-2)).toMatchObject([
    { entry: 'OUT_BY', position: buy, side: 'SELL', volume: '0.1', profit: '49.00' },
    { entry: 'OUT_BY', position: sell, side: 'BUY', price: '1.10500', profit: '0.00' },
  ]);
  expect(state().positions).toMatchObject([{ ticket: buy, volume: '0.2' }]);
  expect(rules.all).toMatchObject([{ identifier: buy, volume: '0.2' }]);
  expect(changes.at(-1)?.transactions.map(({ type }) => type)).toEqual([
    'ORDER_ADD',
    'DEAL_ADD',
    'POSITION',
    'DEAL_ADD',
    'ORDER_DELETE',
    'HISTORY_ADD',
  ]);
  expect(state().historyOrders.at(-1)).toMatchObject({
    type: 'CLOSE_BY',
    position: buy,
    positionBy: sell,
  });
});

test('it needs two open positions of one symbol and opposite sides', () => {
  const symbols = [symbolRecord(), symbolRecord({ symbol: 'EURUSD.x' })];
  const { open, send, tick } = bench({ symbols });
  tick('1.1', '1.1001', 'EURUSD.x');
  const [first, second] = [open(), open()];
  const other = open({ type: 'SELL', symbol: 'EURUSD.x' });
  const closeBy = (position: string, positionBy: string) =>
    send({ action: 'CLOSE_BY', position, positionBy })?.retcode;
  expect(closeBy(first, second)).toBe(RETCODE.INVALID);
  expect(closeBy(first, other)).toBe(RETCODE.INVALID);
  expect(closeBy(first, '3')).toBe(RETCODE.POSITION_CLOSED);
});

test('a symbol without it refuses, and so does a closed market', () => {
  const { broker, open, send } = bench({ symbols: [symbolRecord({ orderMode: 63 })] });
  const request = {
    action: 'CLOSE_BY',
    position: open(),
    positionBy: open({ type: 'SELL' }),
  } as const;
  expect(send(request)?.retcode).toBe(RETCODE.INVALID_ORDER);
  broker.setSymbol(symbolRecord({ tradeSessions: [] }));
  expect(send(request)?.retcode).toBe(RETCODE.MARKET_CLOSED);
});

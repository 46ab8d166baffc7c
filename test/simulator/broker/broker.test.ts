import { expect, test } from 'vitest';
import { ACCOUNT_DEFAULTS } from '../../../simulator/broker/broker-options.ts';
import { bench, symbolRecord } from './builders.ts';

const TYPES = (change: { transactions: readonly { type: string }[] } | undefined) =>
  change?.transactions.map(({ type }) => type);

test('a market buy opens a position at the ask and a close takes the bid', () => {
  const { send, tick, state, folded, open, deals } = bench();
  const ticket = open({ sl: '1.09000', tp: '1.12000' });
  expect(state().positions).toEqual([
    expect.objectContaining({ ticket, identifier: ticket, priceOpen: '1.10010', volume: '0.1' }),
  ]);
  tick('1.10110', '1.10120');
  expect(send({ type: 'SELL', position: ticket })).toMatchObject({
    retcode: 10009,
    price: '1.10110',
  });
  expect(state().account).toMatchObject({
    balance: '10010.00',
    equity: '10010.00',
    margin: '0.00',
  });
  expect(deals.map(({ entry, profit, side }) => [side, entry, profit])).toEqual([
    ['BALANCE', 'IN', '10000.00'],
    ['BUY', 'IN', '0.00'],
    ['SELL', 'OUT', '10.00'],
  ]);
  expect(folded()).toEqual(state());
});

test('an open is told as order, deal, end of the order', () => {
  const { changes, open } = bench();
  open();
  expect(changes.map(TYPES)).toEqual([['ORDER_ADD'], ['DEAL_ADD', 'ORDER_DELETE', 'HISTORY_ADD']]);
});

test('an SL is filled at the price of the gap', () => {
  const { changes, open, state, tick } = bench();
  open({ sl: '1.09500' });
  tick('1.09000', '1.09010');
  expect(state().positions).toEqual([]);
  expect(state().deals.at(-1)).toMatchObject({
    entry: 'OUT',
    reason: 'SL',
    price: '1.09000',
    comment: '[sl 1.09500]',
    profit: '-101.00',
  });
  expect(changes.at(-1)?.closed).toHaveLength(1);
});

test('deposits and withdrawals are balance deals', () => {
  const { broker, changes, login, rules, state } = bench();
  broker.deposit(login, '-2500.50', 'payout');
  expect(state().account.balance).toBe('7499.50');
  expect(state().deals.at(-1)).toMatchObject({
    type: 'BALANCE',
    profit: '-2500.50',
    comment: 'payout',
    order: '0',
    position: '0',
  });
  expect(changes.at(-1)?.transactions).toMatchObject([{ type: 'DEAL_ADD', dealType: 'BALANCE' }]);
  expect(rules.all).toEqual([]);
});

test('a specification that changes holds for what is open', () => {
  const { broker, login, open } = bench();
  open({ volume: '1' });
  broker.setSymbol(symbolRecord({ marginInitial: '50000' }));
  expect(broker.account(login).margin).toBe('550.05');
  expect(() => broker.setSymbol(symbolRecord({ digits: 3 }))).toThrow('5 digits and cannot get 3');
});

test('a symbol that is added must be convertible, through itself if need be', () => {
  const { broker, send, tick } = bench();
  const chf = { currencyProfit: 'CHF' } as const;
  const foreign = symbolRecord({ symbol: 'SMI', calcMode: 'CFDINDEX', ...chf });
  expect(() => broker.setSymbol(foreign)).toThrow('convert CHF to USD');
  expect(send({ symbol: 'SMI' })?.retcode).toBe(10013);
  broker.setSymbol(symbolRecord({ symbol: 'EURCHF', ...chf }));
  tick('0.95000', '0.95010', 'EURCHF');
  expect(send({ symbol: 'EURCHF' })?.retcode).toBe(10009);
});

test('a tick that a fault holds back changes nothing', () => {
  let isSilent = false;
  const { broker, open, state, tick } = bench({
    faults: { quote: (quote) => (isSilent ? null : quote) },
  });
  open({ sl: '1.09500' });
  isSilent = true;
  tick('1.09000', '1.09010');
  expect(broker.quotes()).toMatchObject([{ bid: '1.10000', ask: '1.10010' }]);
  expect(state().positions).toHaveLength(1);
});

test('an account is opened once, and asked for by its login', () => {
  const { broker } = bench();
  expect(() => broker.openAccount(ACCOUNT_DEFAULTS, null)).toThrow('5001 is open already');
  expect(() => broker.state('5002')).toThrow('5002 is not open');
});

test('accounts of one broker share its prices and nothing else', () => {
  const { broker, open, login, tick } = bench();
  broker.openAccount({ ...ACCOUNT_DEFAULTS, login: '5002' }, null);
  open({ sl: '1.09900' });
  tick('1.09890', '1.09900');
  expect(broker.state(login).deals).toHaveLength(3);
  expect(broker.state('5002').deals).toHaveLength(1);
});

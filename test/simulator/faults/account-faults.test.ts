/** Faults of connections, prices, rights and hands, as a terminal is told of them. */
import { expect, test } from 'vitest';
import type { FromBroker } from '../../../simulator/broker/messages.ts';
import type { DealRecord, PositionRecord, QuoteRecord } from '../../../simulator/broker/records.ts';
import { brokerFolder, brokerHere, listenTo, request } from '../broker-process/builders.ts';

const changed =
  (fits: (position: PositionRecord) => boolean) =>
  (message: FromBroker): boolean =>
    message.type === 'CHANGE' && message.positions.some(fits);
const dealt =
  (fits: (deal: DealRecord) => boolean) =>
  (message: FromBroker): boolean =>
    message.type === 'CHANGE' && message.deals.some(fits);
const quoted =
  (fits: (quote: QuoteRecord) => boolean) =>
  (message: FromBroker): boolean =>
    message.type === 'QUOTE' && fits(message.quote);

test('a line that is cut stays cut, and what happened meanwhile is there afterwards', async () => {
  const broker = await brokerHere(brokerFolder());
  const { address, client, closed, control } = broker;
  const { order } = await client.trade(request());
  await control.fault({ type: 'disconnect', account: '5001', forMs: null });
  await closed;
  await expect(listenTo(address)).rejects.toThrow(/no connection/);
  await expect(listenTo(address, '5002')).resolves.toBeDefined();
  await control.fault({ type: 'manual-close', account: '5001', positions: order });
  await control.clearFaults();
  const { welcome } = await listenTo(address);
  expect(welcome.state.positions).toEqual([]);
  expect(welcome.state.deals.at(-1)).toMatchObject({ position: order, entry: 'OUT', magic: '0' });
});

test('a line that breaks before the answer takes the answer with it, not the execution', async () => {
  const { address, client, closed, control, told } = await brokerHere(brokerFolder());
  const after = { operation: 'open' } as const;
  await control.fault({ type: 'disconnect', account: '5001', forMs: 50, after });
  client.send(request({ magic: '9' }));
  await closed;
  expect(told.some(({ type }) => type === 'RESULT')).toBe(false);
  await control.clearFaults();
  const { welcome } = await listenTo(address);
  expect(welcome.state.positions).toMatchObject([{ magic: '9' }]);
});

test('an SL is hit while the terminal is away', async () => {
  const { address, client, closed, control } = await brokerHere(brokerFolder());
  await client.trade(request({ sl: '1.38000' }));
  const fault = { account: '5001', positions: 'all', disconnectedMs: 60_000 } as const;
  await control.fault({ type: 'stop-hit', ...fault });
  await closed;
  await control.clearFaults();
  const { welcome } = await listenTo(address);
  expect(welcome.state.positions).toEqual([]);
  expect(welcome.state.deals.at(-1)).toMatchObject({ reason: 'SL', price: '1.38000' });
  expect(welcome.quotes).toMatchObject([{ bid: '1.38600', ask: '1.38610' }]);
});

test('a gap jumps over an SL, which is filled behind it; the spread opens around the middle', async () => {
  const { client, control, until, told } = await brokerHere(brokerFolder());
  client.watch(['EURUSD']);
  await client.trade(request({ sl: '1.38000' }));
  await control.fault({ type: 'price-gap', symbol: 'EURUSD', points: -1_000 });
  await until(quoted(({ bid, ask }) => bid === '1.37600' && ask === '1.37610'));
  await until(dealt(({ reason, price }) => reason === 'SL' && price === '1.37600'));
  await control.clearFaults();
  told.length = 0;
  await until(quoted(({ bid }) => bid === '1.38600'));
  await control.fault({ type: 'spread', symbol: 'EURUSD', factor: 50, forMs: 60_000 });
  const wide = quoted(({ bid, ask }) => bid === '1.38355' && ask === '1.38855');
  expect(await until(wide)).toBeDefined();
});

test('a gap that is over shows the true price again', async () => {
  const { client, control, until } = await brokerHere(brokerFolder());
  client.watch(['EURUSD']);
  await control.fault({ type: 'price-gap', symbol: 'EURUSD', points: 500, forMs: 100 });
  const low = await until(quoted(({ bid }) => bid === '1.39100'));
  const from = low.type === 'QUOTE' ? low.quote.timeMsc : 0;
  const later = quoted(({ bid, timeMsc }) => bid === '1.38600' && timeMsc > from);
  expect(await until(later)).toBeDefined();
});

test('a silent feed shows no tick while time goes on', async () => {
  const { client, control, told, until } = await brokerHere(brokerFolder());
  client.watch(['EURUSD']);
  await until(({ type }) => type === 'QUOTE');
  await control.fault({ type: 'silent-feed' });
  const fromMs = await client.ping();
  const seen = told.filter(({ type }) => type === 'QUOTE').length;
  while ((await client.ping()) < fromMs + 300) await client.ping();
  expect(told.filter(({ type }) => type === 'QUOTE')).toHaveLength(seen);
  await control.clearFaults();
  told.length = 0;
  await until(({ type }) => type === 'QUOTE');
});

test('a closed market and missing rights refuse, each with its code', async () => {
  const { client, control, until } = await brokerHere(brokerFolder());
  const trade = async (reason: 'EXPERT' | 'CLIENT' = 'EXPERT'): Promise<number> =>
    (await client.trade({ ...request(), reason })).retcode;
  await control.fault({ type: 'market-closed', symbol: 'EURUSD' });
  expect(await trade()).toBe(10018);
  await control.clearFaults();
  await control.fault({ type: 'algo-trading-off', account: '5001' });
  await until((m) => m.type === 'CHANGE' && !m.account.expertAllowed);
  expect([await trade(), await trade('CLIENT')]).toEqual([10026, 10009]);
  await control.clearFaults();
  await control.fault({ type: 'trading-off', account: '5001' });
  expect([await trade(), await trade('CLIENT')]).toEqual([10017, 10017]);
  await control.clearFaults();
  expect(await trade()).toBe(10009);
});

test('a person closes a part, changes SL and TP, closes two against each other', async () => {
  const { client, control, until } = await brokerHere(brokerFolder());
  const { order: buy } = await client.trade(request({ magic: '7' }));
  const { order: sell } = await client.trade(request({ type: 'SELL', volume: '0.06' }));
  const account = '5001';
  await control.fault({ type: 'manual-close', account, positions: 'oldest', volume: '0.04' });
  await until(dealt((d) => d.position === buy && d.entry === 'OUT' && d.reason === 'MOBILE'));
  await control.fault({ type: 'manual-modify', account, positions: buy, sl: '1.38', tp: '1.39' });
  await until(changed(({ sl, tp }) => sl === '1.38000' && tp === '1.39000'));
  await control.fault({ type: 'manual-close-by', account, position: buy, by: sell });
  expect(await until(dealt(({ entry }) => entry === 'OUT_BY'))).toMatchObject({
    closed: [buy, sell],
  });
});

test('a ticket changes, the identifier stays, and only the new ticket closes', async () => {
  const { client, control, until } = await brokerHere(brokerFolder());
  const { order } = await client.trade(request());
  await control.fault({ type: 'ticket-change', account: '5001', positions: 'newest' });
  const moved = await until(changed((p) => p.identifier === order && p.ticket !== order));
  const ticket = moved.type === 'CHANGE' ? (moved.positions[0]?.ticket ?? '') : '';
  const close = { type: 'SELL', volume: '0.10' } as const;
  expect((await client.trade(request({ ...close, position: order }))).retcode).not.toBe(10009);
  expect(await client.trade(request({ ...close, position: ticket }))).toMatchObject({
    retcode: 10009,
  });
});

test('a comment is rewritten, money goes, a specification changes', async () => {
  const { client, control, until } = await brokerHere(brokerFolder());
  await control.fault({ type: 'comment', text: 'by broker {comment}' });
  await client.trade(request({ comment: '123' }));
  await until(changed(({ comment }) => comment === 'by broker 123'));
  await control.fault({ type: 'deposit', account: '5001', amount: '-9990', comment: 'payout' });
  expect((await client.trade(request())).retcode).toBe(10019);
  const change = { stopsLevelPoints: 100 };
  await control.fault({ type: 'specification', symbol: 'EURUSD', change });
  expect(await until(({ type }) => type === 'SYMBOL')).toMatchObject({ symbol: change });
});

test('what only a terminal can show is handed to it, or refused when none is there', async () => {
  const { control, until } = await brokerHere(brokerFolder());
  const fault = { type: 'empty-lists', account: '5001', forMs: 100 } as const;
  await control.fault(fault);
  expect(await until(({ type }) => type === 'FAULT')).toEqual({ type: 'FAULT', fault });
  await expect(control.fault({ ...fault, account: '5002' })).rejects.toThrow(/5002 is connected/);
  const bad = { type: 'price-gap', symbol: 'XXX', points: 1 } as const;
  await expect(control.fault(bad)).rejects.toThrow(/symbol "XXX" has no price/);
  const stranger = { type: 'deposit', account: '77', amount: '1' } as const;
  await expect(control.fault(stranger)).rejects.toThrow(/account 77 is not at this broker/);
  const none = { type: 'manual-close', account: '5001', positions: 'all' } as const;
  await control.fault(none);
  await expect(control.fault({ ...none, positions: '77' })).rejects.toThrow(
    /no open position "77"/,
  );
});

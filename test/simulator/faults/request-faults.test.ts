/** Each fault of a request, as a terminal is told of it by a broker that serves it. */
import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import type { TradeRequest } from '../../../simulator/broker/records.ts';
import type { Operation } from '../../../simulator/broker/broker-faults.ts';
import type { Connected } from '../broker-process/builders.ts';
import { brokerFolder, brokerHere, request } from '../broker-process/builders.ts';

interface Book {
  readonly buy: string;
  readonly sell: string;
  readonly pending: string;
}

async function book({ client }: Connected): Promise<Book> {
  const buy = await client.trade(request());
  const sell = await client.trade(request({ type: 'SELL' }));
  const pending = await client.trade(request(PENDING));
  return { buy: buy.order, sell: sell.order, pending: pending.order };
}

const PENDING: Partial<TradeRequest> = {
  action: 'PENDING',
  type: 'BUY_LIMIT',
  price: '1.38000',
  filling: 'RETURN',
};

const REQUESTS: Readonly<Record<Operation, (book: Book) => Partial<TradeRequest>>> = {
  open: () => ({}),
  close: ({ buy }) => ({ type: 'SELL', position: buy }),
  'partial-close': ({ buy }) => ({ type: 'SELL', position: buy, volume: '0.04' }),
  pending: () => PENDING,
  'modify-position': ({ buy }) => ({ action: 'SLTP', position: buy, sl: '1.38000' }),
  'modify-order': ({ pending }) => ({
    ...PENDING,
    action: 'MODIFY',
    order: pending,
    price: '1.37900',
  }),
  remove: ({ pending }) => ({ action: 'REMOVE', order: pending }),
  'close-by': ({ buy, sell }) => ({
    action: 'CLOSE_BY',
    type: 'CLOSE_BY',
    position: buy,
    positionBy: sell,
  }),
};
const OPERATIONS = Object.keys(REQUESTS) as readonly Operation[];

test.for(OPERATIONS)('every retcode can refuse: %s', async (operation) => {
  const broker = await brokerHere(brokerFolder());
  const trade = REQUESTS[operation](await book(broker));
  const { client, control, told } = broker;
  told.length = 0;
  const refusals = Object.values(RETCODE).filter((code) => code !== RETCODE.DONE);
  for (const retcode of [...refusals, 10_999]) {
    await control.fault({ type: 'retcode', operation, retcode });
    expect(await client.trade(request(trade))).toMatchObject({ retcode, deal: '0' });
  }
  expect(told.filter(({ type }) => type === 'CHANGE')).toEqual([]);
});

test.for(OPERATIONS)('an accepted request can be rejected: %s', async (operation) => {
  const broker = await brokerHere(brokerFolder());
  const trade = REQUESTS[operation](await book(broker));
  const { client, control, told } = broker;
  told.length = 0;
  await control.fault({ type: 'retcode', operation, retcode: 10006, stage: 'execution' });
  expect(await client.trade(request(trade))).toMatchObject({ retcode: 10006, deal: '0' });
  expect(told.flatMap((m) => (m.type === 'CHANGE' ? m.deals : []))).toEqual([]);
});

test.for(OPERATIONS)('executed, and no answer or a wrong one: %s', async (operation) => {
  const broker = await brokerHere(brokerFolder());
  const { client, control, told, until } = broker;
  const trade = REQUESTS[operation](await book(broker));
  told.length = 0;
  await control.fault({ type: 'lost-reply', operation });
  client.send(request(trade));
  await until(({ type }) => type === 'CHANGE');
  await client.ping();
  expect(told.filter(({ type }) => type === 'RESULT')).toEqual([]);
  const again = REQUESTS[operation](await book(broker));
  told.length = 0;
  await control.fault({ type: 'retcode', operation, retcode: 10012, stage: 'answer' });
  expect(await client.trade(request(again))).toMatchObject({ retcode: 10012 });
  expect(told.some(({ type }) => type === 'CHANGE')).toBe(true);
});

test('a late reply comes after the changes and after later answers', async () => {
  const { client, control, told, until } = await brokerHere(brokerFolder());
  await control.fault({ type: 'late-reply', delayMs: 300 });
  client.send(request());
  await until((m) => m.type === 'CHANGE' && m.deals.length > 0);
  await client.ping();
  expect(told.some(({ type }) => type === 'RESULT')).toBe(false);
  expect(await until(({ type }) => type === 'RESULT')).toMatchObject({
    result: { retcode: 10009 },
  });
});

test('a late execution shows its order first', async () => {
  const { client, control, told, until } = await brokerHere(brokerFolder());
  await control.fault({ type: 'late-execution', delayMs: 300 });
  client.send(request());
  await until((m) => m.type === 'CHANGE' && m.orders.some(({ state }) => state === 'STARTED'));
  await client.ping();
  expect(told.flatMap((m) => (m.type === 'CHANGE' ? m.deals : []))).toEqual([]);
  expect(await until(({ type }) => type === 'RESULT')).toMatchObject({
    result: { retcode: 10009 },
  });
});

test('half of the volume: IOC gets it, FOK nothing', async () => {
  const { client, control } = await brokerHere(brokerFolder());
  await control.fault({ type: 'partial-fill', share: 0.55, count: 2 });
  expect(await client.trade(request())).toMatchObject({ retcode: 10010, volume: '0.05' });
  expect(await client.trade(request({ filling: 'FOK' }))).toMatchObject({ retcode: 10006 });
  expect(await client.trade(request())).toMatchObject({ retcode: 10009, volume: '0.1' });
});

test('an order is filled by several deals, the rest with the next ticks', async () => {
  const { client, control, until } = await brokerHere(brokerFolder());
  await control.fault({ type: 'split-fill', share: 0.55 });
  const result = await client.trade(request());
  expect(result).toMatchObject({ retcode: 10010, volume: '0.05' });
  await until((m) => m.type === 'CHANGE' && m.done.includes(result.order));
  expect(await client.trade(request())).toMatchObject({ retcode: 10009, volume: '0.1' });
});

test('a requote names worse prices, slippage is paid', async () => {
  const { client, control } = await brokerHere(brokerFolder());
  await control.fault({ type: 'requote', points: 7 });
  const quoted = { retcode: 10004, bid: '1.38607', ask: '1.38617' };
  expect(await client.trade(request())).toMatchObject(quoted);
  await control.fault({ type: 'slippage', points: 12 });
  expect(await client.trade(request())).toMatchObject({ retcode: 10009, price: '1.38622' });
});

test('only the requests that fit are counted, from the nth on', async () => {
  const { client, control } = await brokerHere(brokerFolder());
  await control.fault({ type: 'retcode', retcode: 10019, account: '5002', count: null });
  await control.fault({ type: 'retcode', retcode: 10018, reason: 'CLIENT', count: null });
  await control.fault({ type: 'retcode', retcode: 10021, operation: 'open', nth: 2, count: 2 });
  const codes: number[] = [];
  for (let count = 0; count < 4; count += 1) codes.push((await client.trade(request())).retcode);
  codes.push((await client.trade({ ...request(), reason: 'CLIENT' })).retcode);
  await control.clearFaults();
  codes.push((await client.trade({ ...request(), reason: 'CLIENT' })).retcode);
  expect(codes).toEqual([10009, 10021, 10021, 10009, 10018, 10009]);
});

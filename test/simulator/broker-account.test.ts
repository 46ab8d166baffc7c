import { expect, test } from 'vitest';
import type { Deal } from '../../simulator/broker/deal.ts';
import { order, T0, terminal } from './builders.ts';

function traded(account: ReturnType<typeof terminal>['terminal']['account'], changes = {}): Deal {
  const { deal, retcode } = account.trade(order(changes));
  if (deal === null) throw new Error(`rejected with ${String(retcode)}`);
  return deal;
}

test('a buy is filled at the ask, a sell at the bid, both closed at the other side', () => {
  const { clock, folder, terminal: it } = terminal();
  const buy = traded(it.account, { side: 'BUY' });
  const sell = traded(it.account, { side: 'SELL' });
  expect([buy.price, sell.price]).toEqual(['1.38620', '1.38622']);
  clock.serverMs = T0 + 5_000;
  const closes = { closes: buy.position, side: 'SELL' };
  expect(traded(it.account, closes)).toMatchObject({
    price: '1.38700',
    entry: 'OUT',
    profit: '1.60',
  });
  expect(traded(it.account, { closes: sell.position, side: 'BUY' })).toMatchObject({
    price: '1.38712',
    profit: '-1.80',
  });
  expect(it.account.funds()).toEqual({
    balance: '9999.80',
    equity: '9999.80',
    margin: '0.00',
    freeMargin: '9999.80',
  });
  expect(terminal({}, folder).terminal.account.funds().balance).toBe('9999.80');
});

test('open positions count in equity and margin, not in the balance', () => {
  const { clock, terminal: it } = terminal();
  traded(it.account, { volume: '0.10' });
  clock.serverMs = T0 + 5_000;
  expect(it.account.funds()).toEqual({
    balance: '10000.00',
    equity: '10008.00',
    margin: '138.62',
    freeMargin: '9869.38',
  });
});

test('tickets are above 2^31, unique over accounts of a server and go on after a restart', () => {
  const first = terminal();
  const other = terminal({ login: '5002' });
  const deals = [traded(first.terminal.account), traded(first.terminal.account)];
  const reopened = terminal({}, first.folder);
  deals.push(traded(reopened.terminal.account), traded(other.terminal.account));
  const tickets = deals.flatMap(({ deal, order: ticket }) => [deal, ticket]);
  expect(new Set(tickets).size).toBe(8);
  expect(tickets.every((ticket) => BigInt(ticket) > 2n ** 31n)).toBe(true);
  expect(reopened.terminal.account.positions.map(({ identifier }) => identifier)).toEqual(
    deals.slice(0, 3).map(({ position }) => position),
  );
});

test('comments are cut at 31 characters', () => {
  const { terminal: it } = terminal();
  expect(traded(it.account, { comment: 'x'.repeat(40) }).comment).toHaveLength(31);
});

test('an order with latency is listed until it is filled at the tick of that moment', async () => {
  const { clock, terminal: it } = terminal({ executionMs: { min: 5, max: 10 } });
  const seen: string[] = [];
  it.account.onChange(() => {
    seen.push(`${String(it.account.orders.length)}/${String(it.account.positions.length)}`);
  });
  const sending = it.orderSend(order());
  clock.serverMs = T0 + 5_000;
  const { deal, order: ticket } = await sending;
  expect(seen).toEqual(['1/0', '0/1']);
  expect(deal).toMatchObject({ price: '1.38712', order: ticket, timeMsc: T0 + 5_000 });
  expect(BigInt(deal?.filledNs ?? 0)).toBeGreaterThan(BigInt(deal?.orderSendNs ?? 0));
});

test('an order without quotes is rejected', () => {
  const { clock, terminal: it } = terminal();
  clock.serverMs = T0 - 1;
  expect(it.account.trade(order()).retcode).toBe(10021);
});

import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import { bench, NOON } from './builders.ts';

const SLOW = { executionMs: { min: 20, max: 20 } };

test('a request id is executed once', () => {
  const { send, state } = bench();
  expect(send({}, { request: 'one' })?.retcode).toBe(RETCODE.DONE);
  expect(send({}, { request: 'one' })?.retcode).toBe(RETCODE.INVALID);
  expect(state().positions).toHaveLength(1);
});

test('a trader without expert trading may still trade by hand', () => {
  const { send } = bench({ account: { expertAllowed: false } });
  expect(send({}, { reason: 'CLIENT' })?.retcode).toBe(RETCODE.DONE);
});

test('rights that are taken away are told as a change', () => {
  const { broker, changes, folded, login, send } = bench();
  broker.setRights(login, { tradeAllowed: false });
  expect(changes).toMatchObject([{ account: { tradeAllowed: false }, transactions: [] }]);
  expect(folded().account.tradeAllowed).toBe(false);
  expect(send({})?.retcode).toBe(RETCODE.TRADE_DISABLED);
});

test('a fault refuses on arrival: no order was placed', () => {
  const { send, state } = bench({ faults: { refuse: () => 10027 } });
  expect(send({})?.retcode).toBe(10027);
  expect(state()).toMatchObject({ orders: [], historyOrders: [], positions: [] });
});

test('a fault rejects what was placed', () => {
  const { send, state } = bench({ faults: { reject: () => RETCODE.REJECT } });
  expect(send({})).toMatchObject({ retcode: RETCODE.REJECT, comment: 'Reject' });
  expect(state()).toMatchObject({ positions: [], historyOrders: [{ state: 'REJECTED' }] });
});

test('a fault requotes with its prices', () => {
  const quote = { bid: '1.2', ask: '1.3' };
  const { send } = bench({ faults: { requote: () => quote } });
  expect(send({})).toMatchObject({ retcode: RETCODE.REQUOTE, ...quote });
});

test('a lost reply leaves the execution behind', () => {
  const { send, state } = bench({ faults: { loseReply: () => true } });
  expect(send({})).toBeNull();
  expect(state().positions).toHaveLength(1);
});

test('a false answer leaves the execution behind', () => {
  const { send, state } = bench({ faults: { answerRetcode: () => RETCODE.TIMEOUT } });
  expect(send({})?.retcode).toBe(RETCODE.TIMEOUT);
  expect(state().positions).toHaveLength(1);
});

test('a late reply comes after its change', () => {
  const { changes, clock, results, send } = bench({ faults: { replyDelayMs: () => 700 } });
  send({});
  expect(changes).toHaveLength(2);
  clock.advanceTo(NOON + 699);
  expect(results).toEqual([]);
  clock.advanceTo(NOON + 700);
  expect(results).toMatchObject([{ retcode: RETCODE.DONE }]);
});

test('a fault delays the execution of its operation alone', () => {
  const faults = {
    executionDelayMs: ({ operation }: { operation: string }, usualMs: number) =>
      operation === 'close' ? 45_000 : usualMs,
  };
  const { clock, open, results, send, state } = bench({ faults });
  const position = open();
  expect(send({ type: 'SELL', position })).toBeNull();
  clock.advanceTo(NOON + 45_000);
  expect(results.at(-1)?.retcode).toBe(RETCODE.DONE);
  expect(state().positions).toEqual([]);
});

test('a rewritten comment is what the records show', () => {
  const { open, state } = bench({ faults: { comment: () => 'by broker' } });
  open({ comment: 'mine' });
  expect(state().positions).toMatchObject([{ comment: 'by broker' }]);
});

test('an order in flight is executed after a restart from the stored state', () => {
  const before = bench({ account: SLOW });
  before.send({ volume: '0.2', magic: '77' }, { request: 'flying' });
  const after = bench({ account: SLOW, stored: before.folded() });
  expect(after.state().orders).toMatchObject([{ state: 'STARTED', request: 'flying' }]);
  after.clock.advanceTo(NOON + 120);
  expect(after.state()).toMatchObject({ orders: [], positions: [{ volume: '0.2', magic: '77' }] });
  expect(after.deals).toMatchObject([{ request: 'flying', balance: '10000.00' }]);
  expect(after.send({}, { request: 'flying' })?.retcode).toBe(RETCODE.INVALID);
});

test('an order in flight waits after a restart until there is a price', () => {
  const before = bench({ account: SLOW });
  before.send({}, { request: 'flying' });
  const { broker, clock, state } = bench({
    account: SLOW,
    stored: before.folded(),
    faults: { quote: (quote) => (quote.bid === '1.10000' ? null : quote) },
  });
  clock.advanceTo(NOON + 500);
  expect(state().orders).toHaveLength(1);
  broker.tick({ symbol: 'EURUSD', bid: '1.2', ask: '1.20001', timeMsc: NOON + 500 });
  clock.advanceTo(NOON + 1_000);
  expect(state().positions).toMatchObject([{ priceOpen: '1.20001' }]);
});

test('tickets go on after a restart, orders and deals apart', () => {
  const before = bench();
  before.open();
  before.broker.changeTicket(before.login, before.state().positions[0]?.identifier ?? '');
  const after = bench({ stored: before.folded() });
  expect(after.state()).toEqual(before.state());
  after.send({}, { request: 'after' });
  const tickets = [
    ...after.state().positions.flatMap(({ ticket, identifier }) => [ticket, identifier]),
    ...after.state().deals.map(({ deal }) => deal),
  ];
  // The newer position's ticket is its identifier.
  expect(new Set(tickets).size).toBe(tickets.length - 1);
  expect(tickets.every((ticket) => BigInt(ticket) > 2n ** 33n)).toBe(true);
});

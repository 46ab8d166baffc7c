/** Faults that are listed and taken back one by one, as a controller of a broker does it. */
import { expect, test } from 'vitest';
import { FaultRegister } from '../../../simulator/faults/fault-register.ts';
import { parseFault } from '../../../simulator/faults/fault.ts';
import { brokerFolder, brokerHere, listenTo, request } from '../broker-process/builders.ts';

test('each that waits or lasts has a name of its own and is listed until it has hit', async () => {
  const { client, control } = await brokerHere(brokerFolder());
  const refusal = { type: 'retcode', retcode: 10_018, count: 2 } as const;
  const name = await control.fault(refusal);
  const other = await control.fault({ type: 'market-closed', symbol: 'EURUSD' });
  expect(await control.fault({ type: 'deposit', account: '5001', amount: '5' })).toBeNull();
  const fault = { nth: 1, stage: 'arrival', ...refusal };
  expect(await control.faults()).toEqual([
    { id: name, fault },
    { id: other, fault: { type: 'market-closed', symbol: 'EURUSD', forMs: null } },
  ]);
  expect(new Set([name, other]).size).toBe(2);
  await client.trade(request());
  expect(await control.faults()).toHaveLength(2);
  await client.trade(request());
  expect((await control.faults()).map(({ id }) => id)).toEqual([other]);
});

test('one is taken back, the others hold', async () => {
  const { address, client, closed, control } = await brokerHere(brokerFolder());
  const off = await control.fault({ type: 'trading-off', account: '5001' });
  const lost = await control.fault({ type: 'lost-reply', account: '5002' });
  await control.takeBack(off);
  expect(await client.trade(request())).toMatchObject({ retcode: 10_009 });
  await expect(control.takeBack(off)).rejects.toThrow(/no fault "broker-1" waits or lasts/);
  const mine = await control.fault({ type: 'disconnect', account: '5001', forMs: null });
  const all = await control.fault({ type: 'disconnect', forMs: null });
  await closed;
  await control.takeBack(mine);
  await expect(listenTo(address)).rejects.toThrow(/no connection/);
  await control.takeBack(all);
  await expect(listenTo(address)).resolves.toBeDefined();
  expect((await control.faults()).map(({ id }) => id)).toEqual([lost]);
});

test('a price is the true one again when its gap is taken back', async () => {
  const { client, control, told, until } = await brokerHere(brokerFolder());
  client.watch(['EURUSD']);
  const gap = await control.fault({ type: 'price-gap', symbol: 'EURUSD', points: 500 });
  await until((message) => message.type === 'QUOTE' && message.quote.bid === '1.39100');
  await control.takeBack(gap);
  told.length = 0;
  await until((message) => message.type === 'QUOTE' && message.quote.bid === '1.38600');
  expect(told.some((m) => m.type === 'QUOTE' && m.quote.bid === '1.39100')).toBe(false);
});

test('a cut that waits for a request is taken back before it came', async () => {
  const { client, control } = await brokerHere(brokerFolder());
  const fault = { type: 'disconnect', forMs: 60_000, after: { operation: 'open' } } as const;
  await control.takeBack(await control.fault(fault));
  expect(await client.trade(request())).toMatchObject({ retcode: 10_009 });
  expect(client.isOpen).toBe(true);
});

test('clearing ends all, each once', () => {
  const register = new FaultRegister('x-');
  const fault = parseFault({ type: 'market-closed' });
  let ended = 0;
  const held = { isOver: () => false, end: () => (ended += 1) };
  expect([register.add(fault, held), register.add(fault, null)]).toEqual(['x-1', null]);
  register.clear();
  register.clear();
  expect([ended, register.list()]).toEqual([1, []]);
});

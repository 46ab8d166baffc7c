import { expect, test } from 'vitest';
import { request } from '../broker-process/builders.ts';
import { testDesk } from './builders.ts';

test('faults of the terminal and of its broker are listed together and taken back one by one', async () => {
  const { ask, broker, toExpert } = await testDesk();
  const lists = { type: 'empty-lists', forMs: 60_000 };
  expect(await ask({ type: 'add-fault', fault: lists })).toEqual({ fault: 'terminal-1' });
  const refusal = { type: 'retcode', retcode: 10_018, count: null };
  expect(await ask({ type: 'add-fault', fault: refusal })).toEqual({ fault: 'broker-1' });
  const closed = { type: 'market-closed' };
  expect(await ask({ type: 'add-fault', fault: closed })).toEqual({ fault: 'broker-2' });
  // Where it can name an account and names none, it is this terminal's.
  expect(await ask({ type: 'faults' })).toMatchObject([
    { id: 'terminal-1', fault: { ...lists, account: '5001' } },
    { id: 'broker-1', fault: { ...refusal, account: '5001' } },
    { id: 'broker-2', fault: closed },
  ]);
  await ask({ type: 'remove-fault', fault: 'terminal-1' });
  expect(toExpert).toMatchObject([
    { type: 'fault', number: 1 },
    { type: 'fault-end', number: 1 },
  ]);
  await ask({ type: 'remove-fault', fault: 'broker-2' });
  expect(await broker.client.trade(request())).toMatchObject({ retcode: 10_018 });
  await ask({ type: 'clear-faults' });
  expect(await broker.client.trade(request())).toMatchObject({ retcode: 10_009 });
  expect(await ask({ type: 'faults' })).toEqual([]);
});

test('what cannot be done is answered in words, and nothing has happened', async () => {
  const { ask } = await testDesk();
  await expect(ask({ type: 'remove-fault', fault: 'broker-9' })).rejects.toThrow(/"broker-9"/);
  await expect(ask({ type: 'add-fault', fault: { type: 'nonsense' } })).rejects.toThrow(/nonsense/);
  const stranger = { type: 'stall', account: '5002', forMs: 5 };
  await expect(ask({ type: 'add-fault', fault: stranger })).rejects.toThrow(/5002 is connected/);
  const close = { type: 'close', positions: '77' } as const;
  await expect(ask({ type: 'trade', trade: close })).rejects.toThrow(/no open position "77"/);
  expect(await ask({ type: 'faults' })).toEqual([]);
});

test('a person opens, changes and closes by hand, and the state shows it', async () => {
  const { ask } = await testDesk();
  const open = { type: 'open', symbol: 'EURUSD', side: 'BUY', volume: '0.20', tp: '1.4' } as const;
  const [opened] = (await ask({ type: 'trade', trade: open })) as { order: string }[];
  expect(opened).toMatchObject({ retcode: 10_009, price: '1.38610' });
  const modify = { type: 'modify', positions: 'newest', sl: '1.38', tp: '0' } as const;
  expect(await ask({ type: 'trade', trade: modify })).toMatchObject([{ retcode: 10_009 }]);
  const part = { type: 'close', positions: opened?.order ?? '', volume: '0.05' } as const;
  expect(await ask({ type: 'trade', trade: part })).toMatchObject([{ retcode: 10_009 }]);
  expect(await ask({ type: 'state' })).toMatchObject({
    name: 'Slave_01',
    role: 'slave',
    login: '5001',
    isConnected: true,
    handledEvents: 7,
    account: { login: '5001' },
    orders: [],
    positions: [{ identifier: opened?.order, volume: '0.15', sl: '1.38000', magic: '0' }],
  });
  await ask({ type: 'trade', trade: { type: 'close', positions: 'all' } });
  expect(await ask({ type: 'state' })).toMatchObject({ positions: [] });
});

test('stop and kill are answered first', async () => {
  const { desk, ended } = await testDesk();
  for (const [number, type] of [
    [1, 'stop'],
    [2, 'kill'],
  ] as const) {
    const { answer, afterwards } = await desk.perform({
      type: 'control',
      number,
      command: { type },
    });
    expect([answer, ended.length]).toMatchObject([{ number, ok: true }, number - 1]);
    afterwards?.();
  }
  expect(ended).toEqual(['stopped', 'killed']);
});

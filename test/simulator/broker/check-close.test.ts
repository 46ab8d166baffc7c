import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import type { TradeRequest } from '../../../simulator/broker/records.ts';
import { bench, NOON, symbolRecord } from './builders.ts';

const CLOSES: readonly [string, Partial<TradeRequest>, number][] = [
  ['the whole volume', { volume: '0.1' }, RETCODE.DONE],
  ['a part', { volume: '0.04' }, RETCODE.DONE],
  ['more than is open', { volume: '0.11' }, RETCODE.INVALID_CLOSE_VOLUME],
  ['its own side', { type: 'BUY' }, RETCODE.INVALID],
  ['another symbol', { symbol: 'EURUSD.x' }, RETCODE.INVALID],
  ['a ticket that is not open', { position: '1' }, RETCODE.POSITION_CLOSED],
  ['a part off the step', { volume: '0.045' }, RETCODE.INVALID_VOLUME],
  ['no symbol, as the ticket names it', { symbol: '' }, RETCODE.DONE],
];

test.each(CLOSES)('closing with %s', (_name, request, retcode) => {
  const { open, send, tick } = bench({
    symbols: [symbolRecord(), symbolRecord({ symbol: 'EURUSD.x' })],
  });
  tick('1.10000', '1.10010', 'EURUSD.x');
  const position = open();
  expect(send({ type: 'SELL', position, ...request })?.retcode).toBe(retcode);
});

test('a partial close keeps ticket, identifier and opening price', () => {
  const { deals, open, send, state } = bench();
  const position = open({ magic: '11', comment: 'from above' });
  send({ type: 'SELL', position, volume: '0.04', magic: '12' });
  expect(state().positions).toMatchObject([
    { ticket: position, identifier: position, volume: '0.06', priceOpen: '1.10010', magic: '11' },
  ]);
  expect(deals.at(-1)).toMatchObject({ entry: 'OUT', position, volume: '0.04', magic: '12' });
});

test('the same ticket closed twice gives 10036 the second time', () => {
  const { open, send } = bench();
  const position = open();
  send({ type: 'SELL', position });
  expect(send({ type: 'SELL', position })?.retcode).toBe(RETCODE.POSITION_CLOSED);
});

test('closes in flight count: beyond the volume 10039, up to it they all go', () => {
  const { clock, results, send, state } = bench({ account: { executionMs: { min: 5, max: 5 } } });
  send({});
  clock.advanceTo(NOON + 5);
  const position = state().positions[0]?.ticket ?? '';
  const close = { type: 'SELL', position } as const;
  send({ ...close, volume: '0.06' });
  expect(send({ ...close, volume: '0.05' })?.retcode).toBe(RETCODE.CLOSE_ORDER_EXIST);
  expect(results.map(({ retcode }) => retcode)).toEqual([RETCODE.DONE, RETCODE.CLOSE_ORDER_EXIST]);
  send({ ...close, volume: '0.04' });
  clock.advanceTo(NOON + 10);
  expect(results.slice(2)).toMatchObject([{ retcode: 10009 }, { retcode: 10009 }]);
  expect(state().positions).toEqual([]);
});

test('a position that its SL closed during the latency gives 10036', () => {
  const { clock, results, send, state, tick } = bench({
    account: { executionMs: { min: 5, max: 5 } },
  });
  send({ sl: '1.09900' });
  clock.advanceTo(NOON + 5);
  send({ type: 'SELL', position: state().positions[0]?.ticket ?? '' });
  tick('1.09890', '1.09900');
  clock.advanceTo(NOON + 10);
  expect(results.at(-1)?.retcode).toBe(RETCODE.POSITION_CLOSED);
});

test('a position whose stop is within the freeze level cannot be closed or changed', () => {
  const { open, send, tick } = bench({ symbols: [symbolRecord({ freezeLevelPoints: 20 })] });
  const position = open({ sl: '1.09950' });
  tick('1.09970', '1.09980');
  expect(send({ type: 'SELL', position })?.retcode).toBe(RETCODE.FROZEN);
  const sltp = { action: 'SLTP', position, sl: '1.09900' } as const;
  expect(send(sltp)?.retcode).toBe(RETCODE.FROZEN);
  tick('1.09971', '1.09981');
  expect(send(sltp)?.retcode).toBe(RETCODE.DONE);
});

test('a FIFO account closes its oldest position of a symbol first', () => {
  const { open, send } = bench({ account: { fifoClose: true } });
  const [first, second] = [open(), open()];
  expect(send({ type: 'SELL', position: second })?.retcode).toBe(RETCODE.FIFO_CLOSE);
  expect(send({ type: 'SELL', position: first })?.retcode).toBe(RETCODE.DONE);
  expect(send({ type: 'SELL', position: second })?.retcode).toBe(RETCODE.DONE);
});

test('a symbol that is close only, or traded on one side only, can be closed', () => {
  for (const tradeMode of ['CLOSEONLY', 'LONGONLY'] as const) {
    const { broker, open, send } = bench();
    const position = open();
    broker.setSymbol(symbolRecord({ tradeMode }));
    expect(send({ type: 'SELL', position })?.retcode).toBe(RETCODE.DONE);
  }
});

test('a rest below the minimum lot can be closed whole', () => {
  const symbols = [symbolRecord({ volumeMin: '0.05' })];
  const { open, send } = bench({ symbols });
  const position = open({ volume: '0.08' });
  expect(send({ type: 'SELL', position, volume: '0.05' })?.retcode).toBe(RETCODE.DONE);
  expect(send({ type: 'SELL', position, volume: '0.02' })?.retcode).toBe(RETCODE.INVALID_VOLUME);
  expect(send({ type: 'SELL', position, volume: '0.03' })?.retcode).toBe(RETCODE.DONE);
});

test('more than the maximum lot cannot be closed at once', () => {
  const { broker, open, send } = bench();
  const position = open({ volume: '1' });
  broker.setSymbol(symbolRecord({ volumeMax: '0.5' }));
  const close = { type: 'SELL', position } as const;
  expect(send({ ...close, volume: '1' })?.retcode).toBe(RETCODE.INVALID_VOLUME);
  expect(send({ ...close, volume: '0.5' })?.retcode).toBe(RETCODE.DONE);
});

test('a changed ticket is the one to trade by; the identifier stays in the deals', () => {
  const { broker, deals, login, open, send, state } = bench();
  const identifier = open();
  const ticket = broker.changeTicket(login, identifier);
  expect(ticket).not.toBe(identifier);
  expect(state().positions).toMatchObject([{ ticket, identifier }]);
  expect(send({ type: 'SELL', position: identifier })?.retcode).toBe(RETCODE.POSITION_CLOSED);
  expect(send({ type: 'SELL', position: ticket ?? '' })?.retcode).toBe(RETCODE.DONE);
  expect(deals.at(-1)).toMatchObject({ entry: 'OUT', position: identifier });
});

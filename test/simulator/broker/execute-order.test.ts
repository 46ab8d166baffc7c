import { expect, test } from 'vitest';
import { RETCODE } from '../../../simulator/broker/retcode.ts';
import { bench, symbolRecord } from './builders.ts';

const HALF = { fillableVolume: (_subject: unknown, volume: string) => String(Number(volume) / 2) };

test('IOC takes what there is, cuts the rest and answers 10010', () => {
  const { deals, send, state } = bench({ faults: HALF });
  expect(send({ volume: '0.1' })).toMatchObject({ retcode: RETCODE.DONE_PARTIAL, volume: '0.05' });
  expect(state()).toMatchObject({
    orders: [],
    positions: [{ volume: '0.05' }],
    historyOrders: [{ volumeInitial: '0.1', volumeCurrent: '0.05' }],
  });
  expect(deals).toHaveLength(2);
});

test('FOK takes all or nothing', () => {
  const { send, state } = bench({ faults: HALF });
  expect(send({ filling: 'FOK' })?.retcode).toBe(RETCODE.REJECT);
  expect(state()).toMatchObject({ positions: [], historyOrders: [{ state: 'REJECTED' }] });
});

test('RETURN keeps its rest active and fills it with the next ticks into one position', () => {
  const symbols = [symbolRecord({ executionMode: 'EXCHANGE' })];
  let fillable = '0.04';
  const faults = { fillableVolume: () => fillable };
  const { rules, send, state, tick } = bench({ symbols, faults });
  const result = send({ filling: 'RETURN', volume: '0.1' });
  expect(result).toMatchObject({ retcode: RETCODE.DONE_PARTIAL, volume: '0.04' });
  expect(state().orders).toMatchObject([{ state: 'PARTIAL', volumeCurrent: '0.06' }]);
  fillable = '1';
  tick('1.10100', '1.10110');
  expect(state()).toMatchObject({
    orders: [],
    historyOrders: [{ state: 'FILLED', volumeCurrent: '0' }],
    positions: [{ identifier: result?.order, volume: '0.1', priceOpen: '1.10070' }],
  });
  expect(rules.all).toMatchObject([{ identifier: result?.order, volume: '0.1' }]);
});

test('a rest that is filled after its position was closed opens it again under the same ticket', () => {
  const symbols = [symbolRecord({ executionMode: 'EXCHANGE' })];
  let fillable = '0.04';
  const faults = {
    fillableVolume: ({ operation }: { operation: string }, volume: string) =>
      operation === 'open' ? fillable : volume,
  };
  const { rules, send, state, tick } = bench({ symbols, faults });
  const ticket = send({ filling: 'RETURN', volume: '0.1' })?.order ?? '';
  fillable = '0';
  send({ type: 'SELL', position: ticket, volume: '0.04', filling: 'RETURN' });
  expect(state().positions).toEqual([]);
  fillable = '1';
  tick('1.10100', '1.10110');
  expect(state().positions).toMatchObject([{ identifier: ticket, volume: '0.06' }]);
  expect(rules.find(ticket)).toMatchObject({ volume: '0.06' });
});

/** Each order's first deal fills 0.04. */
function inParts() {
  const seen = new Set<string>();
  const firstPart = ({ request }: { request: string }): string | null => {
    if (seen.has(request)) return null;
    seen.add(request);
    return '0.04';
  };
  return bench({ faults: { firstPart } });
}

test.each(['IOC', 'FOK'] as const)(
  'an order of mode %s can be filled by several deals',
  (filling) => {
    const { rules, send, state, tick } = inParts();
    const result = send({ volume: '0.1', filling });
    expect(result).toMatchObject({ retcode: RETCODE.DONE_PARTIAL, volume: '0.04' });
    const { order: ticket = '' } = result ?? {};
    expect(state()).toMatchObject({
      orders: [{ ticket, state: 'PARTIAL', volumeCurrent: '0.06' }],
      positions: [{ identifier: ticket, volume: '0.04' }],
    });
    tick('1.10100', '1.10110');
    expect(state()).toMatchObject({ orders: [], positions: [{ volume: '0.1' }] });
    send({ type: 'SELL', position: ticket, volume: '0.1', filling });
    expect(state().positions).toMatchObject([{ volume: '0.06' }]);
    tick('1.10100', '1.10110');
    expect(state()).toMatchObject({ orders: [], positions: [] });
    expect(rules.all).toEqual([]);
  },
);

test('the rest of a close closes nothing that the stop loss has closed, and opens nothing', () => {
  const { send, state, tick } = inParts();
  const position = send({ volume: '0.1', sl: '1.09900' })?.order ?? '';
  tick('1.10000', '1.10010');
  send({ type: 'SELL', position, volume: '0.1' });
  expect(state()).toMatchObject({ orders: [{ volumeCurrent: '0.06' }], positions: [{}] });
  tick('1.09900', '1.09910');
  expect(state()).toMatchObject({ orders: [], positions: [] });
  expect(state().historyOrders.map((order) => order.state)).toContain('CANCELED');
});

test('slippage makes a fill worse on both sides', () => {
  const { open, send } = bench({ faults: { slippagePoints: () => 7 } });
  expect(send({})?.price).toBe('1.10017');
  expect(send({ type: 'SELL' })?.price).toBe('1.09993');
  expect(send({ type: 'SELL', position: open() })?.price).toBe('1.09993');
});

test('a partly filled close leaves the rest of the position', () => {
  let isCut = false;
  const faults = { fillableVolume: (_s: unknown, volume: string) => (isCut ? '0.03' : volume) };
  const { open, send, state } = bench({ faults });
  const position = open();
  isCut = true;
  const result = send({ type: 'SELL', position });
  expect(result).toMatchObject({ retcode: RETCODE.DONE_PARTIAL, volume: '0.03' });
  expect(state().positions).toMatchObject([{ ticket: position, volume: '0.07' }]);
});

import { expect, test } from 'vitest';
import { EMPTY_TRADE } from '../../../simulator/faults/manual-trade.ts';
import { operationOf } from '../../../simulator/terminal/operation.ts';
import { namedOperation } from '../../../simulator/terminal/wire-words.ts';

const close = { ...EMPTY_TRADE, action: 'DEAL', position: '7', volume: '0.1' } as const;

test.each([
  ['open', { ...close, position: '0' }, null],
  ['close', close, '0.10'],
  ['partial-close', close, '0.30'],
  ['close', close, null],
  ['modify-position', { ...close, action: 'SLTP' }, '0.30'],
  ['remove', { ...close, action: 'REMOVE' }, null],
] as const)('a request is named %s by what it does to its position', (name, trade, held) => {
  expect(operationOf(trade, held)).toBe(name);
});

test.each([
  ['open', { action: 'TRADE', params: { volume: '0.1' } }],
  ['close', { action: 'CLOSE', params: { volume: '0.1', ifVolume: '0.10' } }],
  ['partial-close', { action: 'CLOSE', params: { volume: '0.10', ifVolume: '0.30' } }],
  ['modify-position', { action: 'MODIFY', params: {} }],
  [null, { action: 'GET_POSITIONS', params: {} }],
] as const)('bytes of the node that ask for %s are known as such', (name, request) => {
  const bytes = Buffer.from(JSON.stringify({ id: 'x', ...request }));
  expect(namedOperation(bytes)).toBe(name);
});

import { expect, test } from 'vitest';
import type { EaRequest, NodeMessage } from '../../messaging/ea-requests.ts';
import { nodeMessage, params, request } from '../../simulator/ea-wire.ts';

const HEX = '0f'.repeat(32);

test.each<NodeMessage>([
  { type: 'CHALLENGE', nonceNode: HEX, mac: HEX },
  { type: 'WELCOME', lease: 3 },
  { type: 'REFUSED', code: 'LOGIN_TAKEN', message: 'by "Beta"' },
  { type: 'HEARTBEAT', seq: 1 },
  { type: 'GOODBYE' },
])('the node message $type is understood', (message) => {
  expect(nodeMessage.parse(message)).toEqual(message);
});

test.each<Extract<EaRequest, { action: keyof typeof params }>>([
  { action: 'GET_SYMBOL', params: { symbol: 'EURUSD' } },
  { action: 'SUBSCRIBE', params: { symbols: ['EURUSD'] } },
  {
    action: 'TRADE',
    params: {
      type: 'SELL',
      symbol: 'EURUSD',
      volume: '0.01',
      sl: '0',
      tp: '0',
      deviation: 50,
      magic: '5500000000000000001',
      comment: '12345',
      filling: 'FOK',
      validUntil: 1,
      worstPrice: '1.3',
      bestPrice: '1.4',
      magicSince: 0,
    },
  },
  {
    action: 'CLOSE',
    params: { ticket: '1', identifier: '1', volume: '0.01', ifVolume: '0.02', magic: '5' },
  },
  { action: 'FIND', params: { request: 'a/open/1', magic: '5', position: '0', since: 0 } },
])('the request $action is understood', (asked) => {
  expect(request.parse({ id: 'a', ...asked }).params).toEqual(asked.params);
  expect(params[asked.action].parse(asked.params)).toEqual(asked.params);
});

test('a lease that is no whole number is not understood', () => {
  expect(nodeMessage.safeParse({ type: 'WELCOME', lease: 1.5 }).success).toBe(false);
});

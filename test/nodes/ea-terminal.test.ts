/** What the EA is asked for: an opening order's life, a symbol and its quotes (nodes/ea-terminal.ts). */
import { expect, test } from 'vitest';
import type { OpenOrder, SymbolLookup } from '../../domain/plan-input.ts';
import type { EaLink } from '../../messaging/ea-link.ts';
import type { EaRequest } from '../../messaging/ea-requests.ts';
import { EaTerminal } from '../../nodes/ea-terminal.ts';
import { intent, openOrder } from './builders.ts';

/** The EA's clock. */
const EA_NOW_MS = 5_000_000;
const ignore = (): void => undefined;
/** An answer to GET_SYMBOL. */
const SYMBOL = {
  symbol: 'EURUSD',
  digits: 5,
  tickSize: '0.00001',
  contractSize: '100000',
  volumeMin: '0.01',
  volumeMax: '50',
  volumeStep: '0.01',
  volumeLimit: '0',
  fillingMode: 2,
  stopsLevel: 0,
};

/** `validUntil` as the EA is told, on its own clock. */
async function validUntil(changes: Partial<OpenOrder>): Promise<unknown> {
  const asked: EaRequest[] = [];
  const link = {
    session: { eaNowMs: EA_NOW_MS, usToEpochMs: () => null },
    request: (_id: string, request: EaRequest) => {
      asked.push(request);
      return Promise.resolve({ id: 'r', error: 'EXPIRED' });
    },
  };
  const terminal = new EaTerminal(link as unknown as EaLink, ignore, ignore);
  await terminal.open({ ...openOrder(intent()), validForMs: 10_000, ...changes });
  const [request] = asked;
  return request?.action === 'TRADE' ? request.params.validUntil : null;
}

test('a clock that was set back an hour gives an order that waited no longer life', async () => {
  const decidedAtMs = Date.now() + 3_600_000;
  expect(await validUntil({ decidedAtMs, waitedMs: 9_000 })).toBe(EA_NOW_MS + 1_000);
  expect(await validUntil({ decidedAtMs, waitedMs: 60_000 })).toBe(EA_NOW_MS - 50_000);
});

test('a computer that slept between decision and order used up its life', async () => {
  const decidedAtMs = Date.now() - 60_000;
  expect(await validUntil({ decidedAtMs, waitedMs: 1 })).toBeLessThanOrEqual(EA_NOW_MS - 50_000);
});

test('an order that never waited is told its whole life at most', async () => {
  expect(await validUntil({ decidedAtMs: Date.now() + 3_600_000 })).toBe(EA_NOW_MS + 10_000);
});

test('quotes that are not needed any more end before others begin', async () => {
  const asked: unknown[] = [];
  const link = {
    session: null,
    request: (id: string, { action, params }: EaRequest) => {
      asked.push([action, params]);
      return Promise.resolve(
        action === 'GET_SYMBOL' ? { id, ok: true, ...SYMBOL } : { id, ok: true },
      );
    },
  };
  const terminal = new EaTerminal(link as unknown as EaLink, ignore, ignore);
  expect(await terminal.learn('EURUSD')).toMatchObject({ type: 'known' });
  await terminal.learn('EURUSD', ['XAUUSD']);
  const learning = [
    ['GET_SYMBOL', { symbol: 'EURUSD' }],
    ['SUBSCRIBE', { symbols: ['EURUSD'] }],
  ];
  expect(asked).toEqual([...learning, ['UNSUBSCRIBE', { symbols: ['XAUUSD'] }], ...learning]);
});

/** What is learnt of a symbol whose SUBSCRIBE is answered with this error. */
async function learntDespite(error: string): Promise<SymbolLookup> {
  const link = {
    session: null,
    request: async (id: string, { action }: EaRequest) =>
      action === 'GET_SYMBOL' ? { id, ok: true, ...SYMBOL } : { id, error },
  };
  return await new EaTerminal(link as unknown as EaLink, ignore, ignore).learn('EURUSD');
}

test('a symbol without a quote is known: the EA sends its first one when it comes', async () => {
  expect(await learntDespite('SYMBOL_NOT_SELECTED')).toMatchObject({ type: 'known' });
});

test('a symbol that the EA cannot quote is asked for again', async () => {
  await expect(learntDespite('TOO_MANY_SYMBOLS')).rejects.toThrow('TOO_MANY_SYMBOLS');
});

/** Quotes the numbers of the invariants in run-trader.ts. */
import { expect, onTestFinished, test } from 'vitest';
import { readDeals } from '../../../simulator/broker/deal-list.ts';
import { ensureBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { dealsFile } from '../../../simulator/broker-process/stored-account.ts';
import { runTrader } from '../../../simulator/trader/run-trader.ts';
import { parseTraderFile, traderSteps } from '../../../simulator/trader/trader-file.ts';
import type { TraderStep } from '../../../simulator/trader/trader-step.ts';
import { brokerFolder, connected, endBroker } from '../broker-process/builders.ts';

const OPEN = { type: 'open', symbol: 'EURUSD', side: 'BUY', volume: '0.10' } as const;

function nothing(): void {
  // What a trader says is for a console.
}

function start(
  file: string,
  steps: readonly TraderStep[],
): { end: () => Promise<void>; refused: Promise<number> } {
  const stopping = new AbortController();
  const broker = (signal: AbortSignal): ReturnType<typeof ensureBroker> =>
    ensureBroker(file, signal);
  const run = runTrader(
    { broker, login: '5001', steps, startDelayMs: 0, log: nothing },
    stopping.signal,
  );
  const ended = run.catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  const end = async (): Promise<void> => {
    stopping.abort();
    await ended;
  };
  onTestFinished(end);
  return { end, refused: run };
}

test('a script opens, sets SL and TP, closes a part, places and takes back', async () => {
  const folder = brokerFolder();
  const { until } = await connected(folder);
  const steps = await traderSteps(
    parseTraderFile(
      {
        broker: 'broker.json',
        login: '5001',
        script: [
          { atMs: 300, type: 'remove', key: 'p' },
          { atMs: 0, ...OPEN, key: 'a' },
          { atMs: 0, ...OPEN, key: 'b', slPoints: 100 },
          { atMs: 100, type: 'modify', key: 'a', slPoints: 50, tpPoints: 60 },
          {
            atMs: 100,
            type: 'place',
            key: 'p',
            symbol: 'EURUSD',
            order: 'SELL_LIMIT',
            volume: '0.20',
            distancePoints: 40,
          },
          { atMs: 200, type: 'close', key: 'a', volume: '0.04' },
          { atMs: 300, type: 'close', key: 'a' },
        ],
      },
      folder.file,
    ),
    [],
  );
  start(folder.file, steps);
  const placed = await until(
    (m) => m.type === 'CHANGE' && m.orders.some((o) => o.type === 'SELL_LIMIT'),
  );
  expect(placed).toMatchObject({ orders: [{ priceOpen: '1.38640', volumeCurrent: '0.2' }] });
  const modified = await until((m) => m.type === 'CHANGE' && m.positions.some((p) => p.tp !== '0'));
  expect(modified).toMatchObject({ positions: [{ sl: '1.38550', tp: '1.38660' }] });
  await until((m) => m.type === 'CHANGE' && m.historyOrders.some((o) => o.state === 'CANCELED'));
  await until((m) => m.type === 'CHANGE' && m.closed.length > 0);
  const deals = readDeals(dealsFile(folder.stateFolder, '5001')).slice(1);
  expect(deals.map(({ entry, request, volume }) => [entry, request, volume])).toEqual([
    ['IN', 'history/a/open', '0.1'],
    ['IN', 'history/b/open', '0.1'],
    ['OUT', 'history/a/close/200', '0.04'],
    ['OUT', 'history/a/close', '0.06'],
  ]);
});

test('what the broker refused is counted', async () => {
  const folder = brokerFolder();
  await connected(folder);
  const steps: TraderStep[] = [
    { atMs: 0, ...OPEN, key: 'a' },
    { atMs: 0, ...OPEN, key: 'b', volume: '1000' },
  ];
  expect(await start(folder.file, steps).refused).toBe(1);
});

test('a killed broker and a trader that is started again change nothing (1, 2)', async () => {
  const folder = brokerFolder({ executionMs: { min: 50, max: 50 } });
  const { until } = await connected(folder);
  const opens = Array.from({ length: 40 }, (_, index): TraderStep => {
    return { ...OPEN, atMs: index * 25, key: String(index) };
  });
  const first = start(folder.file, opens);
  await until((m) => m.type === 'CHANGE' && m.deals.length > 0);
  await endBroker(folder.stateFolder);
  const second = await connected(folder);
  await second.until((m) => m.type === 'CHANGE' && m.deals.length > 0);
  await first.end();
  start(folder.file, opens);
  const last = (): string => readDeals(dealsFile(folder.stateFolder, '5001')).at(-1)?.request ?? '';
  await second.until(() => last() === 'history/39/open');
  const requests = readDeals(dealsFile(folder.stateFolder, '5001'))
    .slice(1)
    .map((d) => d.request);
  expect(requests).toEqual(opens.map(({ key }) => `history/${key}/open`));
});

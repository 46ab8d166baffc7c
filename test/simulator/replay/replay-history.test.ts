import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { packageRoot } from '../../../config/paths.ts';
import { DEMO_WINDOW } from '../../../demo/window.ts';
import { ACCOUNT_DEFAULTS } from '../../../simulator/broker/broker-options.ts';
import { DealList, readDeals } from '../../../simulator/broker/deal-list.ts';
import { readTicks } from '../../../simulator/feed/recording.ts';
import { recomputeBalance } from '../../../simulator/replay/recompute-balance.ts';
import { replayHistory } from '../../../simulator/replay/replay-history.ts';
import { TickLoop } from '../../../simulator/replay/tick-loop.ts';
import { seededRandom } from '../../../simulator/seeded-random.ts';
import { readHistory, schedule } from '../../../simulator/trader/history.ts';
import { symbolRecord } from '../broker/builders.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-replay-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const HISTORY = fileURLToPath(
  new URL('fixtures/mt5_popov_70358000.positions.csv.gz', import.meta.url),
);
const SYMBOLS = [
  symbolRecord({ commissionPerLot: '3.5', swapMode: 'POINTS', swapLong: '-6.1', swapShort: '1.2' }),
  symbolRecord({
    symbol: 'XAUUSD',
    digits: 3,
    tickSize: '0.001',
    contractSize: '100',
    marginHedged: '100',
    calcMode: 'CFDLEVERAGE',
    currencyBase: 'XAU',
    currencyMargin: 'USD',
  }),
];
const CONTRACT_SIZES = new Map([
  ['EURUSD', 100_000n],
  ['XAUUSD', 100n],
]);
const SYMBOL_MAP = { GBPUSD: 'EURUSD', USDCHF: 'EURUSD', USDJPY: 'XAUUSD' };
/** Friday, 2023-06-23 07:53 server time: the history's own begin. */
const START_MS = Date.UTC(2023, 5, 23, 7, 53);

function ticksOf(name: string) {
  return readTicks(path.join(packageRoot(), 'demo', 'data', `${name}.oanda.20140502.csv.gz`));
}

async function recordings() {
  return new Map([
    ['EURUSD', await ticksOf('EURUSD')],
    ['XAUUSD', await ticksOf('XAUUSD')],
  ]);
}

test('a real account of 658 positions is replayed deal for deal, and its balance adds up', async () => {
  const history = await readHistory(HISTORY);
  const symbols = new Map(SYMBOLS.map((symbol) => [symbol.symbol, symbol]));
  const settings = { capGapMs: 600_000, symbolMap: SYMBOL_MAP };
  const steps = schedule(history, settings, symbols);
  const file = path.join(folder, 'deals.jsonl');
  const volumeSteps = new Map(SYMBOLS.map(({ symbol, volumeStep }) => [symbol, volumeStep]));
  const list = DealList.open(file, { isHedging: true, volumeSteps });
  const { refused, state, ticks } = replayHistory({
    steps,
    ticks: new TickLoop(await recordings(), DEMO_WINDOW, START_MS - 1_000),
    startMs: START_MS,
    account: { ...ACCOUNT_DEFAULTS, leverage: 500, executionMs: { min: 40, max: 40 } },
    broker: {
      symbols: SYMBOLS,
      random: seededRandom(7),
      onDeal: (_login, deal) => list.append(deal),
    },
  });
  list.close();
  expect(refused).toEqual([]);
  expect(ticks).toBeGreaterThan(1_000_000);
  expect(state.positions).toEqual([]);

  const deals = readDeals(file);
  const opens = deals.filter(({ entry, side }) => entry === 'IN' && side !== 'BALANCE');
  const closes = deals.filter(({ entry }) => entry === 'OUT');
  expect([opens.length, closes.length]).toEqual([658, 658]);
  const expected = (type: string) =>
    steps
      .filter((step) => step.type === type)
      .map(({ position, symbol }) => [position.id, symbol, position.volume]);
  const found = (some: typeof deals) =>
    some.map(({ magic, symbol, volume }) => [magic, symbol, volume]);
  expect(found(opens)).toEqual(expected('open'));
  expect(found(closes)).toEqual(expected('close'));
  expect(new Set(opens.map(({ position }) => position)).size).toBe(658);

  const cents = recomputeBalance(deals, CONTRACT_SIZES);
  expect((Number(cents) / 100).toFixed(2)).toBe(state.account.balance);
  expect(state.account).toMatchObject({ margin: '0.00', equity: state.account.balance });
}, 300_000);

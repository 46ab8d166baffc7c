import { expect, test } from 'vitest';
import { schedule, type HistoricPosition } from '../../simulator/trader/history.ts';
import { runTrader } from '../../simulator/trader.ts';
import { terminal } from './builders.ts';

const HISTORY: readonly HistoricPosition[] = [
  { id: '1', symbol: 'EURUSD', side: 'BUY', volume: '0.02', openMs: 0, closeMs: 3_000 },
  { id: '2', symbol: 'EURUSD', side: 'SELL', volume: '0.05', openMs: 1_000, closeMs: 9_000 },
  { id: '3', symbol: 'EURUSD', side: 'SELL', volume: '0.001', openMs: 2_000, closeMs: 4_000 },
];

/** Runs the replay until `stopAt` waits were made. */
async function replay(it: ReturnType<typeof terminal>, stopAt = Infinity) {
  const steps = schedule(HISTORY, { capGapMs: 1_500, symbolMap: {} }, { has: () => true });
  const waits: number[] = [];
  const log: string[] = [];
  const waitUntil = (sinceStartMs: number): Promise<void> => {
    if (waits.length === stopAt) return Promise.reject(new Error('stopped'));
    waits.push(sinceStartMs);
    return Promise.resolve();
  };
  const { account } = it.terminal;
  const options = {
    account,
    steps,
    startDelayMs: 100,
    waitUntil,
    log: (text: string) => log.push(text),
  };
  await runTrader(options, AbortSignal.timeout(5_000)).catch((error: unknown) => {
    if (stopAt === Infinity) throw error;
  });
  return { waits, log };
}

function facts(it: ReturnType<typeof terminal>) {
  return it.deals.deals.map(({ entry, request, side, volume }) => [request, entry, side, volume]);
}

const ALL_DONE = [
  ['history/1/open', 'IN', 'BUY', '0.02'],
  ['history/2/open', 'IN', 'SELL', '0.05'],
  ['history/1/close', 'OUT', 'SELL', '0.02'],
  ['history/2/close', 'OUT', 'BUY', '0.05'],
];

test('positions are opened and closed by hand in order, with their volumes and spacing', async () => {
  const it = terminal();
  const { waits, log } = await replay(it);
  expect(facts(it)).toEqual(ALL_DONE);
  expect(it.deals.deals.every(({ magic, reason }) => magic === '0' && reason === 'CLIENT')).toBe(
    true,
  );
  expect(waits).toEqual([100, 1_100, 2_100, 3_100, 4_100, 5_600]);
  expect(log).toEqual(['history/3/open was rejected with 10014']);
});

test('after a restart the trader goes on where he stopped', async () => {
  const it = terminal();
  await replay(it, 2);
  expect(facts(it)).toEqual(ALL_DONE.slice(0, 2));
  it.deals.close();
  const restarted = terminal({}, it.folder);
  const { waits } = await replay(restarted);
  expect(facts(restarted)).toEqual(ALL_DONE);
  expect(waits).toEqual([1_100, 2_100, 3_100, 4_600]);
});

test('a replay that is done does nothing again', async () => {
  const it = terminal();
  await replay(it);
  await replay(it);
  expect(facts(it)).toEqual(ALL_DONE);
});

/**
 * The demo's trader: a real account's opens and closes, and under the seed what it hardly ever did:
 * partial closes, changes of SL and TP, pending orders, and nine positions at one moment.
 */
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { packageRoot } from '../config/paths.ts';
import type { ChildStatus } from '../launcher/child.ts';
import { readBrokerFile } from '../simulator/broker-process/broker-file.ts';
import { ensureBroker } from '../simulator/broker-process/ensure-broker.ts';
import { runTrader } from '../simulator/trader/run-trader.ts';
import {
  parseTraderFile,
  traderSteps,
  type TraderFileInput,
} from '../simulator/trader/trader-file.ts';
import { burstSteps } from './bursts.ts';
import { ONLY_AT_OANDA } from './symbols.ts';

/** The real account's gaps of up to hours are cut to this: about two steps a second remain. */
const CAP_GAP_MS = 500;
const LOOK_EVERY_MS = 100;
/** The first position comes so long after the last process is ready. */
const START_DELAY_MS = 500;

/** What the trader needs to know. */
export interface DemoTrading {
  /** The broker's description. */
  readonly broker: string;
  readonly login: string;
  readonly seed: number;
  /** How long he trades. */
  readonly tradingMs: number;
  readonly log: (text: string) => void;
}

/** Trades until his time is over, or the signal's. */
export async function tradeDemo(
  { broker, log, login, seed, tradingMs }: DemoTrading,
  signal: AbortSignal,
): Promise<void> {
  const description: TraderFileInput = {
    broker,
    login,
    startDelayMs: START_DELAY_MS,
    history: {
      file: path.join(packageRoot(), 'demo', 'data', 'mt5_popov_70358000.positions.csv.gz'),
      capGapMs: CAP_GAP_MS,
      symbolMap: { USDJPY: 'EURUSD', GBPUSD: 'XAUUSD', USDCHF: ONLY_AT_OANDA },
      stopAfterMs: tradingMs,
    },
    variant: { seed, partialCloses: 0.3, modifications: 0.5, pendings: 0.1 },
  };
  const file = parseTraderFile(description, broker);
  const steps = await traderSteps(file, (await readBrokerFile(broker)).symbols);
  const options = { ...file, broker: (within: AbortSignal) => ensureBroker(broker, within) };
  const inTime = [...steps, ...burstSteps(seed, tradingMs)]
    .filter(({ atMs }) => atMs <= tradingMs)
    .toSorted((a, b) => a.atMs - b.atMs);
  try {
    await runTrader({ ...options, steps: inTime, log }, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Waits until all processes are ready; @returns whether they were in time. */
export async function allReady(
  children: () => readonly ChildStatus[],
  { count, signal, withinMs }: { count: number; signal: AbortSignal; withinMs: number },
): Promise<boolean> {
  const deadlineMs = performance.now() + withinMs;
  while (performance.now() < deadlineMs && !signal.aborted) {
    const ready = children().filter(({ state }) => state === 'ready');
    if (ready.length >= count) return true;
    await delay(LOOK_EVERY_MS);
  }
  return false;
}

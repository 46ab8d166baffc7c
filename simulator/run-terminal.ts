/** Puts one simulated terminal together and runs it: account, feeds, EA and, for a master, the trader. */
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountFile } from './account-file.ts';
import { DealList } from './broker/deal-list.ts';
import { EaJournal } from './ea-journal.ts';
import { EaStandIn } from './ea-stand-in.ts';
import { readHistory, schedule } from './trader/history.ts';
import { readTicks, type Tick } from './feed/recording.ts';
import { Terminal } from './terminal.ts';
import { runTrader } from './trader.ts';

const PROGRESS_MS = 500;

/** How a terminal runs. */
export interface RunOptions {
  /** Port of the node on 127.0.0.1. */
  readonly port: number;
  /** The account's secret (config/ea-secret.ts). */
  readonly secret: string;
  readonly signal: AbortSignal;
  /** Called once, at the first WELCOME. */
  readonly onReady?: () => void;
  /** Called twice a second with a number that grows while the terminal works. */
  readonly onProgress?: (progress: number) => void;
  readonly log: (text: string) => void;
}

/** The EA's journal of an account, next to its deal list. */
export function journalFile(dealsFile: string): string {
  return `${dealsFile}.journal`;
}

/**
 * Runs until aborted.
 * @throws ConfigurationError when the description or what it names cannot be used.
 */
export async function runTerminal(description: AccountFile, options: RunOptions): Promise<void> {
  const { log, port, secret } = options;
  const files = [...new Set(description.symbols.map(({ feed }) => feed.file))];
  const recordings = new Map<string, readonly Tick[]>();
  for (const file of files) recordings.set(file, await readTicks(file));
  const { history } = description;
  const symbols = new Set(description.symbols.map(({ symbol }) => symbol));
  const steps = history ? schedule(await readHistory(history.file), history, symbols) : [];
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const deals = DealList.open(description.dealsFile);
  const journal = EaJournal.open(journalFile(description.dealsFile));
  const terminal = new Terminal({ description, recordings, deals });
  const { welcomed, onWelcome } = firstWelcome(signal);
  const expert = new EaStandIn({ terminal, journal, port, secret, onWelcome, log });
  const progress = setInterval(() => options.onProgress?.(expert.progress), PROGRESS_MS);
  const trade = async (): Promise<void> => {
    if (!(await welcomed)) return;
    options.onReady?.();
    if (history === undefined) return;
    const { startDelayMs } = history;
    const waitUntil = stopwatch();
    await runTrader({ account: terminal.account, steps, startDelayMs, waitUntil, log }, signal);
  };
  const running = [expert.run(signal), trade()];
  try {
    await Promise.all(running);
  } catch (error) {
    // A trader who is stopped while he waits rejects: that is how he ends.
    if (!options.signal.aborted) throw error;
  } finally {
    clearInterval(progress);
    stopping.abort();
    await Promise.allSettled(running);
    deals.close();
    journal.close();
  }
}

/** Waits until so many ms after this call. */
function stopwatch(): (sinceStartMs: number, signal: AbortSignal) => Promise<void> {
  const startMs = performance.now();
  return (sinceStartMs, signal) =>
    sleep(Math.max(0, startMs + sinceStartMs - performance.now()), undefined, { signal });
}

/** `welcomed` becomes true at the first call of `onWelcome`, false when aborted before. */
function firstWelcome(signal: AbortSignal): {
  readonly welcomed: Promise<boolean>;
  readonly onWelcome: () => void;
} {
  const first = new EventEmitter();
  const welcomed = once(first, 'welcome', { signal }).then(
    () => true,
    () => false,
  );
  return { welcomed, onWelcome: () => void first.emit('welcome') };
}

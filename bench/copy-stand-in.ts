/** A process with stand-in terminals that trade when they are told to, at a broker without latency. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eaSecret } from '../config/ea-secret.ts';
import { packageRoot } from '../config/paths.ts';
import { DEMO_WINDOW } from '../demo/window.ts';
import { parseAccountFile } from '../simulator/account-file.ts';
import { DealList } from '../simulator/broker/deal-list.ts';
import { EaJournal } from '../simulator/ea-journal.ts';
import { EaStandIn } from '../simulator/ea-stand-in.ts';
import { readTicks } from '../simulator/feed/recording.ts';
import { Terminal } from '../simulator/terminal.ts';
import type { BenchStamp, BenchTerminal } from './copy-terminal.ts';
import { answerAll } from './worker.ts';

/** What the process is asked. */
export type TerminalQuestion =
  | { readonly do: 'start'; readonly home: string; readonly terminals: readonly BenchTerminal[] }
  | { readonly do: 'open'; readonly count: number }
  | { readonly do: 'close-all' }
  | { readonly do: 'wait'; readonly perTerminal: number; readonly timeoutMs: number };
export type TerminalAnswer = { readonly stamps: readonly BenchStamp[] };

const DATA = path.join(packageRoot(), 'demo', 'data');
const FEED = path.join(DATA, 'EURUSD.oanda.20140502.csv.gz');
/** The quiet seconds before the release: a jump of the price would be refused, not copied. */
const LOOP = { fromMs: DEMO_WINDOW.fromMs, untilMs: DEMO_WINDOW.releaseMs - 1_000 };
const WELCOME_MS = 60_000;
const LOOK_MS = 1;

interface Running {
  readonly terminal: Terminal;
  readonly login: string;
  /** Deals that were told of. */
  told: number;
}

const running: Running[] = [];
let trades = 0;

answerAll(async (question: TerminalQuestion): Promise<TerminalAnswer> => {
  switch (question.do) {
    case 'start':
      await Promise.all(question.terminals.map((each) => start(each, question.home)));
      return { stamps: [] };
    case 'open':
      for (let opened = 0; opened < question.count; opened += 1) trade(null);
      return { stamps: fresh() };
    case 'close-all':
      // Not while the list gets shorter.
      for (const identifier of identifiers()) trade(identifier);
      return { stamps: fresh() };
    case 'wait':
      return { stamps: await waited(question.perTerminal, question.timeoutMs) };
  }
});

async function start(each: BenchTerminal, home: string): Promise<void> {
  const description = parseAccountFile(descriptionOf(each, home), path.join(home, 'bench.json'));
  const terminal = new Terminal({
    description,
    recordings: new Map([[FEED, await readTicks(FEED)]]),
    deals: DealList.open(description.dealsFile),
  });
  running.push({ terminal, login: each.login, told: 0 });
  const welcomed = new AbortController();
  const expert = new EaStandIn({
    terminal,
    journal: EaJournal.open(`${description.dealsFile}.journal`),
    port: each.port,
    secret: await eaSecret(home, each.name),
    onWelcome: () => welcomed.abort(),
    log: () => undefined,
  });
  void expert.run(new AbortController().signal).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
  const deadlineMs = performance.now() + WELCOME_MS;
  while (!welcomed.signal.aborted) {
    if (performance.now() > deadlineMs) throw new Error(`no node welcomed ${each.name}`);
    await delay(20);
  }
}

function identifiers(): readonly string[] {
  return (running[0]?.terminal.account.positions ?? []).map(({ identifier }) => identifier);
}

/** By the master's hand: a fill at once. @param closes a position, or null to open one. */
function trade(closes: string | null): void {
  running[0]?.terminal.account.trade({
    symbol: 'EURUSD',
    side: closes === null ? 'BUY' : 'SELL',
    volume: '0.01',
    sl: '0',
    tp: '0',
    magic: '0',
    comment: '',
    filling: 'IOC',
    reason: 'CLIENT',
    closes,
    request: `by hand ${String((trades += 1))}`,
  });
}

async function waited(perTerminal: number, timeoutMs: number): Promise<readonly BenchStamp[]> {
  const deadlineMs = performance.now() + timeoutMs;
  const isDone = ({ terminal, told }: Running): boolean =>
    terminal.account.deals.length - told >= perTerminal;
  while (!running.every(isDone) && performance.now() < deadlineMs) await delay(LOOK_MS);
  return fresh();
}

/** What was not told of yet. */
function fresh(): readonly BenchStamp[] {
  return running.flatMap((each) => {
    const { terminal, login, told } = each;
    const deals = terminal.account.deals.slice(told);
    each.told += deals.length;
    return deals.flatMap(({ entry, position, magic, filledNs, orderSendNs }): BenchStamp[] => {
      if (entry !== 'IN' && entry !== 'OUT') return [];
      const isMaster = terminal.description.role === 'master';
      const atNs = BigInt(isMaster ? filledNs : orderSendNs);
      return [{ login, key: isMaster ? position : magic, entry, atNs }];
    });
  });
}

function descriptionOf({ name, role, login, server }: BenchTerminal, home: string): unknown {
  if (!existsSync(FEED)) throw new Error(`${FEED} is missing`);
  return {
    name,
    role,
    login,
    server,
    currency: 'USD',
    leverage: 100,
    balance: '10000000',
    symbols: [
      {
        symbol: 'EURUSD',
        digits: 5,
        tickSize: '0.00001',
        contractSize: '100000',
        volumeMin: '0.01',
        volumeMax: '100',
        volumeStep: '0.01',
        feed: { file: FEED },
      },
    ],
    clock: { startWallMs: Date.now(), startTickMs: LOOP.fromMs, loop: LOOP },
    executionMs: { min: 0, max: 0 },
    seed: 1,
    dealsFile: path.join(home, `${name}.deals.jsonl`),
  };
}

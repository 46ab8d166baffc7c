/**
 * The main job at work on simulated terminals that run the Expert Advisor: a real account's positions are
 * replayed over real recorded ticks; at the end the brokers' deal lists are held against each other.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger, prettyLine } from '../config/logger.ts';
import { loadSettings } from '../config/settings.ts';
import { isMongoUrl, openStores } from '../db/open-stores.ts';
import { startLauncher, type Launcher } from '../launcher/launch.ts';
import { demoAccounts, type DemoAccount } from './accounts.ts';
import type { SlaveComparison } from './compare.ts';
import { dropDatabase } from './drop-database.ts';
import type { DemoFlags } from './flags.ts';
import type { LiveTable } from './live-table.ts';
import { readResults, type ResultSources } from './results.ts';
import { summarize, tableLines, type DemoReport } from './report.ts';
import { brokerFile, brokerFolders, setStage, type DemoStage } from './stage.ts';
import { stopBrokers } from './stop-brokers.ts';
import { allReady, tradeDemo } from './trading.ts';
import { Witness } from './witness.ts';

/** Before the end the master stops trading, so that what is under way can finish. */
const SETTLE_MS = 4_000;
/** A master that is quiet for longer has ended: the history's gaps are cut to half a second. */
const QUIET_MS = 2_000;
/** The slaves have this long to come to the master's book after it has ended. */
const CONVERGE_MS = 20_000;
const TABLE_EVERY_MS = 1_000;
/** On a busy machine ten processes take their time; then the demo begins without the rest. */
const READY_MS = 30_000;

/** Where the demo speaks, and what else happens while it runs. */
export interface DemoSurroundings {
  /** Takes one line. */
  readonly say: (line: string) => void;
  /** Draws the live view; null for none. */
  readonly table: LiveTable | null;
  /** Ends the demo early; the report says what there is. */
  readonly signal: AbortSignal;
  /** Called when everything was started; the demo does not end before it has. */
  readonly during?: (launcher: Launcher) => Promise<void>;
  /** Takes the report while everything still runs; the demo goes on until it resolves. */
  readonly onReport?: (outcome: DemoOutcome, home: string) => Promise<void>;
}

/** What came out of a demo. */
export interface DemoOutcome {
  readonly report: DemoReport;
  readonly slaves: readonly SlaveComparison[];
}

/** Runs it in a folder of its own, which is removed afterwards. */
export async function runDemo(
  flags: DemoFlags,
  surroundings: DemoSurroundings,
): Promise<DemoOutcome> {
  const { say } = surroundings;
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-demo-'));
  const { db: chosen } = (await loadSettings({ env: process.env })).values;
  const isMongo = chosen !== null && isMongoUrl(chosen);
  const databaseName = `lockstep_demo_${path.basename(home).slice('lockstep-demo-'.length)}`;
  const url = isMongo ? chosen : path.join(home, 'db');
  const stage = { home, url, databaseName };
  const accounts = demoAccounts(flags.slaves);
  say(
    `Lockstep demo: one master, ${String(flags.slaves)} slaves, simulated terminals that run the Expert Advisor, ${String(flags.seconds)} s.`,
  );
  say('Prices: EURUSD of two brokers, recorded on 2014-05-02 around 12:30 UTC, and gold of one of');
  say(
    'them: the other broker shows it 0.12 s later, 3 points wider on both sides. XAUUSD.m is the same',
  );
  say('gold under a name that only the broker of the master has.');
  say(`Database: ${isMongo ? `MongoDB, ${databaseName}` : 'embedded'}. Folder: ${home}\n`);
  try {
    await setStage(stage, accounts, { seed: flags.seed, startWallMs: Date.now() });
    return await perform(flags, stage, { accounts, surroundings });
  } finally {
    if (isMongo) await dropDatabase(url, databaseName);
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function perform(
  flags: DemoFlags,
  stage: DemoStage,
  { accounts, surroundings }: { accounts: readonly DemoAccount[]; surroundings: DemoSurroundings },
): Promise<DemoOutcome> {
  const { during, onReport, say, signal, table } = surroundings;
  const { databaseName, home, url } = stage;
  const settings = await loadSettings({ flags: { home, db: url, databaseName }, env: process.env });
  const pretty = prettyLine();
  const note = (line: string): void => (table === null ? say(line) : table.note(line));
  const witnesses = new Map<string, Witness>();
  const reading = await openStores({ url, databaseName });
  const launcher = startLauncher({
    settings,
    stores: await openStores({ url, databaseName }),
    log: createLogger({ level: 'error', pretty: true, write: say }),
    onLine: (_spec, line) => {
      if (isWorthShowing(line)) note(pretty(line));
    },
  });
  const ended = launcher.stopped.catch(() => undefined);
  try {
    for (const { broker, login } of accounts) {
      witnesses.set(login, await Witness.of(brokerFile(stage, broker), login, signal));
    }
    const ready = { count: accounts.length * 2, signal, withinMs: READY_MS };
    const areReady = await allReady(() => launcher.children(), ready);
    if (!areReady && !signal.aborted) {
      note('not all processes are ready: the demo begins without them');
    }
    const guest = during?.(launcher);
    const stopTrading = new AbortController();
    const trading = trade(flags, stage, {
      accounts,
      note,
      signal: AbortSignal.any([signal, stopTrading.signal]),
    });
    const restarts = (): number => launcher.children().reduce((sum, one) => sum + one.restarts, 0);
    const isDisturbed = (): boolean => !areReady || restarts() > 0;
    const live: ResultSources = { home, trades: null, witnesses, isDisturbed };
    const endsAtMs = performance.now() + flags.seconds * 1_000;
    while (performance.now() < endsAtMs && !signal.aborted) {
      // Aborted while waiting: the loop's condition ends it.
      const waiting = delay(TABLE_EVERY_MS, undefined, { signal }).catch(() => undefined);
      await Promise.race([waiting, ended]);
      if (table === null) continue;
      const { slaves, masterPositions } = await readResults(accounts, live);
      table.show([`master positions ${String(masterPositions)}`, ...tableLines(slaves)]);
    }
    await guest;
    stopTrading.abort();
    await trading;
    const sources = { ...live, trades: reading.trades };
    await converged(accounts, sources, signal);
    const { slaves, ...results } = await readResults(accounts, sources);
    const { seed, seconds: durationS } = flags;
    const outcome = {
      report: summarize(slaves, results, { restarts: restarts(), seed, durationS }),
      slaves,
    };
    table?.end();
    await onReport?.(outcome, home);
    return outcome;
  } finally {
    await launcher.stop();
    for (const witness of witnesses.values()) witness.close();
    await reading.close();
    await stopBrokers(brokerFolders(home));
  }
}

async function trade(
  flags: DemoFlags,
  stage: DemoStage,
  {
    accounts,
    note,
    signal,
  }: { accounts: readonly DemoAccount[]; note: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const [master] = accounts;
  if (master === undefined) return;
  const { login, broker } = master;
  const tradingMs = Math.max(0, flags.seconds * 1_000 - SETTLE_MS);
  await tradeDemo(
    {
      broker: brokerFile(stage, broker),
      login,
      seed: flags.seed,
      tradingMs,
      log: (text) => note(`trader: ${text}`),
    },
    signal,
  );
}

/** Waits until the master is quiet and no mismatch is left, or the time for it is over. */
async function converged(
  accounts: readonly DemoAccount[],
  sources: ResultSources,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = performance.now() + CONVERGE_MS;
  let [deals, quietSinceMs] = [-1, performance.now()];
  while (performance.now() < deadlineMs && !signal.aborted) {
    const { slaves, masterDeals } = await readResults(accounts, sources);
    if (masterDeals !== deals) [deals, quietSinceMs] = [masterDeals, performance.now()];
    const isQuiet = performance.now() - quietSinceMs >= QUIET_MS;
    if (isQuiet && slaves.every(({ mismatches }) => mismatches.length === 0)) return;
    // Aborted while waiting: the loop's condition ends it.
    await delay(200, undefined, { signal }).catch(() => undefined);
  }
}

/** Restarts and failures; refusals are in the table. */
function isWorthShowing(line: string): boolean {
  return line.includes('"level":"error"') || line.includes('"level":"fatal"');
}

/**
 * The main job at work on simulated terminals: a real account's positions are replayed over real
 * recorded ticks; at the end the brokers' deal lists are held against each other.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger, prettyLine } from '../config/logger.ts';
import { packageRoot } from '../config/paths.ts';
import { loadSettings } from '../config/settings.ts';
import { isMongoUrl, openStores } from '../db/open-stores.ts';
import type { TradeReader } from '../db/trade-reader.ts';
import { startLauncher, type Launcher } from '../launcher/launch.ts';
import { demoAccounts, type DemoAccount } from './accounts.ts';
import { dropDatabase } from './drop-database.ts';
import type { DemoFlags } from './flags.ts';
import { readResults } from './results.ts';
import { summarize, tableLines, type DemoReport } from './report.ts';
import type { LiveTable } from './live-table.ts';
import type { SlaveComparison } from './compare.ts';

/** Before the end the master stops trading, so that what is under way can finish. */
const SETTLE_MS = 4_000;
/** The history's gaps are cut to half a second: a master that is quiet for longer has ended. */
const QUIET_MS = 2_000;
/** The slaves have this long to come to the master's book after it has ended. */
const CONVERGE_MS = 15_000;
const TABLE_EVERY_MS = 1_000;
/** Starting the processes takes about this long; the recordings begin then. */
const START_MS = 1_500;

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
}

/** What came out of a demo. */
export interface DemoOutcome {
  readonly report: DemoReport;
  readonly slaves: readonly SlaveComparison[];
}

/** Runs it in a folder of its own, which is removed afterwards. */
export async function runDemo(
  flags: DemoFlags,
  { say, table, signal, during }: DemoSurroundings,
): Promise<DemoOutcome> {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-demo-'));
  const { db: chosen } = (await loadSettings({ env: process.env })).values;
  const isMongo = chosen !== null && isMongoUrl(chosen);
  const databaseName = `lockstep_demo_${path.basename(home).slice('lockstep-demo-'.length)}`;
  const settings = await loadSettings({
    flags: { home, db: isMongo ? chosen : path.join(home, 'db'), databaseName },
    env: process.env,
  });
  const { db } = settings.values;
  if (db === null) throw new Error('the demo has no database');
  const log = createLogger({ level: 'error', pretty: true, write: say });
  const accounts = demoAccounts({
    seed: flags.seed,
    tradingMs: flags.seconds * 1_000 - SETTLE_MS,
    startWallMs: Date.now() + START_MS,
    dealsFolder: path.join(home, 'deals'),
    dataFolder: path.join(packageRoot(), 'demo', 'data'),
  });
  say(`Lockstep demo: one master, three slaves, simulated terminals, ${String(flags.seconds)} s.`);
  say(`Prices: EURUSD of two brokers and gold, recorded on 2014-05-02 around 12:30 UTC.`);
  say(`Database: ${isMongo ? `MongoDB, ${databaseName}` : 'embedded'}. Folder: ${home}\n`);
  try {
    await prepare(accounts, home, db, databaseName);
    const stores = await openStores({ url: db, databaseName });
    const pretty = prettyLine();
    const launcher = startLauncher({
      settings,
      stores,
      log,
      onLine: (_spec, line) => {
        if (!isWorthShowing(line)) return;
        if (table === null) say(pretty(line));
        else table.note(pretty(line));
      },
    });
    const guest = during?.(launcher);
    const endsAtMs = performance.now() + START_MS + flags.seconds * 1_000;
    while (performance.now() < endsAtMs && !signal.aborted) {
      // Aborted while waiting: the loop's condition ends it.
      const waiting = delay(TABLE_EVERY_MS, undefined, { signal }).catch(() => undefined);
      await Promise.race([waiting, launcher.stopped]);
      if (table === null) continue;
      const { slaves, masterPositions } = await readResults(accounts, null);
      table.show([`master positions ${String(masterPositions)}`, ...tableLines(slaves)]);
    }
    await guest;
    await converged(accounts, stores.trades, signal);
    const restarts = launcher.children().reduce((sum, child) => sum + child.restarts, 0);
    await launcher.stop();
    const reading = await openStores({ url: db, databaseName });
    const { slaves, masterPositions, opens } = await readResults(accounts, reading.trades);
    await reading.close();
    const { seed, seconds: durationS } = flags;
    const report = summarize(slaves, opens, { masterPositions, restarts, seed, durationS });
    table?.end();
    return { report, slaves };
  } finally {
    if (isMongo) await dropDatabase(db, databaseName);
    await rm(home, { recursive: true, force: true });
  }
}

/** Waits until the master is quiet and no mismatch is left, or the time for it is over. */
async function converged(
  accounts: readonly DemoAccount[],
  trades: TradeReader,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = performance.now() + CONVERGE_MS;
  let [deals, quietSinceMs] = [-1, performance.now()];
  while (performance.now() < deadlineMs && !signal.aborted) {
    const { slaves, masterDeals } = await readResults(accounts, trades);
    if (masterDeals !== deals) [deals, quietSinceMs] = [masterDeals, performance.now()];
    const isQuiet = performance.now() - quietSinceMs >= QUIET_MS;
    if (isQuiet && slaves.every(({ mismatches }) => mismatches.length === 0)) return;
    // Aborted while waiting: the loop's condition ends it.
    await delay(200, undefined, { signal }).catch(() => undefined);
  }
}

/** Documents into the database, descriptions of the terminals into the data folder. */
async function prepare(
  accounts: readonly DemoAccount[],
  home: string,
  url: string,
  databaseName: string,
): Promise<void> {
  await mkdir(path.join(home, 'simulator'), { recursive: true });
  await mkdir(path.join(home, 'deals'), { recursive: true });
  const ports = await freePorts(accounts.length + 1);
  const stores = await openStores({ url, databaseName });
  try {
    await stores.accounts.insert(
      accounts.map(({ document }, index) => ({
        ...document,
        ea_port: ports[index],
        ...(document['type'] === 'MASTER' && {
          bus_endpoint: `tcp://127.0.0.1:${String(ports.at(-1))}`,
        }),
      })),
    );
    for (const { document, terminal } of accounts) {
      const file = path.join(home, 'simulator', `${document.name}.json`);
      await writeFile(file, JSON.stringify(terminal, null, 2));
    }
  } finally {
    await stores.close();
  }
}

/** Ports that nobody has at the moment: the demo must not get in the way of a running Lockstep. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => void server.close(resolve))));
  return ports;
}

/** Restarts and failures; refusals are in the table. */
function isWorthShowing(line: string): boolean {
  return line.includes('"level":"error"') || line.includes('"level":"fatal"');
}

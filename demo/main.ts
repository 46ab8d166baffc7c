/**
 * `npm run demo`: the main job at work on simulated terminals, with nothing else installed. A real
 * account's positions are replayed over real recorded ticks; at the end the brokers' deal lists are
 * held against each other.
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
import { startLauncher } from '../launcher/launch.ts';
import { demoAccounts, type DemoAccount } from './accounts.ts';
import { dropDatabase } from './drop-database.ts';
import { parseDemoFlags, type DemoFlags } from './flags.ts';
import { readResults } from './results.ts';
import { reportLines, summarize, tableLines } from './report.ts';
import { LiveTable } from './live-table.ts';

/** Before the end the master stops trading, so that what is under way can finish. */
const SETTLE_MS = 4_000;
const TABLE_EVERY_MS = 1_000;
/** Starting the processes takes about this long; the recordings begin then. */
const START_MS = 1_500;

async function main(flags: DemoFlags): Promise<void> {
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
    const table = new LiveTable(process.stdout, flags.json);
    const launcher = startLauncher({
      settings,
      stores,
      log,
      onLine: (_spec, line) => {
        if (isWorthShowing(line)) table.note(pretty(line));
      },
    });
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    const endsAtMs = performance.now() + START_MS + flags.seconds * 1_000;
    while (performance.now() < endsAtMs && !interrupted.signal.aborted) {
      const waiting = delay(TABLE_EVERY_MS, undefined, { signal: interrupted.signal });
      // Ctrl+C ends the demo early; the report says what there is.
      await Promise.race([waiting.catch(() => undefined), launcher.stopped]);
      const { slaves, masterPositions } = await readResults(accounts, null);
      table.show([`master positions ${String(masterPositions)}`, ...tableLines(slaves)]);
    }
    const restarts = launcher.children().reduce((sum, child) => sum + child.restarts, 0);
    await launcher.stop();
    const reading = await openStores({ url: db, databaseName });
    const { slaves, masterPositions } = await readResults(accounts, reading.trades);
    await reading.close();
    const { seed, seconds: durationS } = flags;
    const report = summarize(slaves, { masterPositions, restarts, seed, durationS });
    table.end();
    for (const line of reportLines(report, slaves)) say(line);
    if (flags.json) say(JSON.stringify(report));
    process.exitCode = report.mismatches === 0 && report.doubles === 0 ? 0 : 1;
  } finally {
    if (isMongo) await dropDatabase(db, databaseName);
    await rm(home, { recursive: true, force: true });
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

function say(line: string): void {
  process.stdout.write(`${line.replace(/\n$/, '')}\n`);
}

await main(await parseDemoFlags(process.argv.slice(2)));

/**
 * Several masters and slaves as real processes on one or more hosts: each host has a launcher, a data
 * folder, keys and an id of its own; they share a database and a broker. What they do is judged by the
 * broker's deal lists.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createLogger } from '../../../config/logger.ts';
import { loadSettings, settingsEnvironment } from '../../../config/settings.ts';
import { openStores } from '../../../db/open-stores.ts';
import type { Stores } from '../../../db/stores.ts';
import { stopBrokers } from '../../../demo/stop-brokers.ts';
import { forkChild } from '../../../launcher/fork-child.ts';
import { startLauncher, type Launcher } from '../../../launcher/launch.ts';
import type * as brokers from '../../../simulator/broker-process/ensure-broker.ts';
import { readDeals } from '../../../simulator/broker/deal-list.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { deskBroker, hostHome, writeDeskFiles, type DeskPlan } from './desk-files.ts';
import { Hand } from './hand.ts';
import { HeldStart } from './held-start.ts';
import { loaded, program } from './programs.ts';
import { SHORT_WINDOWS } from './stage.ts';
import { until } from './until.ts';

const DATABASE = 'desk';

/** See file header. */
export class Desk {
  readonly plan: DeskPlan;
  readonly #url: string;
  readonly #stores: Stores;
  readonly #hands = new Map<string, Hand>();
  readonly #launchers = new Map<string, Launcher>();
  readonly #held = new Map<string, HeldStart>();
  readonly #log: string[] = [];

  private constructor(plan: DeskPlan, url: string, stores: Stores) {
    this.plan = plan;
    this.#url = url;
    this.#stores = stores;
  }

  /** Everything but the launchers. @param url of a MongoDB; null: an embedded database. */
  static async set(wanted: Omit<DeskPlan, 'folder'>, url: string | null): Promise<Desk> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lsd-'));
    const plan = { ...wanted, folder };
    const address = url ?? path.join(folder, 'db');
    const stores = await openStores({ url: address, databaseName: DATABASE });
    const desk = new Desk(plan, address, stores);
    try {
      await writeDeskFiles(plan, stores);
      const { ensureBroker } = await loaded<typeof brokers>(
        'simulator/broker-process/ensure-broker',
      );
      const broker = await ensureBroker(deskBroker(folder));
      for (const { login, name } of plan.accounts) {
        desk.#hands.set(name, await Hand.at(broker, login));
      }
      return desk;
    } catch (error) {
      await desk.strike();
      throw error;
    }
  }

  /** `lockstep …` on a host, as a user types it. @returns what it printed. */
  async command(host: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program('launcher/main'), ...args],
      {
        env: {
          ...process.env,
          LOCKSTEP_HOME: hostHome(this.plan, host),
          LOCKSTEP_DB: this.#url,
          DATABASE_NAME: DATABASE,
        },
      },
    );
    return stdout;
  }

  /** `lockstep up` on a computer of this name; resolves when all its processes are ready. */
  async up(host: string, withinMs: number): Promise<void> {
    const flags = { home: hostHome(this.plan, host), db: this.#url, databaseName: DATABASE };
    const settings = await loadSettings({ flags, env: process.env });
    const windows = JSON.stringify(SHORT_WINDOWS);
    const env = { ...process.env, ...settingsEnvironment(settings), LOCKSTEP_WINDOWS: windows };
    const root = path.dirname(path.dirname(program('nodes/main')));
    const held = new HeldStart(forkChild({ root, extension: '.js', env, execArgv: [] }));
    const count = 2 * this.plan.accounts.filter((one) => one.host === host).length;
    const launcher = startLauncher({
      settings,
      stores: await openStores({ url: this.#url, databaseName: DATABASE, watchIntervalMs: 500 }),
      log: createLogger({ level: 'info', write: (line) => this.#log.push(line) }),
      onLine: (spec, line) => this.#log.push(`${spec.id} ${line}`),
      hostname: host,
      start: held.start,
    });
    // What broke it is told by `stop`, which rejects with it.
    launcher.stopped.catch(() => undefined);
    this.#launchers.set(host, launcher);
    this.#held.set(host, held);
    await this.until(
      `${host} is ready`,
      () => {
        const ready = launcher.children().filter(({ state }) => state === 'ready');
        return ready.length === count;
      },
      withinMs,
    );
  }

  hand(name: string): Hand {
    const found = this.#hands.get(name);
    if (found === undefined) throw new Error(`the desk has no account "${name}"`);
    return found;
  }

  /** Ends a child as a crash would; its next start waits until the returned function is called. */
  kill(host: string, id: string): () => void {
    const child = this.#launchers
      .get(host)
      ?.children()
      .find((one) => one.id === id);
    if (child === undefined || child.pid === null) throw new Error(`${id} has no process`);
    const [role = '', name = ''] = id.split(' ');
    const key = role === 'terminal' ? `${name}.json` : `--role ${role} --name ${name}`;
    const released = new AbortController();
    this.#held.get(host)?.holdUntil(key, once(released.signal, 'abort'));
    process.kill(child.pid, 'SIGKILL');
    return () => released.abort();
  }

  deals(name: string): readonly Deal[] {
    const login = this.plan.accounts.find((one) => one.name === name)?.login ?? '';
    return readDeals(path.join(this.plan.folder, 'broker', `${login}.deals.jsonl`));
  }

  get stores(): Stores {
    return this.#stores;
  }

  /** Whether a process has written this. */
  hasSaid(text: string): boolean {
    return this.#log.some((line) => line.includes(text));
  }

  /** The last lines of all processes. */
  get lastLines(): string {
    return this.#log.slice(-60).join('\n');
  }

  /** Waits for a condition. @throws Error naming it, with the last lines, when it takes too long. */
  async until(
    what: string,
    isSo: () => boolean | Promise<boolean>,
    withinMs: number,
  ): Promise<void> {
    await until(what, isSo, withinMs, () => `\n${this.lastLines}`);
  }

  /** Ends everything, and removes it. */
  async strike(): Promise<void> {
    try {
      await Promise.all([...this.#launchers.values()].map((launcher) => launcher.stop()));
    } finally {
      await stopBrokers([path.join(this.plan.folder, 'broker')]);
      for (const hand of this.#hands.values()) hand.leave();
      await this.#stores.close();
      await rm(this.plan.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    }
  }
}

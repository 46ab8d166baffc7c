/**
 * One master and one slave as real processes: launcher, two nodes, two terminals that run the Expert
 * Advisor, a broker, a database. What they do is judged by the broker's deal lists.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createWriteStream, type WriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RawDocument } from '../../../db/account-store.ts';
import { openStores } from '../../../db/open-stores.ts';
import type { Stores } from '../../../db/stores.ts';
import type { TradeRow } from '../../../db/trade-reader.ts';
import { stopBrokers } from '../../../demo/stop-brokers.ts';
import { copyId, copyMagic } from '../../../domain/copy-identity.ts';
import { accountId, masterId, slaveId, type PositionId } from '../../../domain/ids.ts';
import type { Windows } from '../../../domain/windows.ts';
import type { ChildStatus } from '../../../launcher/child.ts';
import type { CrashOrder } from '../../../nodes/crash-seam.ts';
import { BrokerClient } from '../../../simulator/broker-process/broker-client.ts';
import type * as brokerStart from '../../../simulator/broker-process/ensure-broker.ts';
import { readDeals } from '../../../simulator/broker/deal-list.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { FaultInput } from '../../../simulator/faults/fault.ts';
import { startMongo, type MongoServer } from '../../db/mongo/mongo-server.ts';
import { disagreements } from './agreement.ts';
import { Hand } from './hand.ts';
import { isAlive, isRunning, mongoPid } from './process-state.ts';
import { loaded, program } from './programs.ts';
import type { FromLauncher, ToLauncher } from './launcher-protocol.ts';
import { safetyViolations } from './safety.ts';
import { until } from './until.ts';
import { CHILD_IDS, type ChildVictim, type Victim } from './victim.ts';
import {
  brokerFile,
  brokerFolder,
  LOGINS,
  NAMES,
  SERVER,
  SUFFIX,
  writeStageFiles,
  type StageFiles,
} from './stage-files.ts';

/** Where the copier keeps its state. */
export type Database = 'embedded' | 'mongodb';

/** How a stage is set. */
export interface StageOptions {
  readonly database?: Database;
  readonly seed?: number;
  /** Instead of the contract's. */
  readonly windows?: Partial<Windows>;
  /** Of the slave's document, instead of the stage's. */
  readonly slave?: RawDocument;
  readonly slaveSymbol?: StageFiles['slaveSymbol'];
  readonly slaveBalance?: string;
  /** Of the launcher and its children, besides this process's. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The matrix's; an open may be 2 s old. */
export const SHORT_WINDOWS: Partial<Windows> = {
  absenceMs: 1_000,
  searchMs: 2_000,
  partSettleMs: 3_000,
  marketClosedRetryMs: 2_000,
};
/** See {@link SHORT_WINDOWS}. */
export const SHORT_AGE_S = 2;

const READY_MS = 60_000;
const IDS = {
  master: masterId(accountId(LOGINS.master, SERVER)),
  slave: slaveId(accountId(LOGINS.slave, SERVER)),
};

/** See file header. */
export class Stage {
  readonly home: string;
  readonly #options: StageOptions;
  readonly #log: WriteStream;
  readonly #beside: ChildProcess[] = [];
  #launcher: ChildProcess | null = null;
  #children: readonly ChildStatus[] = [];
  #mongo: MongoServer | null = null;
  #mongoPid: number | null = null;
  #url = '';
  #stores: Stores | null = null;
  #control: BrokerClient | null = null;
  #hands: { master: Hand; slave: Hand } | null = null;

  private constructor(home: string, options: StageOptions) {
    this.home = home;
    this.#options = options;
    this.#log = createWriteStream(path.join(home, 'stage.log'));
  }

  /** Resolves when all processes are ready. */
  static async set(options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(await mkdtemp(path.join(tmpdir(), 'lsc-')), options);
    try {
      await stage.#set();
      return stage;
    } catch (error) {
      await stage.strike();
      throw error;
    }
  }

  async #set(): Promise<void> {
    const { database = 'embedded', seed = 1, slave = {} } = this.#options;
    const { slaveBalance = '1000000.00', slaveSymbol = {} } = this.#options;
    if (database === 'mongodb') this.#mongo = await startMongo('replica set');
    this.#url = this.#mongo?.url ?? path.join(this.home, 'db');
    this.#mongoPid = this.#mongo === null ? null : await mongoPid(this.#url);
    this.#stores = await openStores({ url: this.#url, databaseName: 'chaos' });
    await mkdir(this.#crashFolder);
    const files = { home: this.home, seed, slave, slaveBalance, slaveSymbol };
    await writeStageFiles(files, this.#stores);
    const { ensureBroker } = await loaded<typeof brokerStart>(
      'simulator/broker-process/ensure-broker',
    );
    const address = await ensureBroker(brokerFile(this.home));
    this.#control = await BrokerClient.control(address);
    this.#hands = {
      master: await Hand.at(address, LOGINS.master),
      slave: await Hand.at(address, LOGINS.slave),
    };
    this.startLauncher();
    await this.ready();
  }

  get #crashFolder(): string {
    return path.join(this.home, 'crash');
  }

  get children(): readonly ChildStatus[] {
    return this.#children;
  }

  get stores(): Stores {
    if (this.#stores === null) throw new Error('the stage is not set');
    return this.#stores;
  }

  get hands(): { readonly master: Hand; readonly slave: Hand } {
    if (this.#hands === null) throw new Error('the stage is not set');
    return this.#hands;
  }

  startLauncher(): void {
    this.#launcher = this.#newLauncher();
    this.#children = [];
  }

  /** Starts two at once, and goes on with the one that stays. @returns the other one's exit code. */
  async startTwoLaunchers(): Promise<number | null> {
    this.#children = [];
    const both = [this.#newLauncher(), this.#newLauncher()];
    return Promise.race(
      both.map(async (one) => {
        const [code] = (await once(one, 'exit')) as [number | null];
        this.#launcher = both.find((other) => other !== one) ?? null;
        return code;
      }),
    );
  }

  #newLauncher(): ChildProcess {
    const child = this.beside('launcher', []);
    child.on('message', (message: FromLauncher) => {
      // One that was refused has no children.
      if (this.#launcher === child || message.children.length > 0) {
        this.#children = message.children;
      }
    });
    return child;
  }

  /** Ends the launcher as a crash does, and waits until its children are gone. */
  async killLauncher(): Promise<void> {
    const pids = [this.pidOf('launcher'), ...this.#children.flatMap(({ pid }) => pid ?? [])];
    process.kill(this.pidOf('launcher'), 'SIGKILL');
    for (const pid of pids) await this.gone(pid, READY_MS);
  }

  /** Puts another state of the embedded database in the place of this one; nothing may run. */
  async exchangeDatabase(work: () => Promise<void>): Promise<void> {
    await this.#stores?.close();
    await work();
    this.#stores = await openStores({ url: this.#url, databaseName: 'chaos' });
  }

  /** Starts a process of the product beside the stage; it ends with the stage. */
  beside(
    module: 'nodes/main' | 'simulator/main' | 'launcher',
    args: readonly string[],
  ): ChildProcess {
    const file = program(module === 'launcher' ? 'test/chaos/harness/launcher-process' : module);
    const child = fork(file, [...args], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: this.#environment(),
    });
    child.stdout?.pipe(this.#log, { end: false });
    child.stderr?.pipe(this.#log, { end: false });
    this.#beside.push(child);
    return child;
  }

  #environment(): NodeJS.ProcessEnv {
    const { environment = {}, windows } = this.#options;
    return {
      ...process.env,
      ...environment,
      LOCKSTEP_HOME: this.home,
      LOCKSTEP_DB: this.#url,
      DATABASE_NAME: 'chaos',
      LOCKSTEP_CRASH_AT: this.#crashFolder,
      LOCKSTEP_WINDOWS: windows === undefined ? '' : JSON.stringify(windows),
    };
  }

  /** All children are. */
  async ready(withinMs = READY_MS): Promise<void> {
    try {
      const look = (): boolean => {
        if (this.#launcher && !isRunning(this.#launcher)) throw new Error('the launcher has ended');
        return this.isReady;
      };
      await this.until('all processes are ready', look, withinMs);
    } catch (cause) {
      const states = this.#children.map(({ id, state }) => `${id} ${state}`).join(', ');
      const log = await readFile(path.join(this.home, 'stage.log'), 'utf8');
      throw new Error(`the stage is not ready (${states}):\n${log.slice(-2_000)}`, { cause });
    }
  }

  get isReady(): boolean {
    return this.#children.length === 4 && this.#children.every(({ state }) => state === 'ready');
  }

  child(id: string): ChildStatus {
    const found = this.#children.find((one) => one.id === id);
    if (found === undefined) throw new Error(`there is no child "${id}"`);
    return found;
  }

  /** Process id of a child (`slave`, `master terminal`, …), the launcher or the database. */
  pidOf(who: Victim): number {
    const pid =
      who === 'launcher'
        ? this.#launcher?.pid
        : who === 'database'
          ? this.#mongoPid
          : this.child(CHILD_IDS[who]).pid;
    if (pid === undefined || pid === null) throw new Error(`${who} has no process`);
    return pid;
  }

  /** The next start of this child comes so much later. */
  hold(who: ChildVictim, forMs: number): void {
    const [role, name = ''] = CHILD_IDS[who].split(' ');
    const id = role === 'terminal' ? `${name}.json` : `--role ${role ?? ''}`;
    this.tell({ type: 'hold', id, forMs });
  }

  /** Forgets the restarts of all children: no pauses before the next ones, and no SAFE mode. */
  forgive(): void {
    this.tell({ type: 'forgive' });
  }

  tell(message: ToLauncher): void {
    this.#launcher?.send(message);
  }

  /** Starts a killed database again. */
  async restartDatabase(): Promise<void> {
    await this.#mongo?.restart();
    this.#mongoPid = await mongoPid(this.#url);
  }

  get mongo(): MongoServer | null {
    return this.#mongo;
  }

  /** See nodes/crash-seam.ts. */
  async crashAt(who: 'master' | 'slave', order: CrashOrder): Promise<void> {
    await writeFile(path.join(this.#crashFolder, `${NAMES[who]}.json`), JSON.stringify(order));
  }

  async fault(fault: FaultInput): Promise<void> {
    await this.#control?.fault(fault);
  }

  async clearFaults(): Promise<void> {
    await this.#control?.clearFaults();
  }

  get #volumeMin(): string {
    return this.#options.slaveSymbol?.volumeMin ?? '0.01';
  }

  /** The copy magic of a master's position. */
  magicOf(identifier: string): string {
    return copyMagic(copyId(IDS.master, identifier as PositionId, IDS.slave));
  }

  deals(role: 'master' | 'slave'): readonly Deal[] {
    return readDeals(path.join(brokerFolder(this.home), `${LOGINS[role]}.deals.jsonl`));
  }

  async rows(): Promise<readonly TradeRow[]> {
    return (await this.stores.trades.list()).rows;
  }

  /** What keeps the slave from being the master's copy; nothing when it has converged. */
  async disagreements(): Promise<readonly string[]> {
    return disagreements({
      ids: IDS,
      suffix: SUFFIX,
      volumeMin: this.#volumeMin,
      master: { deals: this.deals('master'), positions: this.hands.master.positions },
      slave: { deals: this.deals('slave'), positions: this.hands.slave.positions },
      rows: await this.rows(),
    });
  }

  violations(): readonly string[] {
    const { slave, slaveSymbol } = this.#options;
    return safetyViolations({
      masterId: IDS.master,
      slaveId: IDS.slave,
      master: this.deals('master'),
      slave: this.deals('slave'),
      maxSignalAgeMs: Number(slave?.['max_signal_age'] ?? 10) * 1_000,
      volumeMin: this.#volumeMin,
      volumeStep: slaveSymbol?.volumeStep,
    });
  }

  /** @returns ms that it took. @throws Error with what is still wrong. */
  async converged(withinMs: number): Promise<number> {
    const sinceMs = performance.now();
    let wrong: readonly string[] = [];
    const look = async (): Promise<boolean> => {
      wrong = this.isReady ? await this.disagreements() : ['not all processes are ready'];
      return wrong.length === 0;
    };
    try {
      await this.until('the slave has converged', look, withinMs);
    } catch (error) {
      throw new Error(wrong.join('; '), { cause: error });
    }
    return performance.now() - sinceMs;
  }

  /** Waits for a condition. @throws Error naming it when it does not come true in time. */
  async until(
    what: string,
    isSo: () => boolean | Promise<boolean>,
    withinMs: number,
  ): Promise<void> {
    await until(what, isSo, withinMs);
  }

  async gone(pid: number, withinMs: number): Promise<void> {
    await this.until(`process ${String(pid)} is gone`, () => !isAlive(pid), withinMs);
  }

  /** Ends everything; the folder goes unless it is to be kept. */
  async strike({ keep = false } = {}): Promise<void> {
    const launcher = this.#launcher;
    if (launcher !== null && isRunning(launcher)) {
      const ended = once(launcher, 'exit');
      if (launcher.connected) this.tell({ type: 'stop' });
      await Promise.race([ended, delay(10_000, undefined, { ref: false })]);
      if (isRunning(launcher)) launcher.kill('SIGKILL');
    }
    for (const child of this.#beside) if (isRunning(child)) child.kill('SIGKILL');
    await stopBrokers([brokerFolder(this.home)]);
    this.#control?.close();
    this.#hands?.master.leave();
    this.#hands?.slave.leave();
    await this.#stores?.close();
    await this.#mongo?.stop();
    this.#log.end();
    if (keep) return;
    await rm(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

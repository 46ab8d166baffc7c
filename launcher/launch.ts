/**
 * `lockstep up` without the command line: opens the database, starts and supervises all children,
 * follows the account documents, stops in order.
 */
import { hostname } from 'node:os';
import { hostId } from '../config/host-id.ts';
import type { Logger } from '../config/logger.ts';
import { settingsEnvironment, type Settings } from '../config/settings.ts';
import type { AccountListing } from '../db/account-store.ts';
import { ensurePorts, type PortedAccount } from '../db/account-ports.ts';
import { describeProblem } from '../db/document-problem.ts';
import { LastValidAccounts } from '../db/last-valid-accounts.ts';
import type { Stores } from '../db/stores.ts';
import { ConfigurationError, StoreUnavailableError } from '../domain/errors.ts';
import { AccountsBefore } from './accounts-before.ts';
import { REAL_TIME, type ChildEnvironment, type ChildStatus } from './child.ts';
import type { ChildSpec } from './child-spec.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import { BadDocuments, goneBad, whyNobody } from './bad-documents.ts';
import { childChanges, desiredChildren, isMeant, type ChildSelection } from './desired-children.ts';
import { Fleet } from './fleet.ts';
import { forkChild, ownModules, type StartChild } from './fork-child.ts';
import { holdLauncherLease, type LauncherLease } from './launcher-lease.ts';
import { MissingNames } from './missing-names.ts';
import { requireOnly } from './require-only.ts';
import { Supervisor } from './supervisor.ts';
import { UnattendedCopies } from './unattended-copies.ts';
import { waitForStores } from './wait-for-stores.ts';

/** What a launcher needs. */
export interface LauncherOptions {
  /** With a database chosen. */
  readonly settings: Settings;
  /** Closed by the launcher when it has stopped. */
  readonly stores: Stores;
  readonly log: Logger;
  /** Takes each line that a child writes. */
  readonly onLine: (spec: ChildSpec, line: string) => void;
  /** Told of everything that may be an alarm. */
  readonly alarms?: AlarmDesk | undefined;
  /** Names of accounts; all enabled ones when absent. */
  readonly only?: readonly string[] | undefined;
  /** Nobody is there to be told: a name of `only` that cannot be started is an alarm, and the others start. */
  readonly isUnattended?: boolean | undefined;
  /** This computer's name; what the system says when absent. */
  readonly hostname?: string | undefined;
  /** Starts a child's process; forks when absent. */
  readonly start?: StartChild | undefined;
  /** Clock, chance and patience; the real ones when absent. */
  readonly time?: Pick<ChildEnvironment, 'now' | 'random' | 'pause'> | undefined;
}

/** A running launcher. */
export interface Launcher {
  /**
   * Resolves when everything has stopped and the database is closed. Rejects when the launcher
   * could not start or is broken: ConfigurationError (an unknown name, a second launcher), or a bug.
   */
  readonly stopped: Promise<void>;
  /** Slaves, then masters, then terminals; within 5 s. */
  stop(): Promise<void>;
  /** Ends every child at once. */
  kill(): void;
  children(): readonly ChildStatus[];
  /** See {@link Supervisor}. */
  readonly supervisor: Supervisor;
  readonly fleet: Fleet;
}

const TOOK_OVER =
  'another launcher took over on this computer: `lockstep lease list` shows its process';

/** See {@link Launcher}. */
export function startLauncher(options: LauncherOptions): Launcher {
  const launch = new Launch(options);
  const stopped = launch.run();
  return {
    stopped,
    stop: async () => {
      launch.abort();
      await stopped;
    },
    kill: () => launch.kill(),
    children: () => launch.supervisor.statuses(),
    supervisor: launch.supervisor,
    fleet: launch.fleet,
  };
}

class Launch {
  readonly supervisor: Supervisor;
  readonly fleet: Fleet;
  readonly #options: LauncherOptions;
  readonly #stopping = new AbortController();
  readonly #selection: ChildSelection;
  readonly #reported = new Set<string>();
  readonly #unattended: UnattendedCopies;
  readonly #bad: BadDocuments;
  readonly #missing: MissingNames | null;
  readonly #before: AccountsBefore;
  #broken: { readonly error: unknown } | null = null;

  constructor(options: LauncherOptions) {
    const { settings, log, onLine, only, alarms, time = REAL_TIME } = options;
    const { hostname: host = hostname() } = options;
    this.#options = options;
    this.#selection = { only: only ?? null, host };
    const env = { ...process.env, ...settingsEnvironment(settings) };
    const start = options.start ?? forkChild({ ...ownModules(), env });
    const onChange = (): void => alarms?.look(this.supervisor.statuses());
    const dataFolder = settings.values.home;
    const { accounts, address } = options.stores;
    const { databaseName } = settings.values;
    const lastValid = new LastValidAccounts({ folder: dataFolder, address, databaseName });
    this.#before = new AccountsBefore(lastValid, accounts, log);
    const environment = { ...time, start, log, onLine, onChange, dataFolder };
    this.supervisor = new Supervisor(environment, (error) => this.#break(error));
    this.#unattended = new UnattendedCopies(options.stores.trades, alarms, log, {
      pause: time.pause,
      signal: this.#stopping.signal,
      fail: (error) => this.#break(error),
    });
    this.#bad = new BadDocuments(alarms, only ?? null);
    this.#missing =
      options.isUnattended === true ? new MissingNames(only ?? [], alarms, log) : null;
    this.fleet = new Fleet(this.supervisor, log, this.#stopping.signal);
  }

  abort(): void {
    this.#stopping.abort();
    void this.supervisor.stopAll();
  }

  kill(): void {
    this.#stopping.abort();
    this.supervisor.kill();
  }

  async run(): Promise<void> {
    const { stores, log, settings } = this.#options;
    const { signal } = this.#stopping;
    let lease: LauncherLease | null = null;
    try {
      await this.#waitForStores();
      const { host } = this.#selection;
      const id = await hostId(settings.values.home);
      const lost = (): void => this.#break(new ConfigurationError(TOOK_OVER));
      const answers = (failure: StoreUnavailableError | null): void =>
        this.#databaseAnswers(failure);
      const { leases: store } = stores;
      lease = await holdLauncherLease({ store, host, hostId: id, signal, log, lost, answers });
      const { only } = this.#selection;
      if (only !== null && this.#missing === null) {
        requireOnly(only, await stores.accounts.list());
      }
      for await (const listing of stores.accounts.watch(signal)) await this.#applyLasting(listing);
    } catch (error) {
      // Stopped while it waited: that is how the waiting ends.
      if (!signal.aborted) this.#break(error);
    } finally {
      await this.supervisor.stopAll();
      await lease?.release();
      await stores.close();
    }
    if (this.#broken !== null) throw this.#broken.error;
  }

  /** The first failure counts; everything is stopped because of it. */
  #break(error: unknown): void {
    this.#broken ??= { error };
    this.abort();
  }

  async #waitForStores(): Promise<void> {
    const { stores, log } = this.#options;
    const { signal } = this.#stopping;
    await waitForStores(stores, log, signal, (failure) => this.#databaseAnswers(failure));
    this.#databaseAnswers(null);
  }

  /** @param failure why it does not; null when it does. */
  #databaseAnswers(failure: StoreUnavailableError | null): void {
    const detail = `no opens: ${failure?.message ?? ''}`;
    const trouble = { code: 'DATABASE_DOWN', account: 'launcher', detail };
    this.#options.alarms?.set(trouble, failure !== null);
  }

  /** A database that goes down in the middle is waited for: the listing would not come again. */
  async #applyLasting(listing: AccountListing): Promise<void> {
    for (;;) {
      try {
        await this.#apply(listing);
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await this.#waitForStores();
      }
    }
  }

  async #apply(stored: AccountListing): Promise<void> {
    const { log } = this.#options;
    await this.#before.keep();
    const listing = await this.#before.complete(stored);
    this.#report(listing);
    this.#missing?.look(listing);
    const meant = listing.accounts.filter((account) => isMeant(account, this.#selection));
    const { ported, unported } = await this.#withPorts(meant);
    const bad = new Set([...goneBad(stored), ...unported]);
    const desired = desiredChildren(ported);
    if (meant.length === 0) log.warn(whyNobody(stored));
    await this.fleet.apply(() => childChanges(this.supervisor.running(), desired, bad));
    const served = new Set<string>(this.supervisor.running().map(({ account }) => account.name));
    this.#bad.look(stored, served);
    await this.#unattended.look(stored);
  }

  /** Every problem once, as long as it stands. */
  #report({ problems }: AccountListing): void {
    const lines = new Set(problems.map(describeProblem));
    for (const line of lines) if (!this.#reported.has(line)) this.#options.log.error(line);
    this.#reported.clear();
    for (const line of lines) this.#reported.add(line);
  }

  async #withPorts(accounts: AccountListing['accounts']) {
    const { stores, settings, log } = this.#options;
    const ported: PortedAccount[] = [];
    const unported: string[] = [];
    for (const account of accounts) {
      try {
        const first = settings.values.publishPort;
        ported.push(await ensurePorts(stores.accounts, account, first));
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        log.error({ code: error.code }, `account "${account.name}": ${error.message}`);
        unported.push(account.name);
      }
    }
    return { ported, unported };
  }
}

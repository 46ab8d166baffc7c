/**
 * `lockstep up --start-terminals`: keeps the real terminals of the running accounts running, and says
 * which step is missing when an EA does not come.
 *
 * Invariants:
 * 1. A terminal is started only when the list of running programs is known and does not hold its path.
 * 2. One start per path at a time; one that ends again and again is started after growing pauses.
 * 3. Nothing is ever ended here: terminals outlive the launcher.
 * 4. A terminal whose EA has been there once is started without a start-up file: its chart has come back.
 * 5. A missing step is told once until it changes.
 */
import type { Logger } from '../config/logger.ts';
import type { PortedAccount } from '../db/account-ports.ts';
import { CopierError } from '../domain/errors.ts';
import type { NodeStatus } from '../messaging/ipc/node-command.ts';
import { commandWord } from './command-word.ts';
import { missingStep } from './missing-step.ts';
import type { RunningPrograms } from './running-programs.ts';
import type { StartProgram } from './start-program.ts';

/** How often is looked. */
export const LOOK_MS = 10_000;
/** An EA that has not come by then is asked about. */
export const EA_PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 20_000;
const LONGEST_PAUSE_MS = 300_000;
/** A terminal that ran so long has recovered. */
const STABLE_MS = 300_000;

/** What it works with. */
export interface RealTerminalsParts {
  /** The accounts that are to run here, simulated ones included. */
  readonly accounts: () => readonly PortedAccount[];
  readonly programs: RunningPrograms;
  readonly start: StartProgram;
  /** What lets the terminal attach the EA by itself. @throws CopierError when that cannot be prepared. */
  readonly attach?: ((account: PortedAccount) => Promise<readonly string[]>) | undefined;
  /** As running programs are listed; see listedPath. */
  readonly listedPath: (file: string) => Promise<string>;
  /** What the account's node says; null when it does not answer. */
  readonly statusOf: (account: PortedAccount) => Promise<NodeStatus | null>;
  readonly log: Logger;
  /** Monotonic ms. */
  readonly now: () => number;
}

interface Watched {
  startedAtMs: number | null;
  pauseMs: number;
  waitingSinceMs: number | null;
  told: string | null;
  /** Whether its EA has come since it is watched. */
  hasCome: boolean;
}

/** See file header. */
export class RealTerminals {
  readonly #parts: RealTerminalsParts;
  readonly #watched = new Map<string, Watched>();
  #looking: Promise<void> | null = null;
  #isListKnown = true;

  constructor(parts: RealTerminalsParts) {
    this.#parts = parts;
  }

  /** Looks once; a look that is under way is not doubled. Rejects only for a bug. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { accounts, programs, listedPath, log } = this.#parts;
    const real = accounts().filter(({ path }) => path !== 'simulator');
    this.#forget(new Set(real.map(({ name }) => name)));
    if (real.length === 0) return;
    const running = await programs.paths();
    if ((running !== null) !== this.#isListKnown) {
      this.#isListKnown = running !== null;
      if (running === null) {
        log.warn(
          'this system does not say which programs run: no terminal is started; start them yourself',
        );
      }
    }
    if (running === null) return;
    const startedNow = new Set<string>();
    for (const account of real) {
      const path = await listedPath(account.path);
      const watched = this.#of(account.name);
      const isRunning = running.has(path) || startedNow.has(path);
      if (isRunning) this.#isStable(watched);
      else if (await this.#start(account, watched)) startedNow.add(path);
      await this.#waitForEa(account, watched, running.has(path));
    }
  }

  /** @returns whether it was started. */
  async #start(account: PortedAccount, watched: Watched): Promise<boolean> {
    const { start, log, now } = this.#parts;
    const { startedAtMs, pauseMs } = watched;
    if (startedAtMs !== null && now() - startedAtMs < pauseMs) return false;
    if (startedAtMs !== null) {
      watched.pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    }
    watched.startedAtMs = now();
    const { name, path, terminalArguments } = account;
    const attaching = watched.hasCome ? [] : await this.#attaching(account);
    const failure = await start(path, [...terminalArguments, ...attaching]);
    if (failure === null) {
      const how = attaching.length > 0 ? ', which is to attach the EA by itself' : '';
      log.info({ account: name }, `${name}: started its terminal ${path}${how}`);
      return true;
    }
    log.error(
      { account: name },
      `${name}: its terminal was not started: ${failure}; \`lockstep accounts edit ${commandWord(name)} --path PATH\` gives another path`,
    );
    return false;
  }

  /** The login is learnt from the EA's first connection. */
  async #attaching(account: PortedAccount): Promise<readonly string[]> {
    const { attach, log } = this.#parts;
    if (attach === undefined || account.login !== null) return [];
    try {
      return await attach(account);
    } catch (error) {
      if (!(error instanceof CopierError)) throw error;
      log.warn({ account: account.name }, `${account.name}: ${error.message}`);
      return [];
    }
  }

  #isStable(watched: Watched): void {
    const { startedAtMs } = watched;
    if (startedAtMs !== null && this.#parts.now() - startedAtMs >= STABLE_MS) {
      watched.startedAtMs = null;
      watched.pauseMs = FIRST_PAUSE_MS;
    }
  }

  async #waitForEa(account: PortedAccount, watched: Watched, isRunning: boolean): Promise<void> {
    const { statusOf, log, now } = this.#parts;
    const { name, path, eaPort: port } = account;
    watched.waitingSinceMs ??= now();
    const status = await statusOf(account);
    const missing = missingStep({ name, path, port, isRunning, status });
    if (missing === null) {
      if (watched.told !== null) log.info({ account: name }, `${name}: its EA is there`);
      watched.waitingSinceMs = null;
      watched.told = null;
      watched.hasCome = true;
      return;
    }
    if (now() - watched.waitingSinceMs < EA_PATIENCE_MS || watched.told === missing.step) return;
    watched.told = missing.step;
    log.warn({ account: name, step: missing.step }, `${name}: ${missing.advice}`);
  }

  #of(name: string): Watched {
    const known = this.#watched.get(name);
    if (known !== undefined) return known;
    const fresh = {
      startedAtMs: null,
      pauseMs: FIRST_PAUSE_MS,
      waitingSinceMs: null,
      told: null,
      hasCome: false,
    };
    this.#watched.set(name, fresh);
    return fresh;
  }

  /** An account that is disabled and enabled again begins anew. */
  #forget(names: ReadonlySet<string>): void {
    for (const name of this.#watched.keys()) if (!names.has(name)) this.#watched.delete(name);
  }
}

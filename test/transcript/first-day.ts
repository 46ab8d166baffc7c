/** The commands of docs/first-day.md, run as a user would with an installed package; what they print. */
// A helper of one long test, whose expectations stand beside the commands that they are about.
/* oxlint-disable vitest/no-standalone-expect */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { readDeals } from '../../simulator/broker/deal-list.ts';
import { freePorts } from '../../simulator/free-ports.ts';
import type { Recorded } from './transcript.ts';

const run = promisify(execFile);
const PATIENCE = { timeout: 60_000, interval: 1_000 };
const SLAVE_LOGIN = '2000001';

/** Where the package is installed, and an empty folder to work in. */
export interface FirstDayParts {
  readonly folder: string;
  /** The installed package's `dist/launcher`. */
  readonly entry: string;
}

/** A process of `lockstep` with everything it says. */
interface Window {
  readonly child: ChildProcess;
  said: string;
}

/** See file header. */
export class FirstDay {
  readonly #main: string;
  readonly #folder: string;
  readonly #home: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #recorded: Recorded[] = [];
  readonly #ports = new Map<string, string>();

  constructor({ entry, folder }: FirstDayParts) {
    this.#main = path.join(entry, 'main.js');
    this.#folder = path.join(folder, 'desk');
    this.#home = path.join(folder, 'home');
    const { MONGO_URI: _uri, LOCKSTEP_DB: _db, ...env } = process.env;
    this.#env = { ...env, NODE_OPTIONS: '', LOCKSTEP_HOME: this.#home };
  }

  /** Runs the whole day and looks at its results; what is started has ended afterwards. */
  async run(): Promise<readonly Recorded[]> {
    await mkdir(this.#folder);
    await this.#record('lockstep');
    await this.#record('lockstep init --yes --simulated');
    await this.#useFreePorts();
    await this.#record('lockstep');
    const up = this.#open('up');
    try {
      await vi.waitFor(() => {
        expect(up.said.match(/terminal connected/g)).toHaveLength(2);
        expect(up.said).toContain('following Master');
      }, PATIENCE);
      const started = up.said;
      this.#recorded.push({ command: 'lockstep up', output: this.#neutral(started) });
      await vi.waitFor(() => this.#isWell(), PATIENCE);
      await this.#record('lockstep doctor');
      await this.#trade();
      await this.#record('lockstep trades');
      await this.#report();
      await this.#record('lockstep autostart enable --print');
      await this.#interrupt(up);
      const rest = this.#neutral(up.said.slice(started.length));
      this.#recorded.push({ command: '(the window of lockstep up)', output: rest });
      return this.#recorded;
    } finally {
      // Only where something failed before the window was closed.
      if (up.child.exitCode === null) await this.#lockstep('down').catch(() => up.child.kill());
    }
  }

  /** Other programs may have the usual ones. */
  async #useFreePorts(): Promise<void> {
    const [master = 0, slave = 0, bus = 0] = await freePorts(3);
    const bound = `tcp://127.0.0.1:${String(bus)}`;
    await this.#lockstep('accounts', 'edit', 'Master', '--ea-port', String(master));
    await this.#lockstep('accounts', 'edit', 'Master', '--bus-endpoint', bound);
    await this.#lockstep('accounts', 'edit', 'Slave_01', '--ea-port', String(slave));
    for (const [real, usual] of [
      [master, '47101'],
      [slave, '47102'],
      [bus, '5555'],
    ] as const) {
      this.#ports.set(String(real), usual);
    }
  }

  async #isWell(): Promise<void> {
    expect((await this.#lockstep('doctor')).stdout).toContain('All is well.');
  }

  /** One position: seen while it is open, and after its close. */
  async #trade(): Promise<void> {
    const trader = this.#open('trader', '--buy', 'EURUSD', '--lots', '0.10', '--hold', '30s');
    const ended = once(trader.child, 'exit');
    const ticket = await vi.waitFor(async () => {
      const [copy] = await this.#copies();
      expect(copy).toMatchObject({ symbol: 'EURUSD', direction: 'BUY', status: 'OPEN' });
      return String(copy?.['masterTicket']);
    }, PATIENCE);
    const slot = this.#recorded.push({ command: '', output: '' }) - 1;
    await this.#record('lockstep status');
    await vi.waitFor(async () => {
      expect((await this.#lockstep('why', ticket)).stdout).toContain('deal booked');
    }, PATIENCE);
    await this.#record(`lockstep why ${ticket}`);
    await ended;
    const command = 'lockstep trader --buy EURUSD --lots 0.10 --hold 30s';
    this.#recorded[slot] = { command, output: this.#neutral(trader.said) };
    await vi.waitFor(async () => {
      expect(await this.#copies()).toMatchObject([{ status: 'CLOSED' }]);
    }, PATIENCE);
  }

  /** The broker's own list is what the report's amounts must be. */
  async #report(): Promise<void> {
    await vi.waitFor(async () => {
      const { stdout } = await this.#lockstep('report', '--json');
      const state = path.join(this.#home, 'simulator', 'broker', 'state');
      const own = readDeals(path.join(state, `${SLAVE_LOGIN}.deals.jsonl`)).filter(
        ({ position }) => position !== '0',
      );
      const sum = (field: 'commission' | 'profit' | 'swap'): string =>
        own.reduce((total, deal) => total + Number(deal[field]), 0).toFixed(2);
      const costs = { commission: sum('commission'), swap: sum('swap'), profit: sum('profit') };
      expect(costs.commission).toBe('-0.70');
      expect(JSON.parse(stdout)).toMatchObject({
        slaves: [{ opened: 1, closed: 1, slippage: { n: 1 }, costs: [costs], costsMissing: 0 }],
      });
    }, PATIENCE);
    await this.#record('lockstep report --html report.html');
    const page = await readFile(path.join(this.#folder, 'report.html'), 'utf8');
    expect(page).toContain("Slippage against the master's fill");
  }

  /** Ctrl+C reaches everything in the window, the children as well. On Windows there is no way to send it. */
  async #interrupt({ child }: Window): Promise<void> {
    const ended = once(child, 'exit');
    if (process.platform === 'win32' || child.pid === undefined) await this.#lockstep('down');
    else process.kill(-child.pid, 'SIGINT');
    expect(await ended).toEqual([0, null]);
  }

  async #copies(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { stdout } = await this.#lockstep('trades', '--json');
    return (JSON.parse(stdout) as { trades: Record<string, unknown>[] }).trades;
  }

  async #record(command: string): Promise<void> {
    const [, ...args] = command.split(' ');
    const { stderr, stdout } = await this.#lockstep(...args);
    this.#recorded.push({ command, output: this.#neutral(`${stderr}${stdout}`) });
  }

  #lockstep(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
    const options = { cwd: this.#folder, env: this.#env };
    return run(process.execPath, [this.#main, ...args], options);
  }

  #open(...args: readonly string[]): Window {
    const child = spawn(process.execPath, [this.#main, ...args], {
      cwd: this.#folder,
      env: this.#env,
      // A group of its own, as a window has.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const window: Window = { child, said: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        window.said += text;
      });
    }
    return window;
  }

  /** As it would look for somebody whose name is trader. */
  #neutral(text: string): string {
    const places: readonly (readonly [string, string])[] = [
      [this.#home, '/home/trader/.local/share/lockstep'],
      [this.#folder, '/home/trader'],
      [path.resolve(this.#main, '..', '..', '..'), '/usr/lib/node_modules/lockstep'],
      [process.execPath, '/usr/bin/node'],
      [homedir(), '/home/trader'],
      ...this.#ports,
    ];
    const shown = places.reduce((found, [real, neutral]) => found.replaceAll(real, neutral), text);
    return shown.replaceAll(new RegExp(`\\b${userInfo().username}\\b`, 'g'), 'trader');
  }
}

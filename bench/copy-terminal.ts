/**
 * The terminals of the benchmark: simulated ones that run the Expert Advisor, a process each, at one
 * broker in a process of its own. The master trades by hand, from a second terminal of his account.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../config/paths.ts';
import { CHILD_FLAGS } from '../launcher/fork-child.ts';
import { deal } from '../simulator/broker/deal.ts';
import { BrokerClient } from '../simulator/broker-process/broker-client.ts';
import { ensureBroker } from '../simulator/broker-process/ensure-broker.ts';
import { EMPTY_TRADE } from '../simulator/faults/manual-trade.ts';
import { stopBrokers } from '../demo/stop-brokers.ts';
import { brokerOf, dealTimesOf, terminalOf, type BenchTerminal } from './copy-descriptions.ts';
import { IS_BUILT } from './copy-node.ts';
import { LineTail } from './line-tail.ts';

/** A deal at the broker; one clock for all processes. */
export interface BenchStamp {
  readonly login: string;
  readonly deal: string;
  /** The master: its position's identifier. A slave: the copy's magic. */
  readonly key: string;
  readonly entry: 'IN' | 'OUT';
  /** When its order left the EA, or the hand. */
  readonly orderedNs: bigint;
  /** When the broker filled it. */
  readonly filledNs: bigint;
}

const STATE = 'state';
const READY_MS = 120_000;
const STOP_MS = 10_000;
/** Rarely: what looks takes time from those that are measured. */
const LOOK_MS = 5;
/** So many start at once: more would wait for each other. */
const STARTING = 4;
/** To profile terminals: `--cpu-prof --cpu-prof-dir=…`. */
const NODE_FLAGS = (process.env['LOCKSTEP_BENCH_TERMINAL_FLAGS'] ?? '').split(' ').filter(Boolean);

/** See file header. */
export class BenchTerminals {
  readonly #children: ChildProcess[] = [];
  readonly #tails: ReadonlyMap<string, LineTail>;
  /** When the master's Expert Advisor could first know of each of his deals. */
  readonly #shownNs = new Map<string, bigint>();
  readonly #shown: LineTail;
  readonly #stateFolder: string;
  readonly #master: string;
  #hand: BrokerClient | null = null;
  #control: BrokerClient | null = null;
  #trades = 0;

  private constructor(folder: string, accounts: readonly BenchTerminal[], master: BenchTerminal) {
    this.#stateFolder = path.join(folder, STATE);
    this.#master = master.login;
    this.#shown = new LineTail(dealTimesOf(folder, master));
    this.#tails = new Map(
      accounts.map(({ login }) => [
        login,
        new LineTail(path.join(this.#stateFolder, `${login}.deals.jsonl`)),
      ]),
    );
  }

  /**
   * Starts them; resolves when every EA runs.
   * @param home data folder, with the EA's secrets. @param timerFloor MT5's 10 to 16 ms below a timer.
   */
  static async start(
    accounts: readonly BenchTerminal[],
    { home, timerFloor }: { readonly home: string; readonly timerFloor: boolean },
  ): Promise<BenchTerminals> {
    const [master] = accounts;
    if (master === undefined) throw new Error('a benchmark needs a master');
    const folder = path.join(home, 'simulator');
    const broker = path.join(folder, 'broker.json');
    await mkdir(folder, { recursive: true });
    await writeFile(broker, JSON.stringify(brokerOf(accounts, path.join(folder, STATE))));
    const files = await Promise.all(
      accounts.map(async (account) => {
        const file = path.join(folder, `${account.name}.json`);
        await writeFile(
          file,
          JSON.stringify(terminalOf(account, { home, folder, broker, timerFloor })),
        );
        return [file, account.port] as const;
      }),
    );
    const started = new BenchTerminals(folder, accounts, master);
    try {
      // The first one compiles the EA and starts the broker.
      for (let at = 0; at < files.length; at = at === 0 ? 1 : at + STARTING) {
        const together = files.slice(at, at === 0 ? 1 : at + STARTING);
        await Promise.all(together.map(([file, port]) => started.#startOne(file, port)));
      }
      const address = await ensureBroker(broker);
      const { login } = master;
      started.#hand = (await BrokerClient.login({ address, login, as: 'trader' })).client;
      started.#control = await BrokerClient.control(address);
    } catch (error) {
      await started.end();
      throw error;
    }
    return started;
  }

  /** The master opens so many positions at once. @returns their fills. */
  async open(count: number): Promise<readonly BenchStamp[]> {
    const trades = Array.from({ length: count }, () => this.#trade({ type: 'BUY', position: '0' }));
    await Promise.all(trades);
    return this.#newOf(this.#master);
  }

  /** The master closes these at once. @returns the fills. */
  async close(positions: readonly string[]): Promise<readonly BenchStamp[]> {
    await Promise.all(positions.map((position) => this.#trade({ type: 'SELL', position })));
    return this.#newOf(this.#master);
  }

  /** The slaves' fills since the last time, when each has `perSlave` or the time is over. */
  async orders(perSlave: number, timeoutMs: number): Promise<readonly BenchStamp[]> {
    const slaves = [...this.#tails.keys()].filter((login) => login !== this.#master);
    const stamps = new Map(slaves.map((login) => [login, [] as BenchStamp[]]));
    const deadlineMs = performance.now() + timeoutMs;
    for (;;) {
      for (const [login, known] of stamps) {
        if (known.length < perSlave) known.push(...this.#newOf(login));
      }
      const all = [...stamps.values()];
      const isDone = all.every(({ length }) => length >= perSlave);
      if (isDone || performance.now() > deadlineMs) return all.flat();
      await delay(LOOK_MS);
    }
  }

  /** When the master's Expert Advisor could first know of this deal of his. @throws Error when it never could. */
  shownNs(ticket: string): bigint {
    for (const line of this.#shown.read()) {
      const [shown = '', ns = ''] = line.split(' ');
      this.#shownNs.set(shown, BigInt(ns));
    }
    const ns = this.#shownNs.get(ticket);
    if (ns === undefined) throw new Error(`the master's terminal was not told of deal ${ticket}`);
    return ns;
  }

  /** From now on the broker takes so long from an EA's order to its execution; 0: none. */
  async slowDown(ms: number): Promise<void> {
    await this.#control?.clearFaults();
    if (ms === 0) return;
    const which = { reason: 'EXPERT', nth: 1, count: null } as const;
    await this.#control?.fault({ type: 'late-execution', delayMs: ms, ...which });
  }

  /** In order, the broker last. */
  async end(): Promise<void> {
    this.#hand?.close();
    this.#control?.close();
    await Promise.all(this.#children.map(stop));
    await stopBrokers([this.#stateFolder]);
    for (const tail of [this.#shown, ...this.#tails.values()]) tail.close();
  }

  async #startOne(file: string, port: number): Promise<void> {
    const main = IS_BUILT ? ['dist', 'simulator', 'main.js'] : ['simulator', 'main.ts'];
    const child = fork(
      path.join(packageRoot(), ...main),
      ['--account', file, '--port', String(port)],
      {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        execArgv: [
          ...(IS_BUILT ? [] : process.execArgv),
          ...CHILD_FLAGS['simulator/main'],
          ...NODE_FLAGS,
        ],
      },
    );
    this.#children.push(child);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
    const signal = AbortSignal.timeout(READY_MS);
    try {
      for (;;) {
        const [message] = (await once(child, 'message', { signal })) as [{ type?: string }];
        if (message.type === 'ready') return;
      }
    } catch (cause) {
      throw new Error(`a terminal is not ready: ${file}\n${said}`, { cause });
    }
  }

  async #trade(by: { readonly type: 'BUY' | 'SELL'; readonly position: string }): Promise<void> {
    const request = `by hand ${String((this.#trades += 1))}`;
    const trade = { ...EMPTY_TRADE, symbol: 'EURUSD', volume: '0.01', ...by };
    const orderSendNs = process.hrtime.bigint().toString();
    const result = await this.#hand?.trade({ request, reason: 'CLIENT', trade, orderSendNs });
    if (result?.retcode !== 10_009) {
      throw new Error(`the master's trade was refused: ${JSON.stringify(result)}`);
    }
  }

  #newOf(login: string): readonly BenchStamp[] {
    const lines = this.#tails.get(login)?.read() ?? [];
    return lines.flatMap((line): readonly BenchStamp[] => {
      const { entry, side, ...found } = deal.parse(JSON.parse(line));
      if (side === 'BALANCE' || (entry !== 'IN' && entry !== 'OUT')) return [];
      const key = login === this.#master ? found.position : found.magic;
      const orderedNs = BigInt(found.orderSendNs);
      return [{ login, deal: found.deal, key, entry, orderedNs, filledNs: BigInt(found.filledNs) }];
    });
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.send({ type: 'stop' });
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(late);
}

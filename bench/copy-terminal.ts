/**
 * The terminals of the benchmark: the seam between what is measured and what stands for MetaTrader.
 * Today the stand-in terminal, several in one process; which one is meant to be known here alone.
 */
import type { TerminalAnswer, TerminalQuestion } from './copy-stand-in.ts';
import { Worker } from './worker.ts';

/** One terminal. */
export interface BenchTerminal {
  readonly name: string;
  readonly role: 'master' | 'slave';
  readonly login: string;
  readonly server: string;
  readonly port: number;
}

/** A fill at the master, or an order that left a slave's EA: one clock for all processes. */
export interface BenchStamp {
  readonly login: string;
  /** The master: its position's identifier. A slave: the copy's magic. */
  readonly key: string;
  readonly entry: 'IN' | 'OUT';
  readonly atNs: bigint;
}

/** Whether MT5's timer floor can be switched on. */
export const HAS_TIMER_FLOOR = false;
/** So many terminals share a process: forty processes more would measure the scheduler. */
const PER_PROCESS = 10;

/** See file header. */
export class BenchTerminals {
  readonly #master: Worker<TerminalQuestion, TerminalAnswer>;
  readonly #slaves: readonly Worker<TerminalQuestion, TerminalAnswer>[];

  private constructor(
    master: Worker<TerminalQuestion, TerminalAnswer>,
    slaves: readonly Worker<TerminalQuestion, TerminalAnswer>[],
  ) {
    this.#master = master;
    this.#slaves = slaves;
  }

  /**
   * Starts them; resolves when every EA was welcomed by its node.
   * @param home data folder, with the EA's secrets. @param timerFloor as far as there is one.
   */
  static async start(
    [master, ...slaves]: readonly BenchTerminal[],
    { home }: { readonly home: string; readonly timerFloor: boolean },
  ): Promise<BenchTerminals> {
    if (master === undefined) throw new Error('a benchmark needs a master');
    const groups: (readonly BenchTerminal[])[] = [];
    for (let at = 0; at < slaves.length; at += PER_PROCESS) {
      groups.push(slaves.slice(at, at + PER_PROCESS));
    }
    const started = new BenchTerminals(
      new Worker('copy-stand-in'),
      groups.map(() => new Worker('copy-stand-in')),
    );
    await Promise.all([
      started.#master.ask({ do: 'start', home, terminals: [master] }),
      ...started.#slaves.map((worker, index) =>
        worker.ask({ do: 'start', home, terminals: groups[index] ?? [] }),
      ),
    ]);
    return started;
  }

  /** The master opens so many positions at once. @returns their fills. */
  async open(count: number): Promise<readonly BenchStamp[]> {
    return (await this.#master.ask({ do: 'open', count })).stamps;
  }

  /** The master closes all that is open. @returns the fills. */
  async closeAll(): Promise<readonly BenchStamp[]> {
    return (await this.#master.ask({ do: 'close-all' })).stamps;
  }

  /** The slaves' fills since the last time, when each has `perSlave` or the time is over. */
  async orders(perSlave: number, timeoutMs: number): Promise<readonly BenchStamp[]> {
    const answers = await Promise.all(
      this.#slaves.map((worker) => worker.ask({ do: 'wait', perTerminal: perSlave, timeoutMs })),
    );
    return answers.flatMap(({ stamps }) => stamps);
  }

  async end(): Promise<void> {
    await Promise.all([this.#master, ...this.#slaves].map((worker) => worker.end()));
  }
}

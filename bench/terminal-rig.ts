/** One simulated terminal with its broker's process and the node's end of its link, to be measured. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eaSecret } from '../config/ea-secret.ts';
import { packageRoot } from '../config/paths.ts';
import { CHILD_FLAGS } from '../launcher/fork-child.ts';
import type { EaLinkListener } from '../messaging/ea-link-listener.ts';
import { EaLink } from '../messaging/ea-link.ts';
import { BrokerClient } from '../simulator/broker-process/broker-client.ts';
import { ensureBroker } from '../simulator/broker-process/ensure-broker.ts';
import { readDeals } from '../simulator/broker/deal-list.ts';

const BUILT = path.join(packageRoot(), 'dist', 'simulator', 'main.js');
/** To profile terminals: `--cpu-prof --cpu-prof-dir=…`. */
const NODE_FLAGS = (process.env['LOCKSTEP_BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean);
const LOGIN = '5001';
const READY_MS = 60_000;
/** 2014-05-02 12:30:00 UTC. */
const T0 = 1_399_033_800_000;

/** How the terminal behaves. */
export interface TerminalCase {
  /** MT5's floor of 10 to 16 ms below the timer. */
  readonly timerFloor: boolean;
  /** InpWaitMs; 0: polling. */
  readonly waitMs: number;
}

/** Cumulative figures of a process, null where the system does not tell. */
export interface ProcessUse {
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** See the file's head. */
export class TerminalRig {
  readonly link: EaLink;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(folder: string, link: EaLink) {
    this.#folder = folder;
    this.link = link;
  }

  /** A broker with four ticks a second, and a link that waits for the EA. */
  static async make(): Promise<TerminalRig> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-bench-'));
    const lines = Array.from({ length: 2_400 }, (_, index) => {
      const bid = 1.386 + (index % 7) * 0.00001;
      return `${String(T0 + index * 250)},${bid.toFixed(5)},${(bid + 0.0001).toFixed(5)}`;
    });
    await writeFile(path.join(folder, 'EURUSD.csv'), ['time_msc,bid,ask', ...lines, ''].join('\n'));
    const broker = {
      server: 'Bench',
      symbols: [{ symbol: 'EURUSD', digits: 5, feed: { file: 'EURUSD.csv' } }],
      clock: { startWallMs: Date.now(), startTickMs: T0 },
      executionMs: { min: 0, max: 0 },
      seed: 1,
      stateFolder: 'state',
      accounts: [{ login: LOGIN, balance: '1000000.00' }],
    };
    await writeFile(path.join(folder, 'broker.json'), JSON.stringify(broker));
    const secret = await eaSecret(folder, 'bench');
    const expected = { secret, role: 'slave', login: null, server: null } as const;
    const link = await EaLink.bind(0, expected, new QuietListener());
    void link.run();
    await ensureBroker(path.join(folder, 'broker.json'));
    return new TerminalRig(folder, link);
  }

  /** @returns ms from fork to ready */
  async start({ timerFloor, waitMs }: TerminalCase): Promise<number> {
    const file = path.join(this.#folder, 'terminal.json');
    await mkdir(path.join(this.#folder, 'terminal'), { recursive: true });
    const description = {
      name: 'bench',
      role: 'slave',
      login: LOGIN,
      broker: path.join(this.#folder, 'broker.json'),
      stateFolder: path.join(this.#folder, 'terminal'),
      dataFolder: this.#folder,
      inputs: { InpWaitMs: waitMs },
      options: timerFloor ? {} : { timerFloorMs: { min: 0, max: 0 } },
    };
    await writeFile(file, JSON.stringify(description));
    const isBuilt = existsSync(BUILT);
    const startedMs = performance.now();
    const source = path.join(packageRoot(), 'simulator', 'main.ts');
    const child = fork(
      isBuilt ? BUILT : source,
      ['--account', file, '--port', String(this.link.port)],
      {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        execArgv: [
          ...(isBuilt ? [] : process.execArgv),
          ...CHILD_FLAGS['simulator/main'],
          ...NODE_FLAGS,
        ],
      },
    );
    this.#process = child;
    const signal = AbortSignal.timeout(READY_MS);
    for (;;) {
      const [message] = (await once(child, 'message', { signal })) as [{ readonly type?: string }];
      if (message.type === 'ready') return performance.now() - startedMs;
    }
  }

  /** Resolves when the EA is welcome and believes its lists. */
  async synced(): Promise<void> {
    for (let count = 1; ; count += 1) {
      await new Promise((resolve) => void setTimeout(resolve, 100));
      if (this.link.session?.eaNowMs === undefined || this.link.session.eaNowMs === null) continue;
      const id = `sync-${String(performance.now())}-${String(count)}`;
      const reply = await this.link.request(id, { action: 'GET_POSITIONS', params: {} }, READY_MS);
      if ('book' in reply && (reply['book'] as { complete?: boolean }).complete === true) return;
    }
  }

  /** When the order of each request left the program, by magic; the clock of process.hrtime. */
  orderSendNs(): ReadonlyMap<string, bigint> {
    const deals = readDeals(path.join(this.#folder, 'state', `${LOGIN}.deals.jsonl`));
    const opens = deals.filter(({ entry }) => entry === 'IN');
    return new Map(opens.map(({ magic, orderSendNs }) => [magic, BigInt(orderSendNs)]));
  }

  /** Of the terminal's process until now; null where there is no /proc. */
  get use(): ProcessUse | null {
    try {
      const folder = `/proc/${String(this.#process?.pid)}`;
      const fields = readFileSync(`${folder}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1];
      // Ticks of 10 ms.
      const cpuMs = (Number(fields[11]) + Number(fields[12])) * 10;
      return { cpuMs, rssMb: Math.round(Number(kilobytes) / 1_024) };
    } catch {
      // Windows and macOS.
      return null;
    }
  }

  /** In order. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.send({ type: 'stop' });
    const late = setTimeout(() => child.kill('SIGKILL'), READY_MS);
    await exited;
    clearTimeout(late);
    while (this.link.session !== null) await new Promise((resolve) => void setTimeout(resolve, 5));
  }

  /** Ends everything and removes its files. */
  async end(): Promise<void> {
    await this.stop();
    await this.link.close({ goodbye: false });
    const control = await BrokerClient.control(
      await ensureBroker(path.join(this.#folder, 'broker.json')),
    );
    await control.stop();
    control.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Accepts every EA that knows the secret. */
class QuietListener implements EaLinkListener {
  #lease = 0;

  admit(): Promise<{ lease: number }> {
    this.#lease += 1;
    return Promise.resolve({ lease: this.#lease });
  }
  connected(): void {}
  disconnected(): void {}
  book(): void {}
  quote(): void {}
  warning(code: string, message: string): void {
    console.error(code, message);
  }
}

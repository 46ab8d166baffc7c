/** Simulated terminals as processes to be measured: their broker, their start, what they use. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../config/paths.ts';
import { CHILD_FLAGS } from '../launcher/fork-child.ts';
import type { EaLinkListener } from '../messaging/ea-link-listener.ts';
import type { EaLink } from '../messaging/ea-link.ts';
import type { TerminalFileInput } from '../simulator/terminal/terminal-file.ts';

const BUILT = path.join(packageRoot(), 'dist', 'simulator', 'main.js');
/** To profile terminals: `--cpu-prof --cpu-prof-dir=…`. */
const NODE_FLAGS = (process.env['LOCKSTEP_BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean);
const READY_MS = 120_000;
/** 2014-05-02 12:30:00 UTC. */
const T0 = 1_399_033_800_000;

/** Cumulative figures of a process. */
export interface ProcessUse {
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** Describes a broker with four ticks a second. @returns its description's file */
export async function writeBenchBroker(folder: string, logins: readonly string[]): Promise<string> {
  const lines = Array.from({ length: 2_400 }, (_, index) => {
    const bid = 1.386 + (index % 7) * 0.00001;
    return `${String(T0 + index * 250)},${bid.toFixed(5)},${(bid + 0.0001).toFixed(5)}`;
  });
  await writeFile(path.join(folder, 'EURUSD.csv'), ['time_msc,bid,ask', ...lines, ''].join('\n'));
  const file = path.join(folder, 'broker.json');
  const broker = {
    server: 'Bench',
    symbols: [{ symbol: 'EURUSD', digits: 5, feed: { file: 'EURUSD.csv' } }],
    clock: { startWallMs: Date.now(), startTickMs: T0 },
    executionMs: { min: 0, max: 0 },
    seed: 1,
    stateFolder: 'state',
    accounts: logins.map((login) => ({ login, balance: '1000000.00' })),
  };
  await writeFile(file, JSON.stringify(broker));
  return file;
}

/** Starts a terminal of that broker in a folder of its own. */
export async function forkTerminal(
  folder: string,
  port: number,
  { login, name, ...more }: Pick<TerminalFileInput, 'login' | 'name'> & Partial<TerminalFileInput>,
): Promise<ChildProcess> {
  const own = path.join(folder, name);
  await mkdir(own, { recursive: true });
  const file = path.join(own, 'terminal.json');
  const description: TerminalFileInput = {
    name,
    role: 'slave',
    login,
    broker: path.join(folder, 'broker.json'),
    stateFolder: own,
    dataFolder: folder,
    ...more,
  };
  await writeFile(file, JSON.stringify(description));
  const isBuilt = existsSync(BUILT);
  const source = path.join(packageRoot(), 'simulator', 'main.ts');
  return fork(isBuilt ? BUILT : source, ['--account', file, '--port', String(port)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [
      ...(isBuilt ? [] : process.execArgv),
      ...CHILD_FLAGS['simulator/main'],
      ...NODE_FLAGS,
    ],
  });
}

/** Resolves when its Expert Advisor runs. */
export async function untilReady(child: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(READY_MS);
  for (;;) {
    const [message] = (await once(child, 'message', { signal })) as [{ readonly type?: string }];
    if (message.type === 'ready') return;
  }
}

/** Resolves when the EA is welcome and believes its lists. */
export async function untilSynced(link: EaLink): Promise<void> {
  for (let count = 1; ; count += 1) {
    await new Promise((resolve) => void setTimeout(resolve, 100));
    if (link.session?.eaNowMs === undefined || link.session.eaNowMs === null) continue;
    const id = `sync-${String(performance.now())}-${String(count)}`;
    const reply = await link.request(id, { action: 'GET_POSITIONS', params: {} }, READY_MS);
    if ('book' in reply && (reply['book'] as { complete?: boolean }).complete === true) return;
  }
}

/** In order. */
export async function stopTerminal(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.send({ type: 'stop' });
  const late = setTimeout(() => child.kill('SIGKILL'), READY_MS);
  await exited;
  clearTimeout(late);
}

/** Of a process until now; null where there is no /proc. */
export function processUse(pid: number | undefined): ProcessUse | null {
  try {
    const folder = `/proc/${String(pid)}`;
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1];
    // Of every thread, in nanoseconds: the ticks of `stat` miscount who wakes up 80 times a second for moments.
    const cpuMs = readdirSync(`${folder}/task`)
      .map((thread) => readFileSync(`${folder}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
      .reduce((sum, ns) => sum + Number(ns) / 1e6, 0);
    return { cpuMs, rssMb: Math.round(Number(kilobytes) / 1_024) };
  } catch {
    // Windows and macOS.
    return null;
  }
}

/** Accepts every EA that knows the secret. */
export class QuietListener implements EaLinkListener {
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

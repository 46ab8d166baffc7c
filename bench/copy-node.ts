/** One node of the benchmark: the product's own process, started as the launcher starts it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../config/paths.ts';
import { CHILD_FLAGS } from '../launcher/fork-child.ts';

/** How a node is started. */
export interface BenchNodeOptions {
  readonly role: 'master' | 'slave';
  readonly name: string;
  readonly home: string;
  /** Folder or URL. */
  readonly db: string;
  readonly databaseName: string;
}

const BUILT = path.join(packageRoot(), 'dist', 'nodes', 'main.js');
/** To profile nodes: `--cpu-prof --cpu-prof-dir=…`. */
const NODE_FLAGS = (process.env['LOCKSTEP_BENCH_NODE_FLAGS'] ?? '').split(' ').filter(Boolean);
const READY_MS = 60_000;
const STOP_MS = 10_000;

/** Whether nodes run as users run them; else from source, slower to start and larger. */
export const IS_BUILT = existsSync(BUILT);

/** See file header. */
export class BenchNode {
  readonly #process: ChildProcess;
  /** From fork to ready. */
  readonly readyMs: number;

  private constructor(process: ChildProcess, readyMs: number) {
    this.#process = process;
    this.readyMs = readyMs;
  }

  /** Resolves when it is ready. @throws Error when it ends before, with what it said. */
  static async start(options: BenchNodeOptions): Promise<BenchNode> {
    const startedMs = performance.now();
    const source = path.join(packageRoot(), 'nodes', 'main.ts');
    const child = fork(
      IS_BUILT ? BUILT : source,
      ['--role', options.role, '--name', options.name, '--log-level', 'warn'],
      {
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        execArgv: [
          ...(IS_BUILT ? [] : process.execArgv),
          ...CHILD_FLAGS['nodes/main'],
          ...NODE_FLAGS,
        ],
        env: {
          ...process.env,
          LOCKSTEP_HOME: options.home,
          LOCKSTEP_DB: options.db,
          DATABASE_NAME: options.databaseName,
        },
      },
    );
    const said: string[] = [];
    child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const end = new AbortController();
    const ended = once(child, 'exit', { signal: end.signal }).then(
      () =>
        Promise.reject(new Error(`node ${options.name} ended:\n${said.join('').slice(-2_000)}`)),
      () => undefined,
    );
    await Promise.race([isReady(child), ended]);
    const readyMs = performance.now() - startedMs;
    end.abort();
    return new BenchNode(child, readyMs);
  }

  /** Resident memory now, MB; null where the system does not tell. */
  get rssMb(): number | null {
    try {
      const status = readFileSync(`/proc/${String(this.#process.pid)}/status`, 'utf8');
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
      return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1_024);
    } catch {
      // No /proc: Windows and macOS.
      return null;
    }
  }

  /** In order, as the launcher does it; a node that does not stop is killed. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.send({ type: 'stop' });
    const late = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(late);
  }
}

/** Other messages of a node, heartbeats and alarms, are passed over. */
async function isReady(child: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(READY_MS);
  for (;;) {
    const [message] = (await once(child, 'message', { signal })) as [{ readonly type?: string }];
    if (message.type === 'ready') return;
  }
}

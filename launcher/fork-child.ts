/**
 * Starts a child process and says what it says: lines, messages, its end. No signals but the last
 * resort (Windows has none); no `detached`.
 */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import {
  childMessage,
  type ChildMessage,
  type LauncherMessage,
} from '../messaging/ipc/node-ipc.ts';
import type { ChildCommand } from './child-spec.ts';

/** How a child process ended; `code` is null when it was killed. */
export interface ChildEnd {
  readonly code: number | null;
  /** In words for the log. */
  readonly how: string;
}

/** A running child process. */
export interface ChildHandle {
  readonly pid: number | null;
  /** Resolves once, when the process is gone and its last line was read; never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Whether the message was handed over; false when the process is gone. */
  tell(message: LauncherMessage): boolean;
  kill(): void;
}

/** Where a child's words go. */
export interface ChildListener {
  /** A parsed message; what does not parse is given as null. */
  readonly onMessage: (message: ChildMessage | null) => void;
  /** A line of standard output or standard error, without its line feed. */
  readonly onLine: (line: string) => void;
}

/** Starts a process; the seam for tests. */
export type StartChild = (command: ChildCommand, listener: ChildListener) => ChildHandle;

/** How {@link forkChild} forks. */
export interface ForkOptions {
  /** The folder that the modules' paths start at: the sources' or dist. */
  readonly root: string;
  /** `.ts` under tsx, `.js` in dist. */
  readonly extension: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Flags of Node; this process's own when absent. */
  readonly execArgv?: readonly string[] | undefined;
}

/** Where this process's own modules lie and what they end with. */
export function ownModules(): Pick<ForkOptions, 'root' | 'extension'> {
  const here = import.meta.filename;
  return { root: path.dirname(path.dirname(here)), extension: path.extname(here) };
}

/**
 * A real terminal runs its Expert Advisor as native code, the simulated one's timer comes a hundred times a
 * second: V8 is to optimise it a few times sooner than by itself. Later versions of Node have a compiler between
 * their first and their best one, and do not know the flag.
 */
const OPTIMISED_SOONER = process.versions.node.startsWith('20.')
  ? ['--interrupt-budget=15000']
  : [];

/**
 * Forty processes share a computer: V8 is to collect what is left behind before it is dozens of MB. Nodes
 * parse books of 50 KB while an order waits, and would spend a fifth of their time on a first size of 1 MB.
 * What an order passes through runs a few times a minute, so that V8 would interpret it for hours: code is
 * compiled at its first call. Each helper thread of V8 keeps memory of its own, and there is little to do
 * for more than one.
 */
export const CHILD_FLAGS: Readonly<Record<ChildCommand['module'], readonly string[]>> = {
  'nodes/main': [
    '--max-semi-space-size=2',
    '--initial-old-space-size=8',
    '--heap-growing-percent=40',
    '--always-sparkplug',
    '--v8-pool-size=1',
  ],
  'simulator/main': [
    '--max-semi-space-size=1',
    '--v8-pool-size=1',
    '--always-sparkplug',
    ...OPTIMISED_SOONER,
  ],
};

/** So long a dead child's last lines are waited for. */
const CLOSE_MS = 1_000;

function endOf(code: number | null, signal: NodeJS.Signals | null): ChildEnd {
  return { code, how: code === null ? `killed (${String(signal)})` : `exit ${String(code)}` };
}

/** What the system refuses at once (no memory) is tried again like a child that died: the others go on. */
function notStarted(cause: unknown): ChildHandle {
  const why = cause instanceof Error ? cause.message : String(cause);
  return {
    pid: null,
    ended: Promise.resolve({ code: null, how: `not started: ${why}` }),
    tell: () => false,
    kill: () => undefined,
  };
}

/** A {@link StartChild} that forks. */
export function forkChild(options: ForkOptions): StartChild {
  return ({ module, args }, { onMessage, onLine }) => {
    const file = path.join(options.root, `${module}${options.extension}`);
    let child: ChildProcess;
    try {
      child = fork(pathToFileURL(file), [...args], {
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: options.env,
        execArgv: [...(options.execArgv ?? process.execArgv), ...CHILD_FLAGS[module]],
      });
    } catch (error) {
      return notStarted(error);
    }
    child.on('message', (message) => {
      const parsed = childMessage.safeParse(message);
      onMessage(parsed.success ? parsed.data : null);
    });
    // Without a free file descriptor there are no streams either, nor a null in their place.
    for (const stream of child.pid === undefined ? [] : [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', onLine);
    }
    const ended = new Promise<ChildEnd>((resolve) => {
      child.on('exit', (code, signal) => {
        // Somebody who inherited the pipes may keep them open: the last lines are not worth waiting for.
        setTimeout(() => resolve(endOf(code, signal)), CLOSE_MS).unref();
      });
      child.on('close', (code, signal) => {
        resolve({
          code,
          how: code === null ? `killed (${String(signal)})` : `exit ${String(code)}`,
        });
      });
      child.on('error', (error) => {
        // A process that could not be started is never closed.
        if (child.pid === undefined) resolve({ code: null, how: `not started: ${error.message}` });
      });
    });
    return {
      pid: child.pid ?? null,
      ended,
      tell: (message) => {
        if (!child.connected) return false;
        // The channel may break between the look and the send; the end is reported by `ended`.
        child.send(message, () => undefined);
        return true;
      },
      kill: () => {
        if (child.pid !== undefined) child.kill('SIGKILL');
      },
    };
  };
}

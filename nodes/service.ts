/**
 * The life of a child process: it is stopped by a message of the launcher or by its death, never by
 * a signal; run alone, by Ctrl+C.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError, CopierError } from '../domain/errors.ts';
import type { NodeAnswer, NodeCommand } from '../messaging/ipc/node-command.ts';
import { HEARTBEAT_MS, launcherMessage } from '../messaging/ipc/node-ipc.ts';
import type { Log } from './copy-reporter.ts';
import { tellLauncher } from './tell-launcher.ts';

/** A node, from the process's point of view. */
export interface Service {
  /** Resolves when `signal` is aborted and everything is closed; rejects when broken. */
  run(signal: AbortSignal, ready: () => void): Promise<void>;
  /** Grows whenever the main loop goes round. */
  readonly progress: number;
  /** Carries an operator's command out; rejects only for a bug. */
  answer(command: NodeCommand): Promise<NodeAnswer>;
}

/** To a command that comes before the node can carry one out. */
export const STARTING: NodeAnswer = {
  type: 'refused',
  code: 'STARTING',
  message: 'the node is just starting: try again in a few seconds',
};

const EXIT_CONFIGURATION = 78;
const EXIT_BUG = 70;
const EXIT_FAILED = 1;
/** A node that cannot end in order within this time ends anyway. */
const STOP_MS = 4_000;
/** The same when its launcher died: the next one is there at once, and its nodes need the ports. */
const ORPHAN_MS = 1_500;

/** Why a signal was aborted: an operator wants the node to stop. */
const ORDERLY = 'orderly stop';

/**
 * Whether an operator stops the node. The death of the launcher is no such stop: the EA's fail-safe
 * must then stay armed.
 */
export function isOrderly(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason === ORDERLY;
}

/** Runs a service to its end and sets the process's exit code. */
export async function runService(service: Service, log: Log): Promise<void> {
  const stop = new AbortController();
  const isChild = process.send !== undefined;
  process.on('message', (message) => {
    const { data } = launcherMessage.safeParse(message);
    if (data?.type === 'stop') stop.abort(ORDERLY);
    if (data?.type === 'command') void answer(service, data.id, data.command, log);
  });
  process.on('disconnect', () => stop.abort());
  // Ctrl+C in a console, and its closing, reach the whole process group: the launcher decides.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!isChild) stop.abort(ORDERLY);
    });
  }
  const heartbeat = setInterval(() => {
    tellLauncher({ type: 'heartbeat', progress: service.progress });
  }, HEARTBEAT_MS);
  const forced = (): void => void forceExit(isOrderly(stop.signal) ? STOP_MS : ORPHAN_MS);
  stop.signal.addEventListener('abort', forced);
  try {
    await service.run(stop.signal, () => tellLauncher({ type: 'ready' }));
    process.exitCode = 0;
  } catch (error) {
    process.exitCode = exitCode(error);
    const message = error instanceof Error ? error.message : String(error);
    log.error(error instanceof CopierError ? { code: error.code } : { err: error }, message);
  } finally {
    clearInterval(heartbeat);
    if (process.connected) process.disconnect();
  }
  if (!stop.signal.aborted) void forceExit(STOP_MS);
}

/** Handles that somebody forgot must not keep a stopped node alive; the timer itself does not. */
async function forceExit(afterMs: number): Promise<void> {
  await delay(afterMs, undefined, { ref: false });
  process.exit(process.exitCode ?? EXIT_FAILED);
}

function exitCode(error: unknown): number {
  if (error instanceof ConfigurationError) return EXIT_CONFIGURATION;
  return error instanceof CopierError ? EXIT_FAILED : EXIT_BUG;
}

/** A command that meets a bug is answered too; the node goes on copying. */
async function answer(service: Service, id: number, command: NodeCommand, log: Log): Promise<void> {
  try {
    tellLauncher({ type: 'answer', id, answer: await service.answer(command) });
  } catch (error) {
    log.error({ err: error }, `the operator's command ${command.type} failed`);
    const message = error instanceof Error ? error.message : String(error);
    tellLauncher({ type: 'answer', id, answer: { type: 'refused', code: 'BUG', message } });
  }
}

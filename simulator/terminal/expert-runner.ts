/** Starts an EA's thread and passes messages between it and the terminal. */
import { MessageChannel, Worker } from 'node:worker_threads';
import { SIGNAL, SIGNAL_WORDS } from './thread-gate.ts';
import type { ExpertStart, FromExpert, ToExpert } from './terminal-message.ts';

/** A terminal is light: what the program leaves behind is collected often, not kept by the dozen MB. */
const MEMORY = { maxYoungGenerationSizeMb: 2 };

/** OnDeinit has 2.5 s; a little more for what surrounds it. */
const END_MS = 4_000;

/** Node 20 runs no TypeScript by itself, and a thread does not inherit the loader of its parent. */
const RUN_SOURCE = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(require('node:worker_threads').workerData.url);
});`;

/** A running Expert Advisor. */
export interface ExpertRunner {
  readonly tell: (message: ToExpert) => void;
  /** Grows while the program handles events. */
  readonly progress: () => number;
  /** Resolves when the thread is over. */
  readonly ended: Promise<void>;
  /** Asks the program to end with this REASON_, and ends the thread if it does not. */
  readonly stop: (reason: number) => Promise<void>;
}

/** @param onMessage called for everything that the program asks of its terminal. */
export function runExpert(
  start: ExpertStart,
  onMessage: (message: FromExpert) => void,
): ExpertRunner {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4 * SIGNAL_WORDS));
  const url = new URL(import.meta.url.replace(/expert-runner(\.[jt]s)/, 'expert-thread$1'));
  const workerData = { port: port2, signal, start, url: url.href };
  const options = { workerData, transferList: [port2], resourceLimits: MEMORY };
  const worker = url.pathname.endsWith('.ts')
    ? new Worker(RUN_SOURCE, { ...options, eval: true })
    : new Worker(url, options);
  port1.on('message', onMessage);
  const tell = (message: ToExpert): void => {
    port1.postMessage(message);
    Atomics.add(signal, SIGNAL.messages, 1);
    Atomics.notify(signal, SIGNAL.messages);
  };
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => {
      // What the thread said last still lies in the port.
      setImmediate(() => {
        port1.close();
        resolve();
      });
    });
  });
  const stop = async (reason: number): Promise<void> => {
    Atomics.store(signal, SIGNAL.stopped, 1);
    tell({ type: 'stop', reason });
    const patience = setTimeout(() => void worker.terminate(), END_MS);
    await ended.finally(() => clearTimeout(patience));
  };
  return { tell, progress: () => Atomics.load(signal, SIGNAL.handled), ended, stop };
}

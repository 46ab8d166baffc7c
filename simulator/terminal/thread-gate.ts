/**
 * The EA thread's door to its terminal: messages wait in a port, a shared counter tells that there are
 * some, and a call of the program that waits sleeps on that counter.
 *
 * Invariants: 1. messages are applied in the order in which they were posted; 2. looking for messages
 * costs one atomic load when there are none; 3. every wait ends at its time.
 */
import { performance } from 'node:perf_hooks';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { FromExpert, ToExpert } from './terminal-message.ts';

/** Words of the shared memory. */
export const SIGNAL = {
  /** +1 per message to the EA. */
  messages: 0,
  /** 1: the program is to end. */
  stopped: 1,
  /** +1 per event that the program has handled. */
  handled: 2,
} as const;
export const SIGNAL_WORDS = 3;

/** See the file's head. */
export class ThreadGate {
  readonly signal: Int32Array;
  readonly #port: MessagePort;
  #seen = 0;
  #apply: (message: ToExpert) => void = () => undefined;

  constructor(port: MessagePort, signal: Int32Array) {
    this.#port = port;
    this.signal = signal;
  }

  /** Who deals with messages from now on. */
  serve(apply: (message: ToExpert) => void): void {
    this.#apply = apply;
  }

  post(message: FromExpert): void {
    // A thread's port, not a window: there is no origin to name.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#port.postMessage(message);
  }

  /** Takes in everything that has come. */
  drain(): void {
    const posted = Atomics.load(this.signal, SIGNAL.messages);
    if (posted === this.#seen) return;
    this.#seen = posted;
    for (
      let next = receiveMessageOnPort(this.#port);
      next !== undefined;
      next = receiveMessageOnPort(this.#port)
    ) {
      this.#apply(next.message as ToExpert);
    }
  }

  /** Takes in messages until the condition holds; false when the time is over first. */
  waitUntil(condition: () => boolean, ms: number): boolean {
    const until = performance.now() + ms;
    for (;;) {
      this.drain();
      if (condition()) return true;
      const rest = until - performance.now();
      if (rest <= 0) return false;
      this.sleep(rest);
    }
  }

  /** Sleeps until the next message, at most so long. */
  sleep(ms: number): void {
    Atomics.wait(this.signal, SIGNAL.messages, this.#seen, ms);
  }

  get isStopped(): boolean {
    return Atomics.load(this.signal, SIGNAL.stopped) === 1;
  }

  countHandled(): void {
    Atomics.add(this.signal, SIGNAL.handled, 1);
  }
}

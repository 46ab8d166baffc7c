/** Starts children as the launcher does, but those that were asked for later: their downtime. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildEnd, ChildHandle, StartChild } from '../../../launcher/fork-child.ts';

/** See file header. */
export class HeldStart {
  readonly #start: StartChild;
  readonly #held = new Map<string, (killed: AbortSignal) => Promise<unknown>>();

  constructor(start: StartChild) {
    this.#start = start;
  }

  /** @param key text that is among the child's arguments, as its role and name. */
  hold(key: string, forMs: number): void {
    this.#held.set(key, (signal) => delay(forMs, undefined, { signal }));
  }

  /** Its next start waits until this resolves. */
  holdUntil(key: string, released: Promise<unknown>): void {
    this.#held.set(key, (signal) => Promise.race([released, once(signal, 'abort')]));
  }

  readonly start: StartChild = (command, listener) => {
    const line = command.args.join(' ');
    const key = [...this.#held.keys()].find((one) => line.includes(one));
    const wait = key === undefined ? undefined : this.#held.get(key);
    if (key === undefined || wait === undefined) return this.#start(command, listener);
    this.#held.delete(key);
    const killed = new AbortController();
    let handle: ChildHandle | null = null;
    const ended = (async (): Promise<ChildEnd> => {
      // Aborted: it was killed before it was started.
      await wait(killed.signal).catch(() => undefined);
      if (killed.signal.aborted) return { code: null, how: 'killed before it started' };
      handle = this.#start(command, listener);
      return handle.ended;
    })();
    return {
      get pid() {
        return handle?.pid ?? null;
      },
      ended,
      tell: (message) => {
        // A child that has not started yet needs no stop: it is killed.
        if (handle === null && message.type === 'stop') killed.abort();
        return handle?.tell(message) ?? false;
      },
      kill: () => {
        killed.abort();
        handle?.kill();
      },
    };
  };
}

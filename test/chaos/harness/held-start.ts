/** Starts children as the launcher does, but those that were asked for so much later: their downtime. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildEnd, ChildHandle, StartChild } from '../../../launcher/fork-child.ts';

/** See file header. */
export class HeldStart {
  readonly #start: StartChild;
  readonly #heldMs = new Map<string, number>();

  constructor(start: StartChild) {
    this.#start = start;
  }

  /** @param key text that is among the child's arguments, as its role and name. */
  hold(key: string, forMs: number): void {
    this.#heldMs.set(key, forMs);
  }

  readonly start: StartChild = (command, listener) => {
    const line = command.args.join(' ');
    const key = [...this.#heldMs.keys()].find((one) => line.includes(one));
    if (key === undefined) return this.#start(command, listener);
    const forMs = this.#heldMs.get(key) ?? 0;
    this.#heldMs.delete(key);
    const killed = new AbortController();
    let handle: ChildHandle | null = null;
    const ended = (async (): Promise<ChildEnd> => {
      // Aborted: it was killed before it was started.
      await delay(forMs, undefined, { signal: killed.signal }).catch(() => undefined);
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

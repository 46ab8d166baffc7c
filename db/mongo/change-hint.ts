/**
 * Says when it is worth reading a collection again: at once where a change stream is to be had (a
 * replica set), else after a while. Never needed for correctness: a missed hint only waits longer.
 */
import type { ChangeStream, Collection } from 'mongodb';
import { sleepOrAbort } from '../watch-accounts.ts';

/** See file header. */
export class ChangeHint {
  readonly #collection: Collection;
  #stream: ChangeStream | null = null;
  #changed = false;
  #wake = new AbortController();

  constructor(collection: Collection) {
    this.#collection = collection;
    this.#open();
  }

  /** Resolves after a change, after `ms`, or when `signal` is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    // A standalone server refuses the stream, an outage ends it: asking anew costs one small request.
    if (this.#stream === null) this.#open();
    if (!this.#changed) await sleepOrAbort(ms, AbortSignal.any([signal, this.#wake.signal]));
    this.#changed = false;
    this.#wake = new AbortController();
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = null;
    await stream?.close();
  }

  #open(): void {
    const stream = this.#collection.watch();
    this.#stream = stream;
    stream.on('change', () => {
      this.#changed = true;
      this.#wake.abort();
    });
    stream.on('error', () => {
      if (this.#stream === stream) this.#stream = null;
      // Its failure was the news; closing it has none to add.
      stream.close().catch(() => undefined);
    });
  }
}

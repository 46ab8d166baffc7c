/**
 * Counts the requests of an account to its broker per day of the broker's server, also over restarts
 * of the node.
 *
 * Invariants:
 * 1. Counting never waits and never fails: an order does not depend on it.
 * 2. A crash loses at most what was counted within the last second.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { replaceFile } from '../config/replace-file.ts';
import { serverDay } from '../domain/request-limit.ts';
import type { Log } from './copy-reporter.ts';

const WRITE_EVERY_MS = 1_000;

const stored = z.strictObject({ day: z.int().min(0), count: z.int().min(0) });

/** See file header. */
export class RequestCount {
  readonly #file: string;
  readonly #log: Log;
  #day = 0;
  #count = 0;
  #isDirty = false;
  #writing: Promise<void> | null = null;
  readonly #stop = new AbortController();

  /** @param file of this account alone. */
  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** Reads what an earlier process counted; a file that is damaged counts from zero and is told. */
  async load(): Promise<void> {
    try {
      const { day, count } = stored.parse(JSON.parse(await readFile(this.#file, 'utf8')));
      this.#day = day;
      this.#count = count;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      this.#log.warn({ err: error }, `${this.#file} cannot be read: requests count from zero`);
    }
  }

  /** The requests of the day of this moment on the server's clock. */
  of(serverNowMs: number): number {
    return serverDay(serverNowMs) === this.#day ? this.#count : 0;
  }

  /**
   * One request leaves.
   * @param serverNowMs null when it is not known: it is one of the day that is counted. This computer's clock
   * may be in another one, and a count that began anew would forget the day's.
   */
  add(serverNowMs: number | null): void {
    const day = serverNowMs === null ? this.#day : serverDay(serverNowMs);
    this.#count = day === this.#day ? this.#count + 1 : 1;
    this.#day = day;
    this.#isDirty = true;
    this.#writing ??= this.#writeSoon();
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#writing;
  }

  async #writeSoon(): Promise<void> {
    // Aborted: it is written at once.
    await delay(WRITE_EVERY_MS, undefined, { signal: this.#stop.signal, ref: false }).catch(
      () => undefined,
    );
    while (this.#isDirty) {
      this.#isDirty = false;
      try {
        await mkdir(path.dirname(this.#file), { recursive: true });
        const text = JSON.stringify({ day: this.#day, count: this.#count });
        await replaceFile(this.#file, text, { flush: false });
      } catch (error) {
        this.#log.warn({ err: error }, 'the count of requests cannot be written');
      }
    }
    this.#writing = null;
  }
}

/**
 * SAFE mode: a node that crashed too often opens nothing, until an operator resumes it or it has lived
 * for ten quiet minutes. A crash starts them anew, as the next process begins in SAFE mode again.
 */
import type { Block } from '../domain/plan-input.ts';
import type { Log } from './copy-reporter.ts';

/** How long a node has to live without a crash. */
export const QUIET_MS = 10 * 60 * 1_000;

/** See file header. */
export class SafeMode {
  readonly #blocks: Set<Block>;
  readonly #log: Log;
  readonly #sinceMs: number;

  /** Begins it. @param nowMs a monotonic clock, like that of {@link passed}. */
  constructor(blocks: Set<Block>, log: Log, nowMs: number) {
    this.#blocks = blocks;
    this.#log = log;
    this.#sinceMs = nowMs;
    blocks.add('safe');
  }

  /** To be called every second: true when it is over, by time or by the operator. */
  passed(nowMs: number): boolean {
    if (!this.#blocks.has('safe')) return true;
    if (nowMs - this.#sinceMs < QUIET_MS) return false;
    this.#blocks.delete('safe');
    this.#log.info({}, 'ten minutes without a crash: safe mode is over, opens go again');
    return true;
  }
}

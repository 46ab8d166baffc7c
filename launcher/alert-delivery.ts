/**
 * Delivers alarms, beside everything else.
 *
 * Invariants:
 * 1. `add` never waits and never fails: an alert holds up no trade.
 * 2. One notice at a time; at most so many wait, then the oldest is dropped and that is said.
 * 3. A notice that did not get through is tried three times, and then told in the log once.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../config/logger.ts';
import type { AlertNotice, AlertWay } from './alert-way.ts';

const LIMIT = 100;
const TRIES = 3;
const PAUSE_MS = 2_000;
/** What waits at the end gets so long. */
const CLOSE_MS = 2_000;

/** How it behaves. */
export interface AlertOptions {
  readonly limit: number;
  readonly pauseMs: number;
}

/** See file header. */
export class AlertDelivery {
  readonly #ways: readonly AlertWay[];
  readonly #log: Pick<Logger, 'warn'>;
  readonly #options: AlertOptions;
  readonly #stopping = new AbortController();
  readonly #waiting: AlertNotice[] = [];
  #sending: Promise<void> | null = null;
  #dropped = 0;

  constructor(
    ways: readonly AlertWay[],
    log: Pick<Logger, 'warn'>,
    options: Partial<AlertOptions> = {},
  ) {
    this.#ways = ways;
    this.#log = log;
    this.#options = { limit: LIMIT, pauseMs: PAUSE_MS, ...options };
  }

  /** Takes a notice; see invariant 1. */
  add(notice: AlertNotice): void {
    if (this.#ways.length === 0 || this.#stopping.signal.aborted) return;
    this.#waiting.push(notice);
    if (this.#waiting.length > this.#options.limit) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  /** A short while for what waits, then the end. */
  async close(): Promise<void> {
    const patience = delay(CLOSE_MS, undefined, { signal: this.#stopping.signal, ref: false });
    // Aborted: everything was sent before.
    await Promise.race([this.#sending, patience.catch(() => undefined)]);
    this.#stopping.abort();
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    for (let notice = this.#waiting.shift(); notice !== undefined; notice = this.#waiting.shift()) {
      const each = notice;
      await Promise.all(this.#ways.map((way) => this.#send(way, each)));
      if (this.#dropped > 0) {
        this.#log.warn(`${String(this.#dropped)} alerts were dropped: too many wait`);
        this.#dropped = 0;
      }
    }
  }

  async #send(way: AlertWay, notice: AlertNotice): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await way.send(notice, signal);
        return;
      } catch (error) {
        if (attempt >= TRIES) {
          const why = error instanceof Error ? error.message : String(error);
          this.#log.warn(`alert ${notice.alarm.code} was not delivered by ${way.name}: ${why}`);
          return;
        }
      }
      // Aborted while waiting: the loop ends.
      await delay(this.#options.pauseMs * attempt, undefined, { signal }).catch(() => undefined);
    }
  }
}

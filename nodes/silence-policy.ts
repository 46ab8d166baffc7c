/**
 * Tells the EA what to do when its node is silent for too long, and which positions of another magic
 * are copies too.
 *
 * Invariants:
 * 1. Every connection is told once, and again whenever something of it has changed.
 * 2. What the EA does not take is tried again; trading does not wait for it.
 */
import type { OnSilence, SlaveAccount } from '../domain/account.ts';
import { TerminalUnavailableError } from '../domain/errors.ts';
import type { PositionId } from '../domain/ids.ts';
import type { Log } from './copy-reporter.ts';

/** A restart of the node takes up to ten seconds, which must be no silence. */
const SHORT_SILENCE_MS = 15_000;
const AGAIN_MS = 1_000;
const REFUSED_AGAIN_MS = 30_000;

/** What the EA is told. */
export interface Policy {
  readonly onSilence: OnSilence;
  readonly silenceSeconds: number;
  readonly lease: number;
  /** See also-ids.ts. Absent: they are not known for certain, and the EA keeps those that it has. */
  readonly alsoIds?: readonly PositionId[];
}

/** See file header. */
export class SilencePolicy {
  readonly #send: (policy: Policy) => Promise<void>;
  readonly #log: Log;
  #told = '';
  #isTelling = false;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #warnedOf = 0;
  #refusedFor = '';

  /** @param send rejects with TerminalUnavailableError when the EA does not take it. */
  constructor(send: (policy: Policy) => Promise<void>, log: Log) {
    this.#send = send;
    this.#log = log;
  }

  /** Warns of a silence that a restart of the node reaches; once per value. */
  check({ onSilence, silenceMs }: Pick<SlaveAccount, 'onSilence' | 'silenceMs'>): void {
    if (silenceMs >= SHORT_SILENCE_MS || silenceMs === this.#warnedOf) return;
    this.#warnedOf = silenceMs;
    const given = `silence_seconds is ${String(silenceMs / 1_000)}`;
    this.#log.warn(
      { onSilence },
      `${given}: a restart of the node takes up to 10 s and may be taken for silence; 15 or more is safe`,
    );
  }

  /**
   * To be called several times a second while an EA is connected.
   * @param connection counts connections. @param nowMs a monotonic clock.
   */
  tick(connection: number, policy: Policy, nowMs: number): void {
    const wanted = JSON.stringify([connection, policy]);
    if (wanted === this.#told || this.#isTelling || nowMs < this.#notBeforeMs) return;
    this.#isTelling = true;
    void this.#tell(wanted, policy, nowMs);
  }

  async #tell(wanted: string, policy: Policy, nowMs: number): Promise<void> {
    try {
      await this.#send(policy);
      this.#told = wanted;
    } catch (error) {
      const isAway = error instanceof TerminalUnavailableError;
      this.#notBeforeMs = nowMs + (isAway ? AGAIN_MS : REFUSED_AGAIN_MS);
      if (!isAway) this.#refused(error);
    } finally {
      this.#isTelling = false;
    }
  }

  #refused(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    if (why === this.#refusedFor) return;
    this.#refusedFor = why;
    this.#log.error({}, `the EA could not be told what to do in silence: ${why}`);
  }
}

/** Since when the terminal is connected or away; an alarm when it is away for too long. */
import type { AlarmRelay } from './alarm-relay.ts';
import type { LinkState } from './slave-snapshot.ts';

/** A terminal that restarts is back by then. */
const AWAY_MS = 15_000;
/** After a connection nothing is an alarm for so long. */
const QUIET_MS = 3_000;

/** See file header. */
export class LinkWatch {
  readonly #alarms: AlarmRelay;
  readonly #nowMs: () => number;
  readonly #port: number;
  #accountId: string | null = null;
  #isConnected = false;
  #sinceMs: number;
  #reason = 'it has not connected yet';

  /** @param port of the EA link, for the alarm's words. */
  constructor(alarms: AlarmRelay, port: number, nowMs: () => number = Date.now) {
    this.#alarms = alarms;
    this.#port = port;
    this.#nowMs = nowMs;
    this.#sinceMs = nowMs();
  }

  get state(): LinkState {
    return { accountId: this.#accountId, isConnected: this.#isConnected, sinceMs: this.#sinceMs };
  }

  connected(accountId: string): void {
    this.#accountId = accountId;
    this.#isConnected = true;
    this.#sinceMs = this.#nowMs();
    // Masters and books are heard of within this time.
    this.#alarms.quietFor(QUIET_MS);
    this.tick();
  }

  disconnected(reason: string): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#sinceMs = this.#nowMs();
    this.#reason = reason;
  }

  /** To be called several times a second. */
  tick(): void {
    // A clock that was set back must not keep the alarm away for an hour.
    const awayMs = Math.abs(this.#nowMs() - this.#sinceMs);
    const detail = `no EA on port ${String(this.#port)} for ${String(AWAY_MS / 1_000)} s: ${this.#reason}`;
    const trouble = { code: 'TERMINAL_AWAY', subject: 'terminal', detail };
    this.#alarms.set(trouble, !this.#isConnected && awayMs >= AWAY_MS);
  }

  /** What the EA says of its permissions; nothing is good news. */
  blocked(reasons: readonly string[]): void {
    const detail = `the EA sends no opens: ${reasons.join(', ')}`;
    this.#alarms.set({ code: 'OPENS_BLOCKED', subject: 'terminal', detail }, reasons.length > 0);
  }
}

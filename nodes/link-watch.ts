/**
 * Since when the terminal is connected or away; an alarm when it is away for too long. A link that
 * comes and goes counts as away, and silences no other alarm.
 */
import type { AlarmRelay } from './alarm-relay.ts';
import type { NodeStatus, TerminalFacts } from '../messaging/ipc/node-command.ts';
import type { LinkState } from './slave-snapshot.ts';

/** What an EA says of itself when it connects. */
type Introduction = Omit<TerminalFacts, 'blocked' | 'fifoClose' | 'permissions'> & {
  readonly fifoClose?: boolean;
  readonly permissions?: TerminalFacts['permissions'];
};

/** Warnings of the EA link that are about an EA which was not let in. */
export const LINK_REFUSALS: ReadonlySet<string> = new Set([
  'WRONG_SECRET',
  'WRONG_ACCOUNT',
  'WRONG_ROLE',
  'PROTOCOL',
  'ALREADY_CONNECTED',
  'LOGIN_TAKEN',
  'ACCOUNT_MODE_UNSUPPORTED',
  'NOT_READY',
]);

/** A terminal that restarts is back by then. */
const AWAY_MS = 15_000;
/** A connection that lasts no longer is none. */
const STEADY_MS = 5_000;
/** After a connection nothing is an alarm for so long, */
const QUIET_MS = 3_000;
/** but no more often: a link that comes and goes would silence every alarm for ever. */
const QUIET_EVERY_MS = 60_000;

/** See file header. */
export class LinkWatch {
  readonly #alarms: AlarmRelay;
  readonly #nowMs: () => number;
  readonly #port: number;
  #accountId: string | null = null;
  #isConnected = false;
  #sinceMs: number;
  /** When the last connection that lasted was lost. */
  #awaySinceMs: number;
  /** The connection came after an absence that was no mere interruption. */
  #isReturn = true;
  #quietAtMs: number | null = null;
  #refused: NodeStatus['refused'] = null;
  #terminal: TerminalFacts | null = null;
  #reason = 'it has not connected yet';

  /** @param port of the EA link, for the alarm's words. */
  constructor(alarms: AlarmRelay, port: number, nowMs: () => number = Date.now) {
    this.#alarms = alarms;
    this.#port = port;
    this.#nowMs = nowMs;
    this.#sinceMs = nowMs();
    this.#awaySinceMs = this.#sinceMs;
  }

  get state(): LinkState {
    return {
      accountId: this.#accountId,
      isConnected: this.#isConnected,
      sinceMs: this.#sinceMs,
      refused: this.#refused,
      terminal: this.#terminal,
    };
  }

  connected(accountId: string, introduction: Introduction | null = null): void {
    this.#accountId = accountId;
    this.#refused = null;
    this.#terminal = introduction === null ? null : factsOf(introduction);
    // Who connects anew without a word has not been away.
    this.#isReturn = !this.#isConnected && this.#passedMs(this.#sinceMs) >= STEADY_MS;
    this.#isConnected = true;
    this.#sinceMs = this.#nowMs();
    if (this.#quietAtMs === null || this.#passedMs(this.#quietAtMs) >= QUIET_EVERY_MS) {
      this.#quietAtMs = this.#sinceMs;
      // Masters and books are heard of within this time.
      this.#alarms.quietFor(QUIET_MS);
    }
    this.tick();
  }

  /** A warning of the EA link. */
  warned(code: string, detail: string): void {
    if (LINK_REFUSALS.has(code)) this.#refused = { code, detail, atMs: this.#nowMs() };
  }

  disconnected(reason: string): void {
    if (!this.#isConnected) return;
    const isSteady = this.#passedMs(this.#sinceMs) >= STEADY_MS;
    this.#isConnected = false;
    this.#sinceMs = this.#nowMs();
    if (isSteady) this.#awaySinceMs = this.#sinceMs;
    this.#reason = reason;
  }

  /** To be called several times a second. */
  tick(): void {
    const isBack = this.#isReturn || this.#passedMs(this.#sinceMs) >= STEADY_MS;
    const isAway = !(this.#isConnected && isBack) && this.#passedMs(this.#awaySinceMs) >= AWAY_MS;
    const detail = `no EA on port ${String(this.#port)} for ${String(AWAY_MS / 1_000)} s: ${this.#reason}`;
    this.#alarms.set({ code: 'TERMINAL_AWAY', subject: 'terminal', detail }, isAway);
  }

  /** A clock that was set back must not keep an alarm away for an hour. */
  #passedMs(sinceMs: number): number {
    return Math.abs(this.#nowMs() - sinceMs);
  }

  /** What the EA says of its permissions; nothing is good news. */
  blocked(reasons: readonly string[]): void {
    if (this.#terminal !== null) this.#terminal = { ...this.#terminal, blocked: [...reasons] };
    const detail = `the EA sends no opens: ${reasons.join(', ')}`;
    this.#alarms.set({ code: 'OPENS_BLOCKED', subject: 'terminal', detail }, reasons.length > 0);
  }
}

/** The introduction holds more than is told. */
function factsOf(introduction: Introduction): TerminalFacts {
  const {
    version,
    company,
    build,
    marginMode,
    fifoClose = false,
    permissions = null,
  } = introduction;
  return { version, company, build, marginMode, fifoClose, permissions, blocked: [] };
}

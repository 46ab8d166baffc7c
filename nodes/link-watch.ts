/** Since when the terminal is connected or away; an alarm when it is away for too long. */
import type { AlarmRelay } from './alarm-relay.ts';
import type { NodeStatus, TerminalFacts } from '../messaging/ipc/node-command.ts';
import type { LinkState } from './slave-snapshot.ts';

/** What an EA says of itself when it connects. */
type Introduction = Omit<TerminalFacts, 'blocked' | 'fifoClose' | 'permissions'> & {
  readonly fifoClose?: boolean;
  readonly permissions?: TerminalFacts['permissions'];
};

/** Warnings of the EA link that are about an EA which was not let in. */
const REFUSALS: ReadonlySet<string> = new Set([
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
  #refused: NodeStatus['refused'] = null;
  #terminal: TerminalFacts | null = null;
  #reason = 'it has not connected yet';

  /** @param port of the EA link, for the alarm's words. */
  constructor(alarms: AlarmRelay, port: number, nowMs: () => number = Date.now) {
    this.#alarms = alarms;
    this.#port = port;
    this.#nowMs = nowMs;
    this.#sinceMs = nowMs();
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
    this.#isConnected = true;
    this.#sinceMs = this.#nowMs();
    // Masters and books are heard of within this time.
    this.#alarms.quietFor(QUIET_MS);
    this.tick();
  }

  /** A warning of the EA link. */
  warned(code: string, detail: string): void {
    if (REFUSALS.has(code)) this.#refused = { code, detail, atMs: this.#nowMs() };
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

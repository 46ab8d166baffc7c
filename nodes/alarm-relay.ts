/**
 * All alarms that stand on this node, told to the launcher as one list whenever it changes: a list
 * that was lost is mended by the next one. Each alarm is logged and recorded once when it is raised
 * and once when it is cleared; what it says is kept up to date meanwhile. What passes by itself at
 * once, or only because the terminal has just connected, is no alarm.
 */
import { MAX_NODE_ALARMS, type NodeAlarm } from '../messaging/ipc/node-command.ts';
import type { Log } from './copy-reporter.ts';
import type { AddEvent } from './recorded-terminal.ts';
import type { TellLauncher } from './tell-launcher.ts';

/** What is wrong; {@link NodeAlarm} without its time. */
export interface Trouble {
  readonly code: string;
  /** Unique together with the code. */
  readonly subject: string;
  readonly detail: string;
}

const LONGEST_TEXT = 1_000;
/** What lasts no longer is not told. */
const SETTLE_MS = 250;
/** Quiet times that follow each other delay no alarm for longer. */
const LONGEST_DELAY_MS = 3_000;
/** Other words of what stands are told no more often: some count seconds. */
const REWORDED_MS = 5_000;

interface Early {
  readonly trouble: Trouble;
  readonly atMs: number;
  /** When it is raised at the latest, on the monotonic clock. */
  readonly latestMs: number;
  readonly timer: NodeJS.Timeout;
}

/** See file header. */
export class AlarmRelay {
  readonly #standing = new Map<string, NodeAlarm>();
  readonly #early = new Map<string, Early>();
  #quietUntilMs = 0;
  readonly #log: Log;
  readonly #tell: TellLauncher;
  readonly #nowMs: () => number;
  /** Set when the event log of the account is open. */
  record: AddEvent = () => undefined;
  #isDue = false;
  #isRewordedDue = false;

  constructor(log: Log, tell: TellLauncher, nowMs: () => number = Date.now) {
    this.#log = log;
    this.#tell = tell;
    this.#nowMs = nowMs;
  }

  get standing(): readonly NodeAlarm[] {
    return [...this.#standing.values()];
  }

  /**
   * Until then nothing is raised; what is true afterwards is. Then the list is told in any case: the
   * launcher keeps what an earlier process told until it hears another one.
   */
  quietFor(ms: number): void {
    this.#quietUntilMs = performance.now() + ms;
    setTimeout(() => this.#tellSoon(), ms + 2 * SETTLE_MS).unref();
  }

  /** Raises it soon; one that stands already says this from now on. */
  raise(trouble: Trouble): void {
    const key = keyOf(trouble);
    const standing = this.#standing.get(key);
    if (standing !== undefined) {
      this.#reword(key, standing, trouble);
      return;
    }
    const before = this.#early.get(key);
    if (before !== undefined) {
      this.#early.set(key, { ...before, trouble });
      return;
    }
    const latestMs = performance.now() + LONGEST_DELAY_MS;
    const timer = this.#dueIn(key, latestMs);
    this.#early.set(key, { trouble, atMs: this.#nowMs(), latestMs, timer });
  }

  #dueIn(key: string, latestMs: number): NodeJS.Timeout {
    const untilMs = Math.min(this.#quietUntilMs, latestMs);
    const waitMs = Math.max(SETTLE_MS, untilMs - performance.now());
    return setTimeout(() => this.#due(key), waitMs).unref();
  }

  #due(key: string): void {
    const early = this.#early.get(key);
    if (early === undefined) return;
    // The quiet time was begun anew meanwhile.
    if (performance.now() < Math.min(this.#quietUntilMs, early.latestMs)) {
      this.#early.set(key, { ...early, timer: this.#dueIn(key, early.latestMs) });
      return;
    }
    this.#early.delete(key);
    this.#raiseNow(key, early);
  }

  #raiseNow(key: string, { trouble, atMs }: Early): void {
    const { code, subject, detail } = trouble;
    const alarm = { code, subject, detail: detail.slice(0, LONGEST_TEXT), sinceMs: atMs };
    this.#standing.set(key, alarm);
    this.#log.error({ code, subject }, `alarm ${code}: ${detail}`);
    this.record({ at: atMs, kind: 'alarm-raised', data: { code, subject, detail: alarm.detail } });
    this.#tellSoon();
  }

  /** Clears it, if it stands. */
  clear({ code, subject }: Pick<Trouble, 'code' | 'subject'>): void {
    const key = keyOf({ code, subject });
    clearTimeout(this.#early.get(key)?.timer);
    this.#early.delete(key);
    if (!this.#standing.delete(key)) return;
    this.#log.info({ code, subject }, `alarm ${code} of ${subject} is over`);
    this.record({ at: this.#nowMs(), kind: 'alarm-cleared', data: { code, subject } });
    this.#tellSoon();
  }

  /** Raises or clears. */
  set(trouble: Trouble, isRaised: boolean): void {
    if (isRaised) this.raise(trouble);
    else this.clear(trouble);
  }

  #reword(key: string, standing: NodeAlarm, trouble: Trouble): void {
    const detail = trouble.detail.slice(0, LONGEST_TEXT);
    if (detail === standing.detail) return;
    this.#standing.set(key, { ...standing, detail });
    if (this.#isRewordedDue) return;
    this.#isRewordedDue = true;
    setTimeout(() => {
      this.#isRewordedDue = false;
      this.#tellSoon();
    }, REWORDED_MS).unref();
  }

  /** What changes at once is told at once. */
  #tellSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#tell({ type: 'alarms', alarms: this.standing.slice(0, MAX_NODE_ALARMS) });
    });
  }
}

function keyOf({ code, subject }: Pick<Trouble, 'code' | 'subject'>): string {
  return `${code} ${subject}`;
}

/**
 * All alarms that stand: those of the nodes, and the launcher's own. Level-triggered: each look gives
 * everything that is true now.
 *
 * Invariants:
 * 1. One alarm per code, account and subject; raised once, cleared once.
 * 2. What a node told stands while the node is started again, until it tells another list.
 */
import type { StandingAlarm } from '../messaging/ipc/control-report.ts';
import { wayOut } from './alarm-way-out.ts';
import type { ChildStatus } from './child.ts';

/** Called when an alarm is raised or cleared; `isOwn`: no node has logged and recorded it. */
export type AlarmHeard = (alarm: StandingAlarm, isRaised: boolean, isOwn: boolean) => void;

/** An alarm of the launcher itself. */
export interface OwnTrouble {
  readonly code: string;
  readonly account: string;
  readonly detail: string;
}

interface Standing {
  readonly alarm: StandingAlarm;
  readonly isOwn: boolean;
}

/** What follows when a child that keeps ending is started in safe mode. */
const SAFE_MEANS: Readonly<Record<ChildStatus['role'], string>> = {
  slave: ': it closes, but opens nothing',
  master: ': while it is away its slaves see nothing of what he does',
  terminal: '',
};

/** See file header. */
export class AlarmDesk {
  readonly #heard: AlarmHeard;
  readonly #nowMs: () => number;
  readonly #lastError: (id: string) => string | null;
  #standing = new Map<string, Standing>();
  readonly #own = new Map<string, OwnTrouble>();
  #children: readonly ChildStatus[] = [];

  /** @param lastError what a child said last of what is wrong. */
  constructor(
    heard: AlarmHeard,
    nowMs: () => number = Date.now,
    lastError: (id: string) => string | null = () => null,
  ) {
    this.#heard = heard;
    this.#nowMs = nowMs;
    this.#lastError = lastError;
  }

  /** By account, then by age. */
  get standing(): readonly StandingAlarm[] {
    return [...this.#standing.values()]
      .map(({ alarm }) => alarm)
      .toSorted((left, right) =>
        left.account === right.account
          ? left.sinceMs - right.sinceMs
          : left.account < right.account
            ? -1
            : 1,
      );
  }

  /** All children as they are now. */
  look(children: readonly ChildStatus[]): void {
    this.#children = children;
    this.#show();
  }

  /** Raises or clears one of the launcher's own. */
  set(trouble: OwnTrouble, isRaised: boolean): void {
    const key = `${trouble.code} ${trouble.account}`;
    if (isRaised) this.#own.set(key, trouble);
    else if (!this.#own.delete(key)) return;
    this.#show();
  }

  #show(): void {
    const before = this.#standing;
    const now = new Map<string, Standing>();
    for (const { code, account, subject, detail, sinceMs, isOwn } of this.#all()) {
      const key = [code, account, subject].join('\n');
      const known = before.get(key)?.alarm.sinceMs;
      const alarm = {
        code,
        account,
        subject,
        detail,
        sinceMs: sinceMs ?? known ?? this.#nowMs(),
        wayOut: wayOut(code, account),
      };
      now.set(key, { alarm, isOwn });
    }
    this.#standing = now;
    for (const [key, { alarm, isOwn }] of now)
      if (!before.has(key)) this.#heard(alarm, true, isOwn);
    for (const [key, { alarm, isOwn }] of before) {
      if (!now.has(key)) this.#heard(alarm, false, isOwn);
    }
  }

  *#all() {
    for (const { id, role, account, alarms, isSafe, state } of this.#children) {
      for (const alarm of alarms) yield { ...alarm, account, isOwn: false };
      const own = { account, subject: id, sinceMs: null, isOwn: true };
      if (isSafe) {
        yield { ...own, code: 'SAFE_MODE', detail: `${id} keeps ending${SAFE_MEANS[role]}` };
      }
      if (state === 'failed') {
        const why = this.#lastError(id) ?? 'the log says why';
        yield {
          ...own,
          code: 'NODE_FAILED',
          detail: `${id} cannot run as it is configured: ${why}`,
        };
      }
    }
    for (const trouble of this.#own.values()) {
      yield { ...trouble, subject: trouble.account, sinceMs: null, isOwn: true };
    }
  }
}

/**
 * The alarms that stand: each is reported once when it is raised, again when its words change, and once
 * when it is cleared.
 *
 * Invariant: what stands is what was last shown, one alarm per code and subject.
 */
import type { Alarm } from '../domain/alarm.ts';

/** Called when an alarm is raised or says something else, or when it is cleared. */
export type AlarmListener = (alarm: Alarm, isRaised: boolean) => void;

/** See file header. */
export class AlarmBoard {
  readonly #listener: AlarmListener;
  #standing = new Map<string, Alarm>();

  constructor(listener: AlarmListener) {
    this.#listener = listener;
  }

  /** The alarms that stand now, in the order in which they were last shown. */
  get standing(): readonly Alarm[] {
    return [...this.#standing.values()];
  }

  /** Shows everything that is true now. */
  show(alarms: readonly Alarm[]): void {
    const before = this.#standing;
    this.#standing = new Map(alarms.map((alarm) => [`${alarm.code} ${alarm.subject}`, alarm]));
    for (const [key, alarm] of this.#standing) {
      if (before.get(key)?.detail !== alarm.detail) this.#listener(alarm, true);
    }
    for (const [key, alarm] of before) if (!this.#standing.has(key)) this.#listener(alarm, false);
  }
}

/** What a terminal shows of its account: one state of it, which may be late. */
import type { Broker } from '../../../simulator/broker/broker.ts';
import type { AccountState } from '../../../simulator/broker/messages.ts';
import type { Timeline } from './timeline.ts';

/** Whose lists they are. */
export interface LateListsParts {
  readonly login: string;
  readonly broker: Broker;
  readonly timeline: Timeline;
  /** How late they are, ms. */
  readonly viewLagMs: () => number;
  /** Called when they have changed. */
  readonly changed: () => void;
}

/** See file header. */
export class LateLists {
  readonly #parts: LateListsParts;
  #state: AccountState;
  #changes = 0;
  #shown = 0;

  /** @param isUp whether anybody looks. */
  constructor(parts: LateListsParts, isUp: () => boolean) {
    this.#parts = parts;
    const { broker, login, timeline } = parts;
    this.#state = broker.state(login);
    broker.onChange(login, () => {
      this.#changes += 1;
      const number = this.#changes;
      const state = broker.state(login);
      timeline.after(parts.viewLagMs(), () => {
        if (number <= this.#shown || !isUp()) return;
        this.#shown = number;
        this.#state = state;
        parts.changed();
      });
    });
  }

  get state(): AccountState {
    return this.#state;
  }

  /** They are loaded anew. */
  load(): void {
    this.#shown = this.#changes;
    this.#state = this.#parts.broker.state(this.#parts.login);
  }
}

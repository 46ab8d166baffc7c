/** What goes wrong for a while with the lists of a terminal. */
import type { SimTerminal } from './sim-terminal.ts';
import type { ReadTrouble } from './terminal-reports.ts';
import type { Timeline } from './timeline.ts';

const GLITCH_PAUSE_MS = 8_000;

/** See file header. */
export class TroubledReads {
  readonly #terminal: SimTerminal;
  readonly #timeline: Timeline;
  #glitchedMs = -Infinity;

  constructor(terminal: SimTerminal, timeline: Timeline) {
    this.#terminal = terminal;
    this.#timeline = timeline;
  }

  /** @param mayEnd asked when the time is over. */
  begin(trouble: ReadTrouble, forMs: number, mayEnd: () => boolean = () => true): void {
    if (trouble === 'glitch' && !this.#mayGlitch()) return;
    this.#terminal.trouble = trouble;
    this.#timeline.after(forMs, () => {
      if (mayEnd()) this.#terminal.trouble = null;
    });
  }

  /** Several in a row would be the five seconds of empty complete lists that the contract takes for proof. */
  #mayGlitch(): boolean {
    const { passedMs } = this.#timeline;
    if (passedMs - this.#glitchedMs < GLITCH_PAUSE_MS) return false;
    this.#glitchedMs = passedMs;
    return true;
  }
}

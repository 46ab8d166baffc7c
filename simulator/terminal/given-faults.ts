/**
 * The faults of a terminal that wait or last, under the names by which they are listed and taken back.
 * Some are shown by the connection to the broker, the others by the Expert Advisor's thread.
 *
 * Invariant: a fault of another account is not this terminal's.
 */
import { FaultRegister, type ListedFault } from '../faults/fault-register.ts';
import { together, type HeldFault } from '../faults/held-fault.ts';
import type { TerminalFault } from '../faults/terminal-fault.ts';
import type { KillPoints } from './expert-faults.ts';
import type { ToExpert } from './terminal-message.ts';

/** Who shows the faults. */
export interface FaultShowers {
  readonly login: string;
  readonly tell: (message: ToExpert) => void;
  readonly kills: KillPoints;
  /** Keeps back what the broker says for so long. */
  readonly hold: (ms: number) => HeldFault;
}

/** See the file's head. */
export class GivenFaults {
  readonly #showers: FaultShowers;
  readonly #register = new FaultRegister('terminal-');
  #last = 0;

  constructor(showers: FaultShowers) {
    this.#showers = showers;
  }

  /** From now on. @returns its name; null: it is over at once, or not this terminal's. */
  give(fault: TerminalFault): string | null {
    if (fault.account !== this.#showers.login) return null;
    return this.#register.add(fault, this.#begin(fault));
  }

  list(): readonly ListedFault[] {
    return this.#register.list();
  }

  has(id: string): boolean {
    return this.list().some((one) => one.id === id);
  }

  /** @throws ConfigurationError when there is none of this name. */
  takeBack(id: string): void {
    this.#register.remove(id);
  }

  clear(): void {
    this.#register.clear();
  }

  #begin(fault: TerminalFault): HeldFault {
    const { hold, kills, tell } = this.#showers;
    if (fault.type === 'unsynchronised') return hold(fault.forMs);
    this.#last += 1;
    const number = this.#last;
    tell({ type: 'fault', number, fault });
    const lasts = 'forMs' in fault && fault.type !== 'visible-after-close';
    const untilMs = lasts ? performance.now() + fault.forMs : Infinity;
    const shown: HeldFault = {
      isOver: () => performance.now() >= untilMs,
      end: () => tell({ type: 'fault-end', number }),
    };
    return fault.type === 'kill' ? together(kills.add(fault), shown) : shown;
  }
}

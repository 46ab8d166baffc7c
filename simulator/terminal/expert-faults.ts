/** Faults of the EA's own thread: it stands still, or its process ends at a named point of an action. */
import type { Operation } from '../broker/broker-faults.ts';
import type { HeldFault } from '../faults/held-fault.ts';
import type { TerminalFault } from '../faults/terminal-fault.ts';
import { Counter } from './counter.ts';

type Kill = Extract<TerminalFault, { readonly type: 'kill' }>;
/** A named point; see simulator/faults/terminal-fault.ts. */
export type KillPoint = Kill['at'];

/** Ends a process, this one if no other is given, as a crash does. */
export function endProcess(pid: number = process.pid): void {
  process.kill(pid, 'SIGKILL');
}

/** The kills that were asked for; each thread has those that it is asked about. */
export class KillPoints {
  readonly #armed = new Set<{ readonly fault: Kill; readonly counter: Counter }>();
  readonly #end: (pid?: number) => void;

  constructor(end: (pid?: number) => void = endProcess) {
    this.#end = end;
  }

  add(fault: Kill): HeldFault {
    const armed = { fault, counter: new Counter(fault) };
    this.#armed.add(armed);
    return { isOver: () => armed.counter.isOver, end: () => void this.#armed.delete(armed) };
  }

  /** Is any kill at this point waiting? Asked before it is found out what the point needs to know. */
  isArmed(point: KillPoint): boolean {
    for (const { fault } of this.#armed) if (fault.at === point) return true;
    return false;
  }

  /** @param operation of the request that is dealt with; null where the point knows none. */
  pass(point: KillPoint, operation: Operation | null = null): void {
    for (const { fault, counter } of this.#armed) {
      if (fault.at !== point) continue;
      if (fault.operation !== undefined && operation !== null && fault.operation !== operation)
        continue;
      if (counter.hits()) this.#end(fault.pid);
    }
  }
}

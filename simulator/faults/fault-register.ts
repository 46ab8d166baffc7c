/**
 * The faults that wait or last, under the names by which they are listed and taken back.
 *
 * Invariants: 1. a name is given once; 2. a fault that is over is not listed.
 */
import { ConfigurationError } from '../../domain/errors.ts';
import type { Fault } from './fault.ts';
import type { HeldFault } from './held-fault.ts';

/** A fault with its name. */
export interface ListedFault {
  readonly id: string;
  readonly fault: Fault;
}

/** See the file's head. */
export class FaultRegister {
  readonly #prefix: string;
  readonly #faults = new Map<string, { readonly fault: Fault; readonly held: HeldFault }>();
  #last = 0;

  /** @param prefix of all names: tells the registers of a desk apart. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** @returns its name; null for a fault that holds nothing. */
  add(fault: Fault, held: HeldFault | null): string | null {
    if (held === null) return null;
    this.#forgetOver();
    this.#last += 1;
    const id = `${this.#prefix}${String(this.#last)}`;
    this.#faults.set(id, { fault, held });
    return id;
  }

  list(): readonly ListedFault[] {
    this.#forgetOver();
    return [...this.#faults].map(([id, { fault }]) => ({ id, fault }));
  }

  /** Takes one back. @throws ConfigurationError when there is none of this name. */
  remove(id: string): void {
    this.#forgetOver();
    const found = this.#faults.get(id);
    if (found === undefined) throw new ConfigurationError(`no fault "${id}" waits or lasts`);
    this.#faults.delete(id);
    found.held.end();
  }

  /** Takes all back. */
  clear(): void {
    for (const { held } of this.#faults.values()) held.end();
    this.#faults.clear();
  }

  #forgetOver(): void {
    for (const [id, { held }] of this.#faults) if (held.isOver()) this.#faults.delete(id);
  }
}

/**
 * Changes of several children, in order and one change after the other: what the documents ask for,
 * and what an operator asks for.
 */
import type { Logger } from '../config/logger.ts';
import { START_ORDER, type ChildSpec } from './child-spec.ts';
import type { ChildChanges } from './desired-children.ts';
import type { Supervisor } from './supervisor.ts';

/** Slaves are started when all masters are bound, or after this time. */
const MASTERS_READY_MS = 2_000;

/** See file header. */
export class Fleet {
  readonly #supervisor: Supervisor;
  readonly #log: Logger;
  readonly #signal: AbortSignal;
  #queue: Promise<unknown> = Promise.resolve();
  #hasBegun = false;

  /** @param signal aborted when everything is stopped: nothing is started any more. */
  constructor(supervisor: Supervisor, log: Logger, signal: AbortSignal) {
    this.#supervisor = supervisor;
    this.#log = log;
    this.#signal = signal;
  }

  /** Whether what the documents ask for was started once: before, nobody can say that an account does not run. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /**
   * What the documents ask for.
   * @param wanted compares it with what runs; called when it is its turn: a restart that is under way has stopped
   *   children that are not to be started twice.
   */
  apply(wanted: () => ChildChanges): Promise<void> {
    return this.#inTurn(async () => {
      const changes = wanted();
      for (const spec of changes.update) this.#supervisor.update(spec);
      const safe = this.#safeOf(changes.restart);
      await this.#stop([...changes.stop, ...changes.restart], 'its account was changed, stopping');
      await this.#start([...changes.start, ...changes.restart], safe);
      this.#hasBegun = true;
    });
  }

  /**
   * Stops the children that are meant and starts them again.
   * @returns their ids.
   */
  restart(isMeant: (spec: ChildSpec) => boolean): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      const specs = this.#supervisor.running().filter(isMeant);
      const fresh = specs.map(({ id, role, account }) => ({ id, role, account }));
      const safe = this.#safeOf(fresh);
      await this.#stop(fresh, 'restarted by the operator');
      await this.#start(fresh, safe);
      return fresh.map(({ id }) => id);
    });
  }

  /** A new start is no end of safe mode: that ends by `resume` or after ten quiet minutes. */
  #safeOf(specs: readonly ChildSpec[]): ReadonlySet<string> {
    const safe = specs.filter(({ id }) => this.#supervisor.child(id)?.status().isSafe === true);
    return new Set(safe.map(({ id }) => id));
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(work);
    // The next change does not fail because this one did.
    this.#queue = result.catch(() => undefined);
    return await result;
  }

  async #stop(specs: readonly ChildSpec[], why: string): Promise<void> {
    for (const role of START_ORDER.toReversed()) {
      const group = specs.filter((spec) => spec.role === role);
      for (const { id } of group) this.#log.info(`${id}: ${why}`);
      await Promise.all(group.map(({ id }) => this.#supervisor.stop(id)));
    }
  }

  async #start(specs: readonly ChildSpec[], safe: ReadonlySet<string>): Promise<void> {
    const slaves = specs.filter(({ role }) => role === 'slave');
    const others = specs.filter(({ role }) => role !== 'slave');
    for (const role of START_ORDER) {
      for (const spec of others)
        if (spec.role === role) this.#supervisor.start(spec, safe.has(spec.id));
    }
    if (slaves.length > 0 && others.some(({ role }) => role === 'master')) {
      await this.#supervisor.settled('master', MASTERS_READY_MS, this.#signal);
    }
    for (const spec of slaves) this.#supervisor.start(spec, safe.has(spec.id));
  }
}

/**
 * All children of this launcher. One child's death touches no other; they are started terminals
 * first, then masters, then slaves, and stopped in the reverse order.
 */
import { Child, type ChildEnvironment, type ChildStatus } from './child.ts';
import { START_ORDER, type ChildRole, type ChildSpec } from './child-spec.ts';
import type { RunningChild } from './desired-children.ts';

/** How often the children's vitals are looked at. */
export const CHECK_MS = 1_000;
/** One child stopped alone gets so long. */
export const STOP_MS = 5_000;
/** When all are stopped: each role's deadline since the beginning; together 5 s. */
const STOP_ALL_MS: Readonly<Record<ChildRole, number>> = {
  slave: 3_000,
  master: 4_000,
  terminal: 5_000,
};

/** See file header. */
export class Supervisor {
  readonly #environment: ChildEnvironment;
  readonly #onBroken: (error: unknown) => void;
  readonly #children = new Map<string, Child>();
  readonly #timer: NodeJS.Timeout;
  #checkedAtMs: number;
  #closing: Promise<void> | null = null;

  /** @param onBroken called when supervising itself fails: a bug. */
  constructor(environment: ChildEnvironment, onBroken: (error: unknown) => void) {
    this.#environment = environment;
    this.#onBroken = onBroken;
    this.#checkedAtMs = environment.now();
    this.#timer = setInterval(() => this.check(), CHECK_MS);
  }

  /**
   * Starts the child, unless everything is being stopped. One of the same id must be over.
   * @param isSafe whether it begins in safe mode.
   */
  start(spec: ChildSpec, isSafe = false): void {
    if (this.#closing !== null) return;
    const child = new Child(spec, this.#environment, isSafe);
    this.#children.set(spec.id, child);
    child.run().catch(this.#onBroken);
    // Its process may be ready late: the alarm of its safe mode does not wait for that.
    this.#environment.onChange?.();
  }

  /** Takes note of an edit that the running child sees by itself. */
  update(spec: ChildSpec): void {
    const child = this.#children.get(spec.id);
    if (child !== undefined) child.spec = spec;
  }

  /** Stops the child and forgets it. */
  async stop(id: string): Promise<void> {
    await this.#children.get(id)?.stop(STOP_MS);
    this.#children.delete(id);
    this.#environment.onChange?.();
  }

  /** Resolves when every child of the role was ready once or is over, at most after `timeoutMs`. */
  async settled(role: ChildRole, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const children = this.#ofRole(role);
    const done = new AbortController();
    const patience = this.#environment.pause(timeoutMs, AbortSignal.any([signal, done.signal]));
    const all = Promise.all(children.map((child) => child.settled));
    // An aborted pause rejects: both ways the waiting is over.
    await Promise.race([all, patience.catch(() => undefined)]);
    done.abort();
  }

  /** Slaves, then masters, then terminals; resolves when no child is left, after 5 s at most. */
  stopAll(): Promise<void> {
    this.#closing ??= this.#stopAll();
    return this.#closing;
  }

  /** Ends every process at once. */
  kill(): void {
    // Before the orderly stop begins: it would leave a killed master to be started again meanwhile.
    for (const child of this.#children.values()) child.kill();
    void this.stopAll();
  }

  /** What runs, or should. */
  running(): readonly RunningChild[] {
    return [...this.#children.values()].map((child) => {
      const { id, role, account } = child.spec;
      return { id, role, account, hasFailed: child.status().state === 'failed' };
    });
  }

  statuses(): readonly ChildStatus[] {
    return [...this.#children.values()].map((child) => child.status());
  }

  /** See {@link Child}; null when there is no such child. */
  child(id: string): Child | null {
    return this.#children.get(id) ?? null;
  }

  /** Looks at all vitals; called once a second. */
  check(): void {
    const nowMs = this.#environment.now();
    const gapMs = nowMs - this.#checkedAtMs;
    this.#checkedAtMs = nowMs;
    // So long a gap means that this process did not run: nobody's heartbeat was heard meanwhile.
    const pausedMs = gapMs > 2 * CHECK_MS ? gapMs - CHECK_MS : 0;
    for (const child of this.#children.values()) child.check(pausedMs);
  }

  async #stopAll(): Promise<void> {
    clearInterval(this.#timer);
    const beganAtMs = this.#environment.now();
    for (const role of START_ORDER.toReversed()) {
      const leftMs = STOP_ALL_MS[role] - (this.#environment.now() - beganAtMs);
      await Promise.all(this.#ofRole(role).map((child) => child.stop(Math.max(0, leftMs))));
    }
  }

  #ofRole(role: ChildRole): readonly Child[] {
    return [...this.#children.values()].filter(({ spec }) => spec.role === role);
  }
}

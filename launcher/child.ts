/**
 * One supervised child: started, watched, started again after a pause when it ends unasked, until it
 * is stopped or gives up. Its death touches nobody else.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../config/logger.ts';
import type { NodeAlarm, NodeAnswer, NodeCommand } from '../messaging/ipc/node-command.ts';
import type { ChildMessage } from '../messaging/ipc/node-ipc.ts';
import { ChildQuestions } from './child-questions.ts';
import { childCommand, type ChildSpec } from './child-spec.ts';
import { nextChildState, type ChildEvent, type ChildState } from './child-state.ts';
import type { ChildEnd, ChildHandle, StartChild } from './fork-child.ts';
import { NO_RESTARTS, planRestart, QUIET_MS } from './restart-policy.ts';
import { excused, heard, hungReason, newVitals } from './vitals.ts';

/** Exit code of a child whose configuration is wrong: it would only fail again. */
export const EXIT_CONFIGURATION = 78;
/** From this pause on a restart is logged as an error: something stays broken. */
const WORRYING_DELAY_MS = 4_000;

/** What a child needs from its surroundings. */
export interface ChildEnvironment {
  readonly start: StartChild;
  readonly dataFolder: string;
  readonly log: Logger;
  /** A line that the child wrote. */
  readonly onLine: (spec: ChildSpec, line: string) => void;
  /** Something that may be an alarm changed: the child's state, or what its node told. */
  readonly onChange?: (() => void) | undefined;
  /** A monotonic clock, ms. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Rejects when aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** A child as others see it. */
export interface ChildStatus {
  readonly id: string;
  readonly role: ChildSpec['role'];
  readonly account: string;
  readonly state: ChildState;
  readonly pid: number | null;
  readonly isSafe: boolean;
  readonly restarts: number;
  /** What stands on its node, as it was last told. */
  readonly alarms: readonly NodeAlarm[];
}

/** The real clock, chance and patience. */
export const REAL_TIME = {
  now: (): number => performance.now(),
  random: Math.random,
  pause: (ms: number, signal: AbortSignal): Promise<unknown> => delay(ms, undefined, { signal }),
} as const;

/** See file header. */
export class Child {
  /** As its document is now; what the process was started with may be older. */
  spec: ChildSpec;
  /** Resolves at the first "ready", or when the child is over. */
  readonly settled: Promise<void>;
  readonly #settle: () => void;
  readonly #environment: ChildEnvironment;
  readonly #stopping = new AbortController();
  #state: ChildState = 'starting';
  #handle: ChildHandle | null = null;
  #vitals = newVitals(0);
  #history: typeof NO_RESTARTS;
  #restarts = 0;
  #startedAtMs = 0;
  #alarms: readonly NodeAlarm[] = [];
  readonly #questions = new ChildQuestions();
  #over: Promise<void> | null = null;

  /** @param isSafe whether it begins in safe mode. */
  constructor(spec: ChildSpec, environment: ChildEnvironment, isSafe = false) {
    this.spec = spec;
    this.#environment = environment;
    this.#history = { ...NO_RESTARTS, isSafe };
    const settled = new AbortController();
    this.settled = new Promise((resolve) => {
      settled.signal.addEventListener('abort', () => resolve());
    });
    this.#settle = () => settled.abort();
  }

  /** Starts it; resolves when it is over for good: stopped, or given up. */
  run(): Promise<void> {
    this.#over ??= this.#supervise().finally(() => this.#settle());
    return this.#over;
  }

  /**
   * Asks it to end in order and kills it when it has not after `deadlineMs`; resolves when it is
   * over. Asking again with a shorter deadline is allowed.
   */
  async stop(deadlineMs: number): Promise<void> {
    if (this.#over === null || this.#state === 'failed') return;
    if (!this.#stopping.signal.aborted) {
      this.#beginStop();
      this.#handle?.tell({ type: 'stop' });
    }
    const patience = setTimeout(() => {
      this.#environment.log.warn(`${this.spec.id} did not stop in time: killed`);
      this.kill();
    }, deadlineMs);
    await this.#over.finally(() => clearTimeout(patience));
  }

  /** Ends the process at once, for good. */
  kill(): void {
    if (!this.#stopping.signal.aborted) this.#beginStop();
    this.#handle?.kill();
  }

  /** Once a second: kills a hung child; ends safe mode in time. `pausedMs`: see vitals.ts. */
  check(pausedMs: number): void {
    if (this.#handle === null || this.#state === 'stopping') return;
    const { isSafe } = this.#history;
    if (isSafe && this.#environment.now() - this.#startedAtMs >= QUIET_MS) this.forgive();
    this.#vitals = excused(this.#vitals, pausedMs);
    const reason = hungReason(this.#vitals, this.#state === 'ready', this.#environment.now());
    if (reason === null) return;
    this.#environment.log.error(`${this.spec.id} hangs (${reason}): killed`);
    this.#handle.kill();
  }

  status(): ChildStatus {
    return {
      id: this.spec.id,
      role: this.spec.role,
      account: this.spec.account.name,
      state: this.#state,
      pid: this.#handle?.pid ?? null,
      isSafe: this.#history.isSafe,
      restarts: this.#restarts,
      alarms: this.#alarms,
    };
  }

  /** Resolves to null when the node does not answer in time, or is not there. */
  ask(command: NodeCommand, timeoutMs: number): Promise<NodeAnswer | null> {
    const tell = (id: number): boolean =>
      this.#handle?.tell({ type: 'command', id, command }) ?? false;
    return this.#questions.ask(tell, timeoutMs);
  }

  /** The next start is no longer in safe mode. */
  forgive(): void {
    this.#history = NO_RESTARTS;
    this.#environment.onChange?.();
  }

  #beginStop(): void {
    this.#stopping.abort();
    if (this.#handle !== null) this.#step('stop-asked');
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#startedAtMs = this.#environment.now();
      const end = await this.#runOnce(this.#startedAtMs);
      if (signal.aborted) return;
      if (end.code === EXIT_CONFIGURATION) {
        this.#giveUp();
        return;
      }
      await this.#pauseBeforeRestart(end, this.#environment.now() - this.#startedAtMs, signal);
      if (!signal.aborted) this.#step('restarted');
    }
  }

  async #runOnce(startedAtMs: number): Promise<ChildEnd> {
    const { start, dataFolder, log, onLine } = this.#environment;
    this.#vitals = newVitals(startedAtMs);
    const handle = start(childCommand(this.spec, dataFolder, this.#history.isSafe), {
      onMessage: (message) => this.#hear(message),
      onLine: (line) => onLine(this.spec, line),
    });
    this.#handle = handle;
    log.debug({ pid: handle.pid }, `${this.spec.id} started`);
    const end = await handle.ended;
    this.#handle = null;
    this.#questions.lost();
    this.#step('ended');
    return end;
  }

  async #pauseBeforeRestart(end: ChildEnd, ranForMs: number, signal: AbortSignal): Promise<void> {
    const { log, now, random, pause, onChange } = this.#environment;
    const wasSafe = this.#history.isSafe;
    const plan = planRestart(this.#history, { ranForMs, nowMs: now(), jitter: random() });
    this.#history = plan.history;
    this.#restarts += 1;
    const text = `${this.spec.id} ended (${end.how}) after ${seconds(ranForMs)}; starts again in ${seconds(plan.delayMs)}`;
    log[plan.delayMs >= WORRYING_DELAY_MS ? 'error' : 'warn'](text);
    if (plan.history.isSafe && !wasSafe) {
      log.error(`${this.spec.id} keeps ending: from now on in safe mode`);
      onChange?.();
    }
    // The pause ends early when the child is to stop.
    await pause(plan.delayMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  #giveUp(): void {
    this.#step('gave-up');
    this.#environment.log.error(
      `${this.spec.id} cannot run as it is configured (its own line says why); it starts again when its account is changed`,
    );
  }

  #hear(message: ChildMessage | null): void {
    const { log, now } = this.#environment;
    switch (message?.type) {
      case 'ready':
        // Who loaded for long is not hung the moment it is ready; a second "ready" tells nothing new.
        this.#vitals = heard(this.#vitals, this.#vitals.progress, now());
        if (this.#state !== 'ready' && this.#handle !== null) this.#step('became-ready');
        this.#settle();
        return log.info(`${this.spec.id} is ready`);
      case 'heartbeat':
        this.#vitals = heard(this.#vitals, message.progress, now());
        return;
      case 'answer':
        this.#questions.answered(message.id, message.answer);
        return;
      case 'alarms':
        this.#alarms = message.alarms;
        this.#environment.onChange?.();
        return;
      case undefined:
        log.warn(`${this.spec.id} sent a message that is none: ignored`);
        return;
    }
  }

  #step(event: ChildEvent): void {
    this.#state = nextChildState(this.#state, event);
    this.#environment.onChange?.();
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

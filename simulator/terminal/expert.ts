/**
 * An Expert Advisor that runs on its own thread, as in MT5: one event after the other, the program's
 * calls block this thread alone, and the terminal's state changes under it between two calls.
 *
 * Invariants: 1. events from before the end of OnInit are skipped; 2. OnDeinit is the last handler, with
 * 2.5 s at most; 3. a critical error ends the program without OnDeinit.
 */
import { performance } from 'node:perf_hooks';
import { CriticalError } from '../mql5/runtime/critical-error.ts';
import type { Host } from '../mql5/runtime/host.ts';
import { createInstance, type Handler, type Instance } from '../mql5/runtime/instance.ts';
import { seededRandom } from '../seeded-random.ts';
import type { ExpertEvent } from './event-queue.ts';
import { EventTimer } from './event-timer.ts';
import { expertLibrary, type ExpertLibrary } from './expert-library.ts';
import { fillRequest, fillResult } from './functions-trade.ts';
import type { StoredProgram } from './program-cache.ts';
import type { ExpertStart } from './terminal-message.ts';
import type { TerminalState } from './terminal-state.ts';
import type { ThreadGate } from './thread-gate.ts';
import { fillTransaction, requestTransaction } from './transaction.ts';

const DEINIT_MS = 2_500;
/** An EA starts without a connection after so long. */
const CONNECTION_MS = 5_000;
/** Longest sleep between two looks at the clock. */
const IDLE_MS = 1_000;
const REASON_PROGRAM = 0;
const REASON_INITFAILED = 8;

const TIMER: ExpertEvent = { type: 'timer' };

type Told = Extract<ExpertEvent, { readonly type: 'transaction' | 'request' }>;

/** The program's handlers of events; null: it has none. */
interface Handlers {
  readonly tick: Handler | null;
  readonly timer: Handler | null;
  readonly transaction: Handler | null;
}

/** See the file's head. */
export class Expert {
  readonly #gate: ThreadGate;
  readonly #start: ExpertStart;
  readonly #program: StoredProgram;
  readonly #timer: EventTimer;
  readonly #host: Host;
  readonly #library: ExpertLibrary;
  readonly #state: TerminalState;
  #endMs = Infinity;

  constructor(gate: ThreadGate, start: ExpertStart, program: StoredProgram) {
    this.#gate = gate;
    this.#start = start;
    this.#program = program;
    this.#timer = new EventTimer(start.options.timerFloorMs, seededRandom(start.options.seed));
    this.#host = this.#makeHost();
    this.#library = expertLibrary(gate, start, this.#host, {
      setTimer: (ms) => this.#timer.set(ms, performance.now()),
      killTimer: () => this.#timer.kill(),
      waitMs: (ms) => this.#timer.waitMs(ms, performance.now()),
      remove: () => {
        this.#state.reason ??= REASON_PROGRAM;
      },
      reason: () => this.#state.reason ?? REASON_PROGRAM,
    });
    this.#state = this.#library.state;
  }

  /** Runs until the program is removed. @returns why it ended */
  run(): string {
    const state = this.#state;
    try {
      this.#gate.waitUntil(() => state.view.isConnected || state.reason !== null, CONNECTION_MS);
      const instance = this.#load();
      const handlers = {
        tick: instance.handler('OnTick'),
        timer: instance.handler('OnTimer'),
        transaction: instance.handler('OnTradeTransaction'),
      };
      const code = Number(instance.handler('OnInit')?.() ?? 0);
      state.events.clear();
      this.#gate.post({ type: 'started', ok: code === 0 });
      if (code !== 0) state.reason = REASON_INITFAILED;
      while (state.reason === null) this.#turn(instance, handlers);
      this.#endMs = performance.now() + DEINIT_MS;
      instance.handler('OnDeinit')?.(state.reason);
      instance.end();
      return `removed, reason ${String(state.reason)}${code === 0 ? '' : `, OnInit answered ${String(code)}`}`;
    } catch (error) {
      if (!(error instanceof CriticalError)) throw error;
      return `critical error: ${error.message}`;
    } finally {
      this.#library.flush();
    }
  }

  /** The chart's variables are fixed when a program is loaded. */
  #load(): Instance {
    const spec = this.#state.market.symbols.get(this.#state.chartSymbol);
    Object.assign(this.#host.variables, {
      _Symbol: spec?.symbol ?? '',
      _Digits: spec?.digits ?? 0,
      _Point: Number((10 ** -(spec?.digits ?? 0)).toFixed(spec?.digits ?? 0)),
    });
    Object.assign(this.#host.functions, this.#library.functions);
    const instance = createInstance(this.#program, this.#host, this.#program.functionNames);
    instance.start(this.#start.inputs);
    return instance;
  }

  #turn(instance: Instance, handlers: Handlers): void {
    this.#gate.drain();
    this.#stall();
    if (this.#timer.take(performance.now())) this.#state.events.push(TIMER);
    const event = this.#state.events.next();
    if (event === null) {
      const rest = Math.min(IDLE_MS, this.#timer.dueMs - performance.now());
      if (rest > 0) this.#gate.sleep(rest);
      return;
    }
    if (event.type === 'tick') handlers.tick?.();
    else if (event.type === 'timer') {
      handlers.timer?.();
      this.#timer.handled(performance.now());
    } else if (handlers.transaction !== null) this.#tell(instance, handlers.transaction, event);
    this.#gate.countHandled();
  }

  #stall(): void {
    const { stallMs } = this.#state;
    if (stallMs === 0) return;
    this.#state.stallMs = 0;
    this.#state.isStallOver = false;
    this.#gate.waitUntil(() => this.#state.reason !== null || this.#state.isStallOver, stallMs);
  }

  #tell(instance: Instance, handle: Handler, event: Told): void {
    const transaction = instance.create('MqlTradeTransaction');
    const request = instance.create('MqlTradeRequest');
    const result = instance.create('MqlTradeResult');
    for (const one of [transaction, request, result]) one.$init().$zero();
    if (event.type === 'transaction') fillTransaction(transaction, event.transaction);
    else {
      requestTransaction(transaction);
      fillRequest(request, event.trade);
      fillResult(result, event.result);
      Object.assign(result, { request_id: event.requestId });
      this.#library.onResultTold();
    }
    handle(transaction, request, result);
    if (event.type === 'transaction') this.#state.kills.pass('event-handled');
  }

  #makeHost(): Host {
    const startedMs = performance.now();
    const gate = this.#gate;
    return {
      print: (line) => gate.post({ type: 'print', line }),
      now: () => Date.now(),
      microseconds: () => BigInt(Math.floor((performance.now() - startedMs) * 1_000)),
      sleep: (ms) => void gate.waitUntil(() => gate.isStopped, ms),
      isStopped: () => gate.isStopped || this.#state.reason !== null,
      mustEnd: () => performance.now() > this.#endMs,
      functions: {},
      variables: { _Symbol: '', _Period: 1, _Point: 0, _Digits: 0, _IsX64: true, _UninitReason: 0 },
      lastError: 0,
    };
  }
}

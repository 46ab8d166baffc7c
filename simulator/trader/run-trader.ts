/**
 * The human at a terminal of his own: trades by hand, in real time, what his steps say. What he has done
 * is known to the broker, so that he goes on where he stopped, whoever was restarted.
 *
 * Invariants: 1. no step is sent twice with two requests; 2. behind the last step done nothing earlier is
 * made up for, but what the broker never read; 3. steps of one moment are sent at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { TerminalUnavailableError } from '../../domain/errors.ts';
import type { BrokerAddress } from '../broker-process/address-file.ts';
import type { FromBroker } from '../broker/messages.ts';
import { retcodeText } from '../broker/retcode.ts';
import { BrokerClient } from '../broker-process/broker-client.ts';
import { TraderAccount } from './trader-account.ts';
import { stepRequest, type TraderStep } from './trader-step.ts';

const RECONNECT_MS = 250;
/** Placed, done, done in part, nothing to change. */
const DONE = new Set([10_008, 10_009, 10_010, 10_025]);

/** What a trader works with. */
export interface TraderOptions {
  /** Finds the broker, and starts it if need be. */
  readonly broker: (signal: AbortSignal) => Promise<BrokerAddress>;
  readonly login: string;
  /** In the order of their time. */
  readonly steps: readonly TraderStep[];
  /** Real milliseconds before the first step. */
  readonly startDelayMs: number;
  readonly log: (text: string) => void;
}

/**
 * Trades the steps that are not yet done. Rejects with the signal's reason when aborted.
 * @returns how many of them the broker refused.
 */
export async function runTrader(options: TraderOptions, signal: AbortSignal): Promise<number> {
  const { log, startDelayMs, steps } = options;
  const progress: Progress = { startMs: null, answered: new Set(), refused: 0 };
  for (;;) {
    try {
      const session = await openSession(options, signal);
      try {
        const last = lastDone(steps, session.account.requests);
        // The time of the replay goes on, whether the broker is there or not.
        progress.startMs ??= performance.now() + startDelayMs - (steps[last]?.atMs ?? 0);
        await tradeFrom(session, steps, last + 1, { progress, log, signal });
        return progress.refused;
      } finally {
        session.client.close();
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof TerminalUnavailableError)) throw error;
      log(`the broker is away: ${error.message}`);
      await sleep(RECONNECT_MS, undefined, { signal });
    }
  }
}

interface Progress {
  /** When the first step is due, on performance.now(); null before the first login. */
  startMs: number | null;
  /** Steps that the broker answered: those without an order are known from here alone. */
  readonly answered: Set<TraderStep>;
  refused: number;
}

interface Session {
  readonly client: BrokerClient;
  readonly account: TraderAccount;
}

async function openSession(options: TraderOptions, signal: AbortSignal): Promise<Session> {
  const address = await options.broker(signal);
  const early: FromBroker[] = [];
  let account: TraderAccount | null = null;
  const onMessage = (message: FromBroker): void => {
    if (account === null) early.push(message);
    else account.told(message);
  };
  const { login } = options;
  const { client, welcome } = await BrokerClient.login(
    { address, login, as: 'trader', onMessage },
    signal,
  );
  account = new TraderAccount(welcome);
  for (const message of early) account.told(message);
  client.watch(welcome.symbols.map(({ symbol }) => symbol));
  return { client, account };
}

function lastDone(steps: readonly TraderStep[], requests: ReadonlySet<string>): number {
  return steps.findLastIndex((step) => requests.has(stepRequest(step)));
}

async function tradeFrom(
  session: Session,
  steps: readonly TraderStep[],
  from: number,
  {
    log,
    progress,
    signal,
  }: {
    readonly progress: Progress;
    readonly log: (text: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  let next = from;
  while (next < steps.length) {
    const atMs = steps[next]?.atMs ?? 0;
    const group = together(steps, next);
    const waitMs = (progress.startMs ?? 0) + atMs - performance.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    await Promise.all(
      group.map(async (step) => {
        if (progress.answered.has(step)) return;
        const retcode = await send(session, step);
        progress.answered.add(step);
        if (retcode !== null && !DONE.has(retcode)) {
          progress.refused += 1;
          const why = `${String(retcode)} ${retcodeText(retcode)}`;
          log(`the broker refused the master's order ${stepRequest(step)}: ${why}`);
        }
      }),
    );
    next += group.length;
  }
}

/** The steps of this one's time up to the next one with a key among them: that one waits for its result. */
function together(steps: readonly TraderStep[], from: number): readonly TraderStep[] {
  const keys = new Set<string>();
  let until = from;
  for (; until < steps.length; until += 1) {
    const step = steps[until];
    if (step === undefined || step.atMs !== steps[from]?.atMs || keys.has(step.key)) break;
    keys.add(step.key);
  }
  return steps.slice(from, until);
}

/** The retcode; null when there was nothing to do. */
async function send({ account, client }: Session, step: TraderStep): Promise<number | null> {
  const trade = account.tradeOf(step);
  if (trade === null) return null;
  const orderSendNs = process.hrtime.bigint().toString();
  const request = stepRequest(step);
  return (await client.trade({ request, reason: 'CLIENT', trade, orderSendNs }, null)).retcode;
}

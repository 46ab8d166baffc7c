/**
 * Puts a slave together once its account is known.
 *
 * Invariant: the spool is stored and the ledger is read before the first plan.
 */
import path from 'node:path';
import { fileName } from '../db/file-name.ts';
import { Spool } from '../db/spool.ts';
import type { SlaveAccount } from '../domain/account.ts';
import type { Copy } from '../domain/copy.ts';
import type { StoreUnavailableError } from '../domain/errors.ts';
import type { AccountName, MasterId, SlaveId } from '../domain/ids.ts';
import type { Block, CloseOrder } from '../domain/plan-input.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import type { AlarmRelay } from './alarm-relay.ts';
import { systemClock } from './clock.ts';
import { CopyReporter, type Log } from './copy-reporter.ts';
import { CopyTable } from './copy-table.ts';
import { CrashingTerminal } from './crashing-terminal.ts';
import { DealRecorder } from './deal-recorder.ts';
import type { EaTerminal } from './ea-terminal.ts';
import { Executor } from './executor.ts';
import { LedgerProblems } from './ledger-problems.ts';
import { LedgerWriter } from './ledger-writer.ts';
import { LateVersions } from './late-versions.ts';
import { LatencyRecorder } from './latency-recorder.ts';
import type { NodeContext } from './node-context.ts';
import type { Records } from './open-records.ts';
import { readLedger } from './read-ledger.ts';
import { RecordedTerminal } from './recorded-terminal.ts';
import { RequestCount } from './request-count.ts';
import { SafeMode } from './safe-mode.ts';
import type { Policy } from './silence-policy.ts';
import { SlaveNode } from './slave-node.ts';
import { SlaveSpool } from './slave-spool.ts';
import { SlavePolicy } from './slave-policy.ts';
import type { Terminal } from './terminal.ts';
import { TimedLedger } from './timed-ledger.ts';
import { TimedTerminal } from './timed-terminal.ts';
import { windowsOf } from './windows-of.ts';

/** What a slave is made of. */
export interface SlaveParts {
  readonly context: NodeContext;
  readonly slaveId: SlaveId;
  readonly account: SlaveAccount;
  readonly terminal: Terminal;
  readonly alarms: AlarmRelay;
  /** See slave-node-parts.ts. */
  readonly isDoubted: (master: MasterId) => boolean;
  readonly enabledMasters: () => readonly AccountName[];
  readonly records: Records;
  /** Whether the leases allow this process to act. */
  readonly mayAct: () => boolean;
  /** The number of the login's lease. */
  readonly lease: () => number;
  /** @throws TerminalUnavailableError when the EA does not answer. */
  readonly tellPolicy: (policy: Policy) => Promise<void>;
  /** The account's deals, for what copies cost. */
  readonly history: EaTerminal['history'];
  /** Blocks that stand from the beginning; asked last, as an operator may order meanwhile. */
  readonly blocks: () => readonly Block[];
  /** A bug or a broken database: the node has to stop. */
  readonly fail: (error: unknown) => void;
}

/** A slave that plans. */
export interface StartedSlave {
  readonly node: SlaveNode;
  readonly table: CopyTable;
  readonly latency: LatencyRecorder;
  /** Stores the next version of a copy, by an operator's order. */
  readonly record: (copy: Copy) => void;
  /** Sends the order of no copy, on record. */
  readonly closeStranger: (order: CloseOrder) => Promise<TradeReply>;
  /** To be called several times a second. */
  tick(): void;
  /** Writes what is still to be recorded. */
  close(): Promise<void>;
}

/** @throws StoreUnavailableError when the database does not answer: the EA is let in later. */
export async function startSlave(parts: SlaveParts): Promise<StartedSlave> {
  const { context, slaveId, account, terminal, alarms, blocks, fail } = parts;
  const { stores, log, dataFolder, crashSeam } = context;
  const windows = windowsOf(process.env);
  const plain = stores.ledger(slaveId);
  const { events } = parts.records;
  const table = new CopyTable();
  const file = new Spool(path.join(dataFolder, 'spool', fileName('spool', slaveId)));
  const spool = new SlaveSpool({
    spool: file,
    ledger: plain,
    events: parts.records.log,
    alarms,
    slave: account.name,
    log,
    nowMs: Date.now,
  });
  const problems = new LedgerProblems(table.blocks, alarms, account.name);
  const read = await readLedger(plain, slaveId, spool, problems).catch(async (error: unknown) => {
    // The EA comes again every few seconds, and each try opens it anew.
    await file.close();
    throw error;
  });
  const latency = new LatencyRecorder({
    ledger: read.ledger,
    isBusy: () => table.inFlight.size > 0,
    lost: (error) => log.warn({ err: error }, 'the times of some copies could not be kept'),
  });
  const ledger = new TimedLedger(read.ledger, latency);
  for (const copy of read.copies) table.set(copy);
  const calm = context.isSafe ? blockUntilCalm(table, log) : undefined;
  for (const copy of table.copies.live()) {
    const { copyId, state, version } = copy;
    if (!('request' in state)) continue;
    // Its record may have been lost with the process that sent it.
    const data = { copyId, version, status: state.status, request: state.request };
    events.add({ at: Date.now(), kind: 'order-in-doubt', data });
  }
  const requests = new RequestCount(
    path.join(dataFolder, 'requests', fileName('requests', slaveId)),
    log,
  );
  await requests.load();
  const ended = crashSeam === null ? terminal : new CrashingTerminal(terminal, crashSeam);
  const recorded = new RecordedTerminal(
    new TimedTerminal(ended, latency),
    (entry) => {
      events.add(entry);
      if (entry.kind === 'order-requested') requests.add(node.book?.serverNowMs ?? null);
    },
    parts.lease,
  );
  const writer = new LedgerWriter(ledger, spool, availability(table, log, parts.records, spool));
  const executor: Executor = new Executor({
    table,
    ledger,
    writer,
    terminal: recorded,
    reporter: new CopyReporter(log, (entry) => events.add(entry)),
    windows,
    mayAct: parts.mayAct,
    wake: () => node.wake(),
    unreadable: (problem) => problems.found(problem),
    fail,
  });
  const node = new SlaveNode({
    slaveId,
    account,
    table,
    terminal,
    clock: systemClock,
    windows,
    defaultSlippagePoints: context.defaultSlippagePoints,
    carryOut: (actions) => executor.carryOut(actions),
    fail,
    mayAct: parts.mayAct,
    isDoubted: parts.isDoubted,
    enabledMasters: parts.enabledMasters,
    requestsOf: (serverNowMs) => requests.of(serverNowMs),
    alarmed: (alarm, isRaised) => alarms.set(alarm, isRaised),
    troubled: ({ name, error }) => log.error({ err: error, name }, `${name} cannot be used`),
  });
  const deals = new DealRecorder({
    history: parts.history,
    table,
    events,
    log,
    file: path.join(dataFolder, 'deals', fileName('deals', slaveId)),
  });
  await deals.load();
  const late = new LateVersions({
    ledger,
    slaveId,
    table,
    log,
    fail,
    startedMs: performance.now(),
  });
  const { lease, tellPolicy } = parts;
  const policy = new SlavePolicy({ windows, table, lease, tellPolicy, log });
  for (const block of blocks()) table.blocks.add(block);
  return {
    node,
    tick() {
      late.tick(performance.now());
      const monotonicMs = performance.now();
      spool.tick(monotonicMs, () => writer.spoolAgain());
      const { account: edited, book } = node;
      const connection = terminal.link?.connection ?? null;
      policy.tick({ account: edited, connection, book, nowMs: Date.now(), monotonicMs });
      if (connection !== null) void deals.tick(book, connection, monotonicMs);
    },
    table,
    latency,
    record(copy) {
      if (parts.mayAct()) executor.carryOut([{ type: 'record', copy }]);
    },
    closeStranger: async (order) => {
      if (parts.mayAct()) return await recorded.close(order);
      const message = 'the account’s lease is in doubt';
      return { type: 'rejected', error: 'LEASE', retcode: null, message };
    },
    async close() {
      clearInterval(calm);
      await writer.stop();
      await latency.close();
      await requests.close();
      await deals.close();
      await file.close();
    },
  };
}

/** Looks every second whether SAFE mode is over. */
function blockUntilCalm(table: CopyTable, log: Log): NodeJS.Timeout {
  const safe = new SafeMode(table.blocks, log, performance.now());
  const timer = setInterval(() => {
    if (safe.passed(performance.now())) clearInterval(timer);
  }, 1_000);
  return timer.unref();
}

function availability(table: CopyTable, log: Log, records: Records, spool: SlaveSpool) {
  return {
    available(isAvailable: boolean) {
      if (isAvailable) table.blocks.delete('database');
      else {
        table.blocks.add('database');
        records.log.down();
      }
      log.warn({}, `the database ${isAvailable ? 'answers again' : 'does not answer: no opens'}`);
    },
    spoolFailed(error: StoreUnavailableError) {
      spool.failed(error);
      log.error(
        { err: error },
        `${error.message}; closes go on, their outcomes are in memory only`,
      );
    },
  };
}

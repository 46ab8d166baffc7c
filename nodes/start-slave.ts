/**
 * Puts a slave together once its account is known.
 *
 * Invariant: the spool is stored and the ledger is read before the first plan.
 */
import path from 'node:path';
import { EventBuffer } from '../db/event-buffer.ts';
import type { EventLog } from '../db/event-log.ts';
import type { CopyLedger } from '../db/copy-ledger.ts';
import { fileName } from '../db/file-name.ts';
import { Spool } from '../db/spool.ts';
import { storeSpooled } from '../db/store-spooled.ts';
import type { SlaveAccount } from '../domain/account.ts';
import type { SlaveId } from '../domain/ids.ts';
import type { Block, CloseOrder } from '../domain/plan-input.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import { DEFAULT_WINDOWS } from '../domain/windows.ts';
import type { AlarmRelay } from './alarm-relay.ts';
import { systemClock } from './clock.ts';
import { CopyReporter, type Log } from './copy-reporter.ts';
import { CopyTable } from './copy-table.ts';
import { Executor } from './executor.ts';
import { LedgerWriter } from './ledger-writer.ts';
import type { NodeContext } from './node-context.ts';
import { RecordedTerminal } from './recorded-terminal.ts';
import { SlaveNode } from './slave-node.ts';
import type { Terminal } from './terminal.ts';

const SAFE_MS = 10 * 60 * 1_000;

/** What a slave is made of. */
export interface SlaveParts {
  readonly context: NodeContext;
  readonly slaveId: SlaveId;
  readonly account: SlaveAccount;
  readonly terminal: Terminal;
  readonly alarms: AlarmRelay;
  /** Blocks that stand from the beginning. */
  readonly blocks: readonly Block[];
  /** A bug or a broken database: the node has to stop. */
  readonly fail: (error: unknown) => void;
}

/** A slave that plans. */
export interface StartedSlave {
  readonly node: SlaveNode;
  readonly table: CopyTable;
  /** Sends the order of no copy, on record. */
  readonly closeStranger: (order: CloseOrder) => Promise<TradeReply>;
  /** Writes what is still to be recorded. */
  close(): Promise<void>;
}

/** @throws StoreUnavailableError when the database does not answer: the EA is let in later. */
export async function startSlave(parts: SlaveParts): Promise<StartedSlave> {
  const { context, slaveId, account, terminal, alarms, blocks, fail } = parts;
  const { stores, log, dataFolder } = context;
  const ledger = stores.ledger(slaveId);
  const eventLog = stores.events(account.name);
  const spool = new Spool(path.join(dataFolder, 'spool', fileName('spool', slaveId)));
  await storeSpool(spool, ledger, eventLog, log);
  const table = new CopyTable();
  for (const problem of await ledger.unreadable(slaveId)) {
    log.error(problem, `ledger entry ${problem.name}: ${problem.field} is ${problem.value}`);
  }
  for (const copy of await ledger.findBySlave(slaveId)) table.set(copy);
  for (const block of blocks) table.blocks.add(block);
  const calm = context.isSafe ? blockUntilCalm(table) : undefined;
  const events = new EventBuffer(eventLog, {
    onOutage: (error) => {
      if (error !== null) log.warn({ err: error }, 'events cannot be recorded at the moment');
    },
  });
  alarms.record = (entry) => events.add(entry);
  const recorded = new RecordedTerminal(terminal, (entry) => events.add(entry));
  const writer = new LedgerWriter(ledger, spool, availability(table, log));
  const executor: Executor = new Executor({
    table,
    ledger,
    writer,
    terminal: recorded,
    reporter: new CopyReporter(log, (entry) => events.add(entry)),
    windows: DEFAULT_WINDOWS,
    wake: () => node.wake(),
    fail,
  });
  const node = new SlaveNode({
    slaveId,
    account,
    table,
    terminal,
    clock: systemClock,
    windows: DEFAULT_WINDOWS,
    defaultSlippagePoints: context.defaultSlippagePoints,
    carryOut: (actions) => executor.carryOut(actions),
    fail,
    alarmed: (alarm, isRaised) => alarms.set(alarm, isRaised),
    troubled: ({ name, error }) => log.error({ err: error, name }, `${name} cannot be used`),
  });
  return {
    node,
    table,
    closeStranger: (order) => recorded.close(order),
    async close() {
      clearTimeout(calm);
      await writer.stop();
      await events.close();
      await spool.close();
    },
  };
}

/** What an earlier process could not store comes before anything new. */
async function storeSpool(
  spool: Spool,
  ledger: CopyLedger,
  events: EventLog,
  log: Log,
): Promise<void> {
  const { damaged } = await spool.pending();
  if (damaged > 0) {
    log.error({ damaged }, `${String(damaged)} lines of the spool are damaged and were left out`);
  }
  const stored = await spool.drain((entries) => storeSpooled(entries, ledger, events, Date.now()));
  if (stored > 0) log.warn({ stored }, `${String(stored)} entries of the spool were stored`);
}

/** SAFE mode ends after ten quiet minutes: a node that crashes again starts them anew. */
function blockUntilCalm(table: CopyTable): NodeJS.Timeout {
  table.blocks.add('safe');
  return setTimeout(() => table.blocks.delete('safe'), SAFE_MS).unref();
}

function availability(table: CopyTable, log: Log) {
  return {
    available(isAvailable: boolean) {
      if (isAvailable) table.blocks.delete('database');
      else table.blocks.add('database');
      log.warn({}, `the database ${isAvailable ? 'answers again' : 'does not answer: no opens'}`);
    },
    spoolFailed(error: Error) {
      log.error(
        { err: error },
        `${error.message}; closes go on, their outcomes are in memory only`,
      );
    },
  };
}

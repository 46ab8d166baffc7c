/** An executor on fakes, and the actions that the tests give it. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Spool } from '../../db/spool.ts';
import { requestId } from '../../domain/copy-identity.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import type { Action } from '../../domain/plan-input.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import type { TradeReply } from '../../domain/trade-reply.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { CopyReporter } from '../../nodes/copy-reporter.ts';
import { CopyTable } from '../../nodes/copy-table.ts';
import { Executor } from '../../nodes/executor.ts';
import { LedgerWriter } from '../../nodes/ledger-writer.ts';
import { FakeLedger, FakeTerminal, openOrder } from './builders.ts';

/** Where {@link opened} stands at the slave. */
export const AT = { identifier: positionId('500'), ticket: ticket('500') };

/** An executor, everything around it, and what it said. */
export function desk(
  ledger = new FakeLedger(),
  terminal = new FakeTerminal(),
  mayAct: () => boolean = () => true,
  monotonicMs: () => number = () => 0,
) {
  const table = new CopyTable();
  const failures: unknown[] = [];
  const lines: string[] = [];
  const events: string[] = [];
  const unreadable: string[] = [];
  const log = {
    info: (_fields: object, message: string) => void lines.push(message),
    warn: (_fields: object, message: string) => void lines.push(message),
    error: (_fields: object, message: string) => void lines.push(message),
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-'));
  const spool = new Spool(path.join(folder, 'spool.jsonl'));
  onTestFinished(async () => {
    await spool.close();
    await rm(folder, { recursive: true, force: true });
  });
  const writer = new LedgerWriter(ledger, spool, {
    available: () => undefined,
    spoolFailed: (error) => failures.push(error),
  });
  const executor = new Executor({
    table,
    ledger,
    writer,
    terminal,
    reporter: new CopyReporter(log, (entry) => void events.push(entry.kind)),
    windows: DEFAULT_WINDOWS,
    mayAct,
    monotonicMs,
    unreadable: (problem) => void unreadable.push(problem.name),
    wake: () => undefined,
    fail: (error) => failures.push(error),
  });
  return { table, ledger, terminal, executor, failures, lines, events, spool, writer, unreadable };
}

export function open(copy: Copy): Action {
  return { type: 'open', copy, order: openOrder(copy) };
}

/** The copy after its open. */
export function opened(copy: Copy): Copy {
  return withState(copy, { status: 'open', position: AT });
}

export function close(copy: Copy): Action {
  const request = requestId(copy.copyId, 'close', 2);
  return {
    type: 'close',
    copy: withState(
      copy,
      { status: 'closing', position: AT, request, cause: 'MASTER_CLOSED' },
      { requests: 2 },
    ),
    order: {
      request,
      ...AT,
      volume: lots('0.10'),
      ifVolume: lots('0.10'),
      magic: copy.magic,
    },
  };
}

export function closePart(copy: Copy): Action {
  const request = requestId(copy.copyId, 'close-part', 2);
  const doubt = { status: 'unknown', operation: 'close-part', request } as const;
  return {
    type: 'close-part',
    copy: withState(copy, { ...doubt, sinceMs: 1_000, position: AT, cause: null }, { requests: 2 }),
    order: { request, ...AT, volume: lots('0.05'), ifVolume: lots('0.10'), magic: copy.magic },
  };
}

export function modify(copy: Copy): Action {
  const request = requestId(copy.copyId, 'modify', 2);
  const doubt = { status: 'unknown', operation: 'modify', request } as const;
  return {
    type: 'modify',
    copy: withState(copy, { ...doubt, sinceMs: 1_000, position: AT, cause: null }, { requests: 2 }),
    order: {
      request,
      ...AT,
      sl: price('1.09000'),
      tp: null,
      magic: copy.magic,
    },
    follows: { sl: price('1.09000'), tp: null },
  };
}

/** The trade server's no. */
export function no(retcode: number | null, error = 'REJECTED'): TradeReply {
  return { type: 'rejected', error, retcode, message: 'no' };
}

/** The trade server took it. */
export function yes(retcode: number): TradeReply {
  return { type: 'taken', retcode, order: ticket('700'), position: AT, volume: lots('0.10') };
}

/**
 * Makes copies of the Python copier's open trades (domain/python-adoption.ts); their documents stay as
 * they are.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { DocumentProblem } from '../db/document-problem.ts';
import type { TradeReader, TradeRow } from '../db/trade-reader.ts';
import { isTicket, ticket, type CopyId } from '../domain/ids.ts';
import type { PythonDecision, PythonTrade } from '../domain/python-adoption.ts';
import type { CopyTable } from './copy-table.ts';

/** An adoption that is not durable by then goes on, and is told as such. */
const STORED_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** The part of a started slave that is needed. */
export interface AdoptingSlave {
  readonly table: CopyTable;
  /** Decides on a trade and begins its adoption. */
  adopt(trade: PythonTrade): PythonDecision;
}

/** One open trade of the Python copier, and what became of it. */
export interface PythonOutcome {
  /** Of a document that cannot be read: what it is called. */
  readonly masterTicket: string;
  readonly slaveTicket: string | null;
  readonly symbol: string;
  /** The master's name; null when it was not adopted. */
  readonly adoptedFrom: string | null;
  /** Why it was not adopted, and what to do; null when it was. */
  readonly why: string | null;
}

/**
 * Adopts what can be adopted, one trade after the other.
 * @param slaveName as the Python copier knew it: the name of the account's document.
 * @throws StoreUnavailableError when the trades cannot be read; nothing is adopted then.
 */
export async function adoptPythonTrades(
  trades: TradeReader,
  slaveName: string,
  slave: AdoptingSlave,
): Promise<readonly PythonOutcome[]> {
  const { rows, problems } = await trades.list({ open: true, slave: slaveName });
  const outcomes = problems.filter(({ isPython }) => isPython === true).map(unreadable);
  for (const row of rows) if (row.copyId === null) outcomes.push(await adoptOne(row, slave));
  return outcomes;
}

/** It may be an open position: who is not told of it would believe that it is followed now. */
function unreadable({ name, field, value, expected }: DocumentProblem): PythonOutcome {
  const why = `its ${field} is ${value}, expected ${expected}: mend the document, then adopt again`;
  return { masterTicket: name, slaveTicket: null, symbol: '', adoptedFrom: null, why };
}

async function adoptOne(row: TradeRow, slave: AdoptingSlave): Promise<PythonOutcome> {
  const { masterTicket, slaveTicket, symbol } = row;
  const shown = { masterTicket, slaveTicket, symbol };
  const skipped = (why: string): PythonOutcome => ({ ...shown, adoptedFrom: null, why });
  if (!isTicket(masterTicket)) return skipped('its master_ticket is no ticket');
  const decision = slave.adopt({
    masterTicket: ticket(masterTicket),
    slaveTicket: slaveTicket !== null && isTicket(slaveTicket) ? ticket(slaveTicket) : null,
  });
  if (decision.type === 'skip') return skipped(decision.why);
  if (!(await isStored(decision.copyId, slave.table))) {
    return skipped('it is not stored: look at `lockstep status`, then adopt again');
  }
  return { ...shown, adoptedFrom: decision.master, why: null };
}

async function isStored(id: CopyId, table: CopyTable): Promise<boolean> {
  const deadlineMs = performance.now() + STORED_MS;
  while (table.inFlight.has(id) && performance.now() < deadlineMs) await delay(LOOK_EVERY_MS);
  return !table.inFlight.has(id) && table.copies.get(id)?.state.status === 'open';
}

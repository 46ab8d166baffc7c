/** `trades` documents of either program → rows to show. */
import { parseLatency, type CopyLatency } from '../domain/copy-latency.ts';
import type { Copy, CopyState } from '../domain/copy.ts';
import { shownValue, type DocumentProblem } from './document-problem.ts';
import { parseTradeDocument, shownName } from './trade-document.ts';
import { expectedOfTrade, LIVE_STATUSES, pythonTrade } from './trade-fields.ts';
import type { TradeFilter, TradeListing, TradeRow } from './trade-reader.ts';

const OPEN_STATUSES: ReadonlySet<string> = new Set(LIVE_STATUSES);

/** The rows that `filter` asks for, oldest first, and what cannot be read. */
export function tradeListing(
  documents: Iterable<Readonly<Record<string, unknown>>>,
  filter: TradeFilter,
): TradeListing {
  const rows: TradeRow[] = [];
  const problems: DocumentProblem[] = [];
  for (const document of documents) {
    const parsed = rowOf(document);
    if (!('field' in parsed)) {
      if (isWanted(parsed, filter)) rows.push(parsed);
    } else if (mayBeWanted(document, filter)) problems.push(parsed);
  }
  return { rows: rows.toSorted((a, b) => timeOf(a) - timeOf(b)), problems };
}

function isWanted(row: TradeRow, { open, slave }: TradeFilter): boolean {
  if (open === true && !OPEN_STATUSES.has(row.status)) return false;
  return slave === undefined || row.slaveName === slave;
}

/** Of a document that cannot be read: whether what it says of itself leaves room for it. */
function mayBeWanted(
  { slave_name: name, status }: Readonly<Record<string, unknown>>,
  { open, slave }: TradeFilter,
): boolean {
  if (open === true && status === 'CLOSED') return false;
  return slave === undefined || typeof name !== 'string' || name === slave;
}

function timeOf(row: TradeRow): number {
  return row.intendedAtMs ?? row.openedAtMs ?? row.closedAtMs ?? 0;
}

function rowOf(document: Readonly<Record<string, unknown>>): TradeRow | DocumentProblem {
  if ((document['copy_id'] ?? null) === null) return pythonRow(document);
  const { copy, problems } = parseTradeDocument(document);
  if (copy !== null) return copyRow(copy, latencyOf(document));
  const [problem] = problems;
  if (problem === undefined) throw new TypeError('a document without copy has a problem');
  return problem;
}

/** One entry of the ledger. */
export function copyRow(copy: Copy, latency: CopyLatency | null = null): TradeRow {
  const position = 'position' in copy.state ? copy.state.position : null;
  return {
    copyId: copy.copyId,
    masterId: copy.masterId,
    slaveId: copy.slaveId,
    slaveName: copy.slaveName,
    masterTicket: copy.masterTicket,
    slaveTicket: position?.ticket ?? null,
    symbol: copy.symbol,
    direction: copy.side,
    status: copy.state.status.toUpperCase(),
    volume: copy.intendedVolume,
    code: copy.state.status === 'refused' ? copy.state.code : null,
    reason: reasonOf(copy.state),
    intendedAtMs: copy.intendedAtMs,
    openedAtMs: copy.openedAtMs,
    closedAtMs: copy.closedAtMs,
    latency,
  };
}

function latencyOf(document: Readonly<Record<string, unknown>>): CopyLatency | null {
  const open = parseLatency(document['open_latency']);
  const close = parseLatency(document['close_latency']);
  return open === null && close === null ? null : { open, close };
}

function reasonOf(state: CopyState): string | null {
  switch (state.status) {
    case 'opening':
    case 'open':
      return null;
    case 'closing':
    case 'closed':
      return state.cause;
    case 'refused':
      return state.detail === '' ? state.code : `${state.code}: ${state.detail}`;
    case 'unknown':
      return state.operation;
    case 'detached':
      return state.reason;
  }
}

function pythonRow(document: Readonly<Record<string, unknown>>): TradeRow | DocumentProblem {
  const result = pythonTrade.safeParse(document);
  if (!result.success) {
    const field = String(result.error.issues[0]?.path[0] ?? 'the document');
    return {
      collection: 'trades',
      name: shownName(document),
      field,
      value: shownValue(document[field]),
      expected: field === 'status' ? 'OPEN or CLOSED' : expectedOfTrade(field),
      isPython: true,
    };
  }
  const trade = result.data;
  return {
    copyId: null,
    masterId: null,
    slaveId: null,
    slaveName: trade.slave_name,
    masterTicket: trade.master_ticket,
    slaveTicket: trade.slave_ticket,
    symbol: trade.symbol,
    direction: trade.direction,
    status: trade.status,
    volume: null,
    code: null,
    reason: null,
    intendedAtMs: null,
    openedAtMs: trade.open_time,
    closedAtMs: trade.close_time,
    latency: null,
  };
}

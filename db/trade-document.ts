/**
 * Copy ↔ `trades` document, in the form that both stores share (trade-fields.ts). The Python
 * copier's fields keep their names, types and meaning.
 *
 * Invariants:
 * 1. parse(document(copy)) equals copy, digit for digit (a detail of more than a thousand
 *    characters is cut).
 * 2. A document that does not describe one valid state of a copy is a problem, never a guess.
 */
import type { Copy, CopyState } from '../domain/copy.ts';
import { shownValue, type DocumentProblem } from './document-problem.ts';
import {
  copyTrade,
  expectedOfTrade,
  MAX_TEXT,
  type CopyField,
  type CopyTrade,
} from './trade-fields.ts';

/** A document as it goes to a store: every field of a copy, null where it has no value. */
export type TradeDocument = Readonly<Record<CopyField, string | bigint | number | Date | null>>;

/** A document's copy, or everything that is wrong with it. */
export type ParsedTrade =
  | { readonly copy: Copy; readonly problems: readonly [] }
  | { readonly copy: null; readonly problems: readonly DocumentProblem[] };

const NO_STATE = {
  slave_ticket: null,
  slave_position: null,
  request_id: null,
  close_cause: null,
  refusal_code: null,
  refusal_detail: null,
  unknown_operation: null,
  unknown_since: null,
  detached_reason: null,
} as const;

/** The document of a copy. */
export function tradeDocument(copy: Copy): TradeDocument {
  return {
    master_ticket: signed(copy.masterTicket),
    slave_name: copy.slaveName,
    symbol: copy.symbol,
    direction: copy.side,
    status: copy.state.status.toUpperCase(),
    open_time: date(copy.openedAtMs),
    close_time: date(copy.closedAtMs),
    copy_id: copy.copyId,
    master_id: copy.masterId,
    slave_id: copy.slaveId,
    magic: BigInt(copy.magic),
    master_position: signed(copy.masterPosition),
    volume: copy.intendedVolume,
    master_volume: copy.masterVolume,
    master_sl: copy.masterSl,
    master_tp: copy.masterTp,
    requests: copy.requests,
    intended_at: new Date(copy.intendedAtMs),
    journal_id: copy.journalId,
    version: copy.version,
    ...NO_STATE,
    ...stateFields(copy.state),
  };
}

/** @param document without the store's own fields (`_id`); only one with a `copy_id`. */
export function parseTradeDocument(document: Readonly<Record<string, unknown>>): ParsedTrade {
  const name = shownName(document);
  const result = copyTrade.safeParse(document);
  if (!result.success) {
    const problems = result.error.issues.map((issue): DocumentProblem => {
      const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path[0];
      const field = String(key ?? 'the document');
      const expected =
        issue.code === 'unrecognized_keys' ? 'a known field' : expectedOfTrade(field);
      return { collection: 'trades', name, field, value: shownValue(document[field]), expected };
    });
    return { copy: null, problems };
  }
  const state = stateOf(result.data);
  if ('missing' in state) {
    const field = state.missing;
    const expected = `${expectedOfTrade(field)}, as the status is ${result.data.status}`;
    const value = shownValue(document[field]);
    return { copy: null, problems: [{ collection: 'trades', name, field, value, expected }] };
  }
  return { copy: copyOf(result.data, state), problems: [] };
}

/** How a message calls a document: by its copy, else by its master's ticket. */
export function shownName(document: Readonly<Record<string, unknown>>): string {
  const { copy_id: copy, master_ticket: master, _id: id } = document;
  if (typeof copy === 'string') return copy.slice(0, 120);
  if (typeof master === 'bigint' || typeof master === 'number') {
    return `master_ticket ${String(master)}`;
  }
  return typeof id === 'string' ? `_id ${id}` : 'a document without copy_id';
}

function copyOf(trade: CopyTrade, state: CopyState): Copy {
  return {
    copyId: trade.copy_id,
    masterId: trade.master_id,
    slaveId: trade.slave_id,
    slaveName: trade.slave_name,
    masterPosition: trade.master_position,
    masterTicket: trade.master_ticket,
    magic: trade.magic,
    symbol: trade.symbol,
    side: trade.direction,
    intendedVolume: trade.volume,
    masterVolume: trade.master_volume,
    masterSl: trade.master_sl,
    masterTp: trade.master_tp,
    requests: trade.requests,
    intendedAtMs: trade.intended_at,
    openedAtMs: trade.open_time,
    closedAtMs: trade.close_time,
    journalId: trade.journal_id,
    version: trade.version,
    state,
  };
}

function stateFields(state: CopyState): Partial<TradeDocument> {
  switch (state.status) {
    case 'opening':
      return { request_id: state.request };
    case 'open':
      return positionFields(state.position);
    case 'closing':
      return {
        ...positionFields(state.position),
        request_id: state.request,
        close_cause: state.cause,
      };
    case 'closed':
      return { ...positionFields(state.position), close_cause: state.cause };
    case 'refused':
      return { refusal_code: state.code, refusal_detail: state.detail.slice(0, MAX_TEXT) };
    case 'unknown':
      return {
        ...positionFields(state.position),
        request_id: state.request,
        close_cause: state.cause,
        unknown_operation: state.operation,
        unknown_since: new Date(state.sinceMs),
      };
    case 'detached':
      return {
        ...positionFields(state.position),
        detached_reason: state.reason.slice(0, MAX_TEXT),
      };
  }
}

type Position = Extract<CopyState, { status: 'open' }>['position'];

function positionFields(position: Position | null): Partial<TradeDocument> {
  if (position === null) return {};
  return { slave_ticket: signed(position.ticket), slave_position: signed(position.identifier) };
}

type Missing = { readonly missing: keyof CopyTrade };

function stateOf(trade: CopyTrade): CopyState | Missing {
  const { request_id: request, close_cause: cause } = trade;
  const position = positionOf(trade);
  if (position !== null && 'missing' in position) return position;
  switch (trade.status) {
    case 'OPENING':
      return request === null ? { missing: 'request_id' } : { status: 'opening', request };
    case 'OPEN':
      return position === null ? { missing: 'slave_position' } : { status: 'open', position };
    case 'CLOSING':
      if (position === null) return { missing: 'slave_position' };
      if (request === null) return { missing: 'request_id' };
      if (cause === null) return { missing: 'close_cause' };
      return { status: 'closing', position, request, cause };
    case 'CLOSED':
      return cause === null ? { missing: 'close_cause' } : { status: 'closed', position, cause };
    case 'REFUSED':
      return refusalOf(trade);
    case 'UNKNOWN':
      return unknownOf(trade, position);
    case 'DETACHED':
      if (position === null) return { missing: 'slave_position' };
      if (trade.detached_reason === null) return { missing: 'detached_reason' };
      return { status: 'detached', position, reason: trade.detached_reason };
  }
}

function refusalOf({ refusal_code: code, refusal_detail: detail }: CopyTrade): CopyState | Missing {
  if (code === null) return { missing: 'refusal_code' };
  if (detail === null) return { missing: 'refusal_detail' };
  return { status: 'refused', code, detail };
}

function unknownOf(trade: CopyTrade, position: Position | null): CopyState | Missing {
  const { unknown_operation: operation, unknown_since: sinceMs, request_id: request } = trade;
  if (operation === null) return { missing: 'unknown_operation' };
  if (sinceMs === null) return { missing: 'unknown_since' };
  if (request === null) return { missing: 'request_id' };
  return { status: 'unknown', operation, request, sinceMs, position, cause: trade.close_cause };
}

/** Half a position is none of a valid state, not even where a copy may have none. */
function positionOf(trade: CopyTrade): Position | Missing | null {
  const { slave_ticket: ticket, slave_position: identifier } = trade;
  if (ticket === null) return identifier === null ? null : { missing: 'slave_ticket' };
  return identifier === null ? { missing: 'slave_position' } : { ticket, identifier };
}

/** Stores hold signed 64-bit integers. */
function signed(ulong: string): bigint {
  return BigInt.asIntN(64, BigInt(ulong));
}

function date(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

/** What is said of each copy: one line in the log that a trader understands, and one record. */
import type { Copy } from '../domain/copy.ts';
import { unreachable } from '../domain/errors.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import type { AddEvent } from './recorded-terminal.ts';

/** The part of a pino logger that is needed. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** See file header. */
export class CopyReporter {
  readonly #log: Log;
  readonly #add: AddEvent;

  constructor(log: Log, add: AddEvent) {
    this.#log = log;
    this.#add = add;
  }

  /** A copy's new state has become durable; `before` is what it was, if it was known. */
  changed(copy: Copy, before?: Copy): void {
    const { state, symbol, masterTicket, side, copyId, version } = copy;
    const { status, ...why } = state;
    this.#add({ at: Date.now(), kind: `copy-${status}`, data: { copyId, version, ...why } });
    const fields = { symbol, masterTicket, side, volume: copy.intendedVolume, copyId: copy.copyId };
    switch (state.status) {
      case 'opening':
      case 'closing':
        return;
      case 'open':
        this.#log.info(
          { ...fields, slaveTicket: state.position.ticket },
          `${whatIsOpen(before)} ${symbol}`,
        );
        return;
      case 'closed':
        this.#log.info({ ...fields, cause: state.cause }, `closed ${symbol}: ${state.cause}`);
        return;
      case 'refused':
        this.#log.warn(
          { ...fields, code: state.code },
          `refused ${symbol} of master ticket ${masterTicket}: ${state.code}, ${state.detail}`,
        );
        return;
      case 'unknown':
        this.#log.warn(
          { ...fields, operation: state.operation },
          `outcome of ${state.operation} ${symbol} unknown: looking for it at the broker`,
        );
        return;
      case 'detached':
        this.#log.warn(
          { ...fields, reason: state.reason },
          `${symbol} was closed on the slave (${state.reason}): it stays closed`,
        );
        return;
      default:
        unreachable(state);
    }
  }

  /** An open copy's entry was stored anew: the master's SL or TP may be others now. */
  followed(copy: Copy, before: Copy): void {
    const { copyId, masterSl, masterTicket, masterTp, symbol } = copy;
    if (masterSl === before.masterSl && masterTp === before.masterTp) return;
    this.#log.info(
      { symbol, masterTicket, copyId, sl: masterSl, tp: masterTp },
      `followed the master's SL and TP of ${symbol}`,
    );
  }

  /** A close did not get through; it is tried again. */
  closeFailed(copy: Copy, reply: TradeReply): void {
    const why = reply.type === 'rejected' ? `${reply.error} ${reply.message}` : reply.type;
    this.#log.warn(
      { symbol: copy.symbol, masterTicket: copy.masterTicket, copyId: copy.copyId },
      `close of ${copy.symbol} did not get through (${why}): trying again`,
    );
  }
}

/** How a copy came to be open. */
function whatIsOpen(before: Copy | undefined): string {
  const state = before?.state;
  if (state?.status === 'closing') return 'closed a part of';
  const isKnown = state?.status === 'unknown' && state.operation !== 'open';
  return isKnown ? `outcome of ${state.operation} is known:` : 'opened';
}

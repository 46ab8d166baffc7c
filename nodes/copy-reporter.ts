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

  /** A copy's new state has become durable. */
  changed(copy: Copy): void {
    const { state, symbol, masterTicket, side, copyId, version } = copy;
    const { status, ...why } = state;
    this.#add({ at: Date.now(), kind: `copy-${status}`, data: { copyId, version, ...why } });
    const fields = { symbol, masterTicket, side, volume: copy.intendedVolume, copyId: copy.copyId };
    switch (state.status) {
      case 'opening':
      case 'closing':
        return;
      case 'open':
        this.#log.info({ ...fields, slaveTicket: state.position.ticket }, `opened ${symbol}`);
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

  /** A close did not get through; it is tried again. */
  closeFailed(copy: Copy, reply: TradeReply): void {
    const why = reply.type === 'rejected' ? `${reply.error} ${reply.message}` : reply.type;
    this.#log.warn(
      { symbol: copy.symbol, masterTicket: copy.masterTicket, copyId: copy.copyId },
      `close of ${copy.symbol} did not get through (${why}): trying again`,
    );
  }
}

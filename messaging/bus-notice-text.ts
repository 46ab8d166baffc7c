/** What a notice of the bus says in the log: the thing, the value, the way out. */
import { unreachable } from '../domain/errors.ts';
import type { BusNotice } from './bus.ts';

/** A line for the log. `code` is stable; `error` is for what a person has to mend. */
export interface NoticeLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly code: string;
  readonly message: string;
}

/** See file header. */
export function noticeLine(notice: BusNotice): NoticeLine {
  switch (notice.type) {
    case 'stale':
      return {
        level: 'error',
        code: 'MASTER_SILENT',
        message: `master ${notice.masterId}: no usable book for 3 s; nothing is opened or closed for it until it is heard again`,
      };
    case 'back':
      return {
        level: 'info',
        code: 'MASTER_BACK',
        message: `master ${notice.masterId}: heard again after ${seconds(notice.silentMs)}`,
      };
    case 'old-reads':
      return { level: 'error', code: 'MASTER_READS_OLD', message: oldReads(notice) };
    case 'two-publishers':
      return {
        level: 'error',
        code: 'TWO_PUBLISHERS',
        message: `master ${notice.masterId}: two nodes publish it (epochs ${notice.epochs.join(' and ')}); both are refused until one was alone for 3 s: end the one with the lower epoch`,
      };
    case 'one-publisher':
      return {
        level: 'info',
        code: 'ONE_PUBLISHER',
        message: `master ${notice.masterId}: the node of epoch ${String(notice.epoch)} is alone again`,
      };
    case 'other-version':
      return {
        level: 'error',
        code: 'OTHER_VERSION',
        message: `master ${notice.masterId}: ${notice.detail}; nothing of it is opened: run one version of Lockstep on all hosts`,
      };
    case 'own-version':
      return {
        level: 'info',
        code: 'OWN_VERSION',
        message: `master ${notice.masterId}: no message of another version for 3 s`,
      };
    case 'dropped':
      return {
        // Late and repeated messages are the network's daily bread.
        level: notice.reason === 'old' ? 'info' : 'warn',
        code: 'BOOKS_DROPPED',
        message: `master ${notice.masterId}: dropped ${String(notice.count)} message(s), ${notice.reason}: ${notice.detail}`,
      };
    case 'unsent':
      return {
        level: 'error',
        code: 'BOOK_UNSENT',
        message: `master ${notice.masterId}: a book could not be sent: ${notice.detail}`,
      };
    case 'refused':
      return { level: 'error', code: 'BUS_REFUSED', message: `bus: ${notice.detail}` };
    default:
      return unreachable(notice);
  }
}

type OldReads = Extract<BusNotice, { type: 'old-reads' }>;

/** Old reads sent just now are the terminal's doing; messages that seem old too, the clocks'. */
function oldReads({ masterId, ageMs, skewMs }: OldReads): string {
  return Math.abs(skewMs) > 3_000
    ? `master ${masterId}: its clock and this computer's differ by ${seconds(skewMs)}, or its messages are that late; set both clocks by the network (its books are not acted on meanwhile)`
    : `master ${masterId}: its terminal was last read ${seconds(ageMs)} ago; look at the terminal`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

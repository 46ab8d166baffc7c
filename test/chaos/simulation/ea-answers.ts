/** What an Expert Advisor answers to a command, and what its journal keeps of that. */
import type { EaReply } from '../../../messaging/ea-protocol.ts';
import type { TradeRequest, TradeResult } from '../../../simulator/broker/records.ts';

/** Retcodes after which nobody knows whether the order was executed. */
const AMBIGUOUS: ReadonlySet<number> = new Set([10011, 10012, 10031]);
const TAKEN: ReadonlySet<number> = new Set([10008, 10009, 10010]);

/** An answer without its id. */
export type Answer = Record<string, unknown>;

/** No word of the broker. */
export const NO_RESULT: TradeResult = {
  retcode: 0,
  deal: '0',
  order: '0',
  volume: '0',
  price: '0',
  bid: '0',
  ask: '0',
  comment: '',
};

/** The answer to a request that the broker has answered. */
export function answerOf(trade: TradeRequest, result: TradeResult): Answer {
  const { retcode, order, deal, volume, price } = result;
  if (AMBIGUOUS.has(retcode)) return { ...refusal('UNKNOWN', result.comment), retcode };
  if (!TAKEN.has(retcode)) return rejection(retcode, result.comment);
  const isOpen = trade.action === 'DEAL' && trade.position === '0';
  // "Placed" is final with its deal; the EA waits for that, and says what it has when none comes.
  const isDone = retcode !== 10008 || deal !== '0';
  const position = isOpen ? (isDone ? order : '0') : trade.position;
  const isWhole = Number(volume) >= Number(trade.volume);
  const told = retcode === 10008 && isDone ? (isWhole ? 10009 : 10010) : retcode;
  return { ok: true, retcode: told, order, deal, position, ticket: position, volume, price };
}

/** The EA itself does not do it. */
export function refusal(error: string, message: string): Answer {
  return { error, message };
}

/** The broker does not do it. */
export function rejection(retcode: number, message: string): Answer {
  return { error: 'REJECTED', retcode, message };
}

/** The answer to this request. */
export function reply(id: string, answer: Answer): EaReply {
  return { id, ...answer } as EaReply;
}

/** What the journal knows of a request. */
export interface JournalEntry {
  readonly state: 'sent' | 'result';
  readonly result: EaReply | null;
}

/** What FIND says of it beside its state. */
export function resultOf(entry: JournalEntry | undefined): Answer {
  return entry?.result === undefined || entry.result === null ? {} : { result: entry.result };
}

/** The answer to what the EA does not send, and whether the journal keeps it. */
export type Refused = readonly [Answer, boolean];

/** Whether nothing is to be sent. */
export function isRefused(prepared: Refused | TradeRequest): prepared is Refused {
  return Array.isArray(prepared);
}

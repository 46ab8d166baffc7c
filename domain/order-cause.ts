/** Why an order is sent: the facts that the plan was made from, for the record. Nothing is decided by it. */
import type { Copy } from './copy.ts';
import { absenceKey } from './evidence.ts';
import { closingDealsOf } from './book.ts';
import type { Action, Fact, OrderCause, PlanInput } from './plan-input.ts';

const DEALS_SHOWN = 8;

/** The same action; one with an order says why. */
export function explained(action: Action, input: PlanInput): Action {
  switch (action.type) {
    case 'open':
    case 'send':
    case 'retry':
      return { ...action, order: { ...action.order, because: because(action, input) } };
    case 'close':
    case 'close-part':
      return { ...action, order: { ...action.order, because: because(action, input) } };
    case 'modify':
      return { ...action, order: { ...action.order, because: because(action, input) } };
    case 'adopt':
    case 'refuse':
    case 'record':
    case 'look':
    case 'learn':
      return action;
  }
}

function because(
  { type, copy }: Extract<Action, { readonly order: unknown }>,
  input: PlanInput,
): OrderCause {
  const { state } = copy;
  return {
    by: 'plan',
    decision: type,
    cause: 'cause' in state ? state.cause : null,
    facts: { ...masterFacts(copy, input), ...slaveFacts(copy, input) },
  };
}

function masterFacts(copy: Copy, { masterBook, evidence }: PlanInput): Record<string, Fact> {
  const { name, epoch, seq, read, readAtMs, sentAtMs, serverNowMs, complete } = masterBook;
  const position = masterBook.positions.get(copy.masterPosition);
  const absence = evidence.masterAbsences.get(absenceKey(copy.masterId, copy.masterPosition));
  const deals = closingDealsOf(masterBook, copy.masterPosition);
  return {
    masterBook: {
      name,
      epoch,
      seq,
      read,
      readAtMs: finite(readAtMs),
      sentAtMs,
      serverNowMs,
      complete,
    },
    masterPosition:
      position === undefined
        ? null
        : {
            volume: position.volume,
            priceOpen: position.priceOpen,
            sl: position.sl,
            tp: position.tp,
            openedAtServerMs: position.openedAtServerMs,
          },
    masterDeals: deals.slice(0, DEALS_SHOWN).map(({ deal }) => deal),
    masterAbsence:
      absence === undefined
        ? null
        : { reads: absence.reads, firstAtMs: absence.firstAtMs, lastAtMs: absence.lastAtMs },
  };
}

function slaveFacts(copy: Copy, { slaveBook, quotes }: PlanInput): Record<string, Fact> {
  const { version, intendedVolume, masterVolume, masterSl, masterTp } = copy;
  const quote = quotes.get(copy.symbol);
  return {
    slaveBook:
      slaveBook === null
        ? null
        : {
            read: slaveBook.read,
            readAtMs: finite(slaveBook.readAtMs),
            complete: slaveBook.complete,
          },
    copy: { version, intendedVolume, masterVolume, masterSl, masterTp },
    quote:
      quote === undefined
        ? null
        : { bid: quote.bid, ask: quote.ask, receivedAtMs: quote.receivedAtMs },
  };
}

/** A master that was never heard has a book of no time, which JSON cannot hold. */
function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

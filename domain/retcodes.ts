/**
 * What a trade server's return code means for the next step: the contract's table as one function.
 *
 * Invariants:
 * 1. Every number has a class; one that is not listed is ambiguous.
 * 2. An ambiguous open is never sent again (plan.ts); its outcome is looked up.
 */

/** The class of a return code. */
export type RetcodeClass =
  | 'done'
  | 'partly-done'
  /** Accepted, not final: wait for the deal. */
  | 'accepted'
  /** Nothing to do: the state is as wanted; verify. */
  | 'nothing-to-do'
  /** It may or may not have been executed. */
  | 'ambiguous'
  /** Definitely not executed: retry with a fresh price, at most three times, while fresh. */
  | 'requote'
  /** Definitely not executed: back off. */
  | 'back-off'
  /** The market does not take it now: closes wait for the session, opens are refused. */
  | 'market-state'
  /** The request is wrong: mend it once, then refuse. */
  | 'mend'
  /** Another request for the same position is under way: re-read and wait. */
  | 'in-flight'
  /** This copy is refused. */
  | 'refuse'
  /** This copy is refused, and opens are blocked until permissions or counts change. */
  | 'refuse-and-block';

/** TRADE_RETCODE_… by class (reference: MT5, Return Codes of the Trade Server). */
const CLASSES: ReadonlyMap<number, RetcodeClass> = new Map<number, RetcodeClass>([
  [10004, 'requote'],
  [10006, 'refuse'],
  [10007, 'refuse'],
  [10008, 'accepted'],
  [10009, 'done'],
  [10010, 'partly-done'],
  [10011, 'ambiguous'],
  [10012, 'ambiguous'],
  [10013, 'mend'],
  [10014, 'mend'],
  [10015, 'mend'],
  [10016, 'mend'],
  [10017, 'market-state'],
  [10018, 'market-state'],
  [10019, 'refuse'],
  [10020, 'requote'],
  [10021, 'requote'],
  [10022, 'mend'],
  [10023, 'in-flight'],
  [10024, 'back-off'],
  [10025, 'nothing-to-do'],
  [10026, 'refuse-and-block'],
  [10027, 'refuse-and-block'],
  [10028, 'back-off'],
  [10029, 'back-off'],
  [10030, 'mend'],
  [10031, 'ambiguous'],
  [10032, 'refuse-and-block'],
  [10033, 'refuse-and-block'],
  [10034, 'refuse'],
  [10035, 'mend'],
  [10036, 'nothing-to-do'],
  [10038, 'mend'],
  [10039, 'in-flight'],
  [10040, 'refuse'],
  [10041, 'refuse'],
  [10042, 'market-state'],
  [10043, 'market-state'],
  [10044, 'market-state'],
  [10045, 'refuse'],
  [10046, 'refuse'],
]);

/** The class of any number; unlisted ones are ambiguous (invariant 1). */
export function classifyRetcode(retcode: number): RetcodeClass {
  return CLASSES.get(retcode) ?? 'ambiguous';
}

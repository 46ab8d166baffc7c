/**
 * Account documents with mistakes, as alarms: a running node keeps its last valid document, so that the
 * edit does not hold; an account that does not run yet is not started.
 *
 * Invariants:
 * 1. One alarm per account, as long as a mistake keeps its document from being used.
 * 2. None for a document that is disabled, unless its node runs, nor for one that `--only` leaves out.
 */
import type { AccountListing } from '../db/account-store.ts';
import type { DocumentProblem } from '../db/document-problem.ts';
import type { AlarmDesk } from './alarm-desk.ts';

/** So many mistakes of one document are told in the alarm; the log has all. */
const TOLD_MAX = 3;

/** See file header. */
export class BadDocuments {
  readonly #alarms: Pick<AlarmDesk, 'set'> | undefined;
  readonly #only: readonly string[] | null;
  #standing: readonly string[] = [];

  /** @param only names of accounts; null is all. */
  constructor(alarms: Pick<AlarmDesk, 'set'> | undefined, only: readonly string[] | null) {
    this.#alarms = alarms;
    this.#only = only;
  }

  /**
   * Raises and clears the alarms; to be called when the accounts have changed.
   * @param running names of the accounts that are served now.
   */
  look({ accounts, problems }: AccountListing, running: ReadonlySet<string>): void {
    const usable = new Set<string>(accounts.map(({ name }) => name));
    const mistakes = new Map<string, DocumentProblem[]>();
    for (const problem of problems) {
      const { name, isDisabled } = problem;
      const isMeant = isDisabled !== true && this.#only?.includes(name) !== false;
      if (usable.has(name) || !(running.has(name) || isMeant)) continue;
      mistakes.set(name, [...(mistakes.get(name) ?? []), problem]);
    }
    for (const [account, found] of mistakes) {
      const follows = running.has(account) ? 'it goes on as before the edit' : 'it is not started';
      this.#set(account, `${follows}: ${found.slice(0, TOLD_MAX).map(mistake).join('; ')}`, true);
    }
    for (const account of this.#standing) if (!mistakes.has(account)) this.#set(account, '', false);
    this.#standing = [...mistakes.keys()];
  }

  #set(account: string, detail: string, isRaised: boolean): void {
    this.#alarms?.set({ code: 'DOCUMENT_WRONG', account, detail }, isRaised);
  }
}

/** What to say when there is no account to serve. */
export function whyNobody({ accounts, problems }: AccountListing): string {
  const usable = new Set<string>(accounts.map(({ name }) => name));
  const mistaken = problems.filter(
    ({ name, isDisabled }) => isDisabled !== true && !usable.has(name),
  );
  const wrong = new Set(mistaken.map(({ name }) => name));
  return wrong.size === 0
    ? 'no enabled account: add one with `lockstep accounts add`; waiting for it'
    : `no enabled account without mistakes: mend ${[...wrong].join(', ')} (\`lockstep doctor\` names each mistake and its way out); waiting for it`;
}

function mistake({ field, value, expected }: DocumentProblem): string {
  return `${field} is ${value}, expected ${expected}`;
}

/**
 * Names of accounts whose documents cannot be used now and are not disabled: what they ask for is not known, so a
 * node that runs goes on as before.
 */
export function goneBad({ accounts, problems }: AccountListing): ReadonlySet<string> {
  const usable = new Set<string>(accounts.map(({ name }) => name));
  const unusable = problems.filter(({ name, isDisabled }) => !usable.has(name) && !isDisabled);
  return new Set(unusable.map(({ name }) => name));
}

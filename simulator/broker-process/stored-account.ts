/**
 * An account's files: journal and deal list.
 *
 * Invariant: whatever the moment of a death, the deal list is a beginning of what the journal says, and
 * is completed from it when the files are opened.
 */
import path from 'node:path';
import type { Send } from '../broker/broker-options.ts';
import type { Change } from '../broker/change.ts';
import { DealList } from '../broker/deal-list.ts';
import type { Deal } from '../broker/deal.ts';
import type { AccountState } from '../broker/messages.ts';
import type { DealRules } from '../broker/open-positions.ts';
import { AccountJournal, type JournalContent } from './account-journal.ts';

/** Where the deal list of an account is: what every test of copying is judged by. */
export function dealsFile(stateFolder: string, login: string): string {
  return path.join(stateFolder, `${login}.deals.jsonl`);
}

/** See the file's head. */
export class StoredAccount {
  readonly content: JournalContent;
  readonly #journal: AccountJournal;
  readonly #deals: DealList;
  /** Deals of the change that is being made. */
  #fresh: Deal[] = [];

  /** @throws Error naming the file that cannot be read, or the rule that a deal breaks. */
  constructor(stateFolder: string, login: string, rules: DealRules) {
    const opened = AccountJournal.open(path.join(stateFolder, `${login}.journal.jsonl`));
    this.#journal = opened.journal;
    this.content = opened.content;
    this.#deals = DealList.open(dealsFile(stateFolder, login), rules);
    const listed = new Set(this.#deals.deals.map(({ deal }) => deal));
    for (const deal of this.content.deals) if (!listed.has(deal.deal)) this.#deals.append(deal);
  }

  /** All deals of the account, oldest first; a reset takes none away. */
  get deals(): readonly Deal[] {
    return this.#deals.deals;
  }

  /** A deal; it is written with its change. */
  dealt(deal: Deal): void {
    this.#fresh.push(deal);
  }

  /** Begins the journal anew with this state and the requests that are still to be carried out. */
  begin(state: AccountState, unsettled: readonly Send[], serverMs: number): void {
    const deals = this.#takeFresh();
    this.#journal.compact(state, { deals, unsettled }, serverMs);
    for (const deal of deals) this.#deals.append(deal);
  }

  /** Must come before anybody is told of the change. @throws Error when a deal breaks a rule. */
  changed(change: Change, serverMs: number): void {
    const deals = this.#takeFresh();
    this.#journal.changed(change, deals, serverMs);
    for (const deal of deals) this.#deals.append(deal);
  }

  /** Must come before the request is carried out. */
  read(send: Send): void {
    this.#journal.read(send);
  }

  /** The request was carried out or refused. */
  settled(request: string): void {
    this.#journal.settled(request);
  }

  close(): void {
    this.#journal.close();
    this.#deals.close();
  }

  #takeFresh(): readonly Deal[] {
    const deals = this.#fresh;
    this.#fresh = [];
    return deals;
  }
}

/**
 * What a broker's process must still know after its death, per account: an append-only file of the
 * requests it read, the changes they led to and which of them are settled.
 *
 * Invariants:
 * 1. A request is in the file before it is carried out, a change before anybody is told of it.
 * 2. A change and its deals are one line: the deal list is completed from here after a crash.
 * 3. A torn last line is cut: nobody was told of it.
 * Lines are handed to the operating system, not to the disk's platter: they outlast the process, not a
 * power cut.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Send } from '../broker/broker-options.ts';
import { foldChange, type Change } from '../broker/change.ts';
import { deal, type Deal } from '../broker/deal.ts';
import type { AccountState } from '../broker/messages.ts';
import { send } from './to-broker.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const entry = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('state'),
    state: z.custom<AccountState>(isObject),
    /** Deals that may not be in the deal list yet. */
    deals: z.array(deal),
    serverMs: z.number(),
  }),
  z.strictObject({
    type: z.literal('change'),
    change: z.custom<Change>(isObject),
    deals: z.array(deal),
    serverMs: z.number(),
  }),
  z.strictObject({ type: z.literal('send'), send }),
  /** Carried out or refused: not to be carried out again. */
  z.strictObject({ type: z.literal('settled'), request: z.string() }),
]);
type Entry = z.infer<typeof entry>;

/** What a journal says of its account. */
export interface JournalContent {
  /** Null: nothing was stored. */
  readonly state: AccountState | null;
  /** Deals that may not be in the deal list yet, oldest first. */
  readonly deals: readonly Deal[];
  /** Requests that were read and may not have been carried out, oldest first. */
  readonly unsettled: readonly Send[];
  /** Server time of the newest change; 0: none. */
  readonly serverMs: number;
}

/** See the file's head. */
export class AccountJournal {
  readonly #file: string;
  #handle: number;

  private constructor(file: string) {
    this.#file = file;
    this.#handle = openSync(file, 'a', 0o600);
  }

  /** Opens or creates it. @throws Error naming file and line of what is no entry. */
  static open(file: string): {
    readonly journal: AccountJournal;
    readonly content: JournalContent;
  } {
    mkdirSync(path.dirname(file), { recursive: true });
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole !== text) writeFileSync(file, whole, { mode: 0o600 });
    const content = fold(readEntries(file, whole));
    return { journal: new AccountJournal(file), content };
  }

  /** Starts anew from this state, in one step: the file does not grow for ever. */
  compact(
    state: AccountState,
    { deals = [], unsettled = [] }: { deals?: readonly Deal[]; unsettled?: readonly Send[] },
    serverMs: number,
  ): void {
    const fresh = `${this.#file}.new`;
    const entries: Entry[] = [
      { type: 'state', state, deals: [...deals], serverMs },
      ...unsettled.map((one): Entry => ({ type: 'send', send: one })),
    ];
    writeFileSync(fresh, entries.map(line).join(''), { mode: 0o600, flush: true });
    closeSync(this.#handle);
    renameSync(fresh, this.#file);
    this.#handle = openSync(this.#file, 'a', 0o600);
  }

  read(request: Send): void {
    this.#append({ type: 'send', send: request });
  }

  settled(request: string): void {
    this.#append({ type: 'settled', request });
  }

  changed(change: Change, deals: readonly Deal[], serverMs: number): void {
    this.#append({ type: 'change', change, deals: [...deals], serverMs });
  }

  close(): void {
    closeSync(this.#handle);
  }

  #append(next: Entry): void {
    writeSync(this.#handle, line(next));
  }
}

function line(next: Entry): string {
  return `${JSON.stringify(next)}\n`;
}

function readEntries(file: string, text: string): readonly Entry[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((one, index) => {
    try {
      return entry.parse(JSON.parse(one));
    } catch (cause) {
      throw new Error(
        `journal ${file}, line ${String(index + 1)} cannot be read: move the broker's state folder away to begin anew`,
        { cause },
      );
    }
  });
}

function fold(entries: readonly Entry[]): JournalContent {
  let state: AccountState | null = null;
  let serverMs = 0;
  const deals: Deal[] = [];
  const unsettled = new Map<string, Send>();
  for (const next of entries) {
    if (next.type === 'send') unsettled.set(next.send.request, next.send);
    else if (next.type === 'settled') unsettled.delete(next.request);
    else {
      serverMs = next.serverMs;
      deals.push(...next.deals);
      if (next.type === 'state') state = next.state;
      else if (state !== null) state = foldChange(state, next.change);
    }
  }
  const known = new Set([...(state?.orders ?? []), ...(state?.historyOrders ?? [])].map(requestOf));
  // What became an order is the engine's to go on with.
  const left = [...unsettled.values()].filter(({ request }) => !known.has(request));
  return { state, deals, unsettled: left, serverMs };
}

function requestOf({ request }: { readonly request: string }): string {
  return request;
}

/**
 * The EA's memory: every order request with its result, and the highest lease it has accepted.
 * Appended and handed to the operating system before the order leaves, as MQL5's FileFlush does: it
 * survives the death of the terminal.
 *
 * Invariants:
 * 1. A request id is `sent` before its order leaves; what has no result after a restart stays so.
 * 2. The highest lease only grows.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const reply = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
/** A stored answer to a request, without its `id`. */
export type StoredReply = z.infer<typeof reply>;

const line = z.union([
  z.strictObject({ journalId: z.string().min(1) }),
  z.strictObject({ lease: z.number().int().nonnegative() }),
  z.strictObject({ id: z.string(), state: z.literal('sent') }),
  z.strictObject({ id: z.string(), state: z.literal('result'), result: reply }),
]);
type Line = z.infer<typeof line>;

/** What the journal knows of a request. */
export type JournalEntry =
  | { readonly state: 'absent' }
  | { readonly state: 'sent' }
  | { readonly state: 'result'; readonly result: StoredReply };

/** See the file's head. */
export class EaJournal {
  readonly #file: number;
  readonly #entries = new Map<string, JournalEntry>();
  #journalId = '';
  #highestLease = 0;

  private constructor(file: number) {
    this.#file = file;
  }

  /** Opens or creates it; a new file has a new random id. @throws Error naming a line that is none. */
  static open(file: string): EaJournal {
    mkdirSync(path.dirname(file), { recursive: true });
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    if (complete !== text) truncateSync(file, Buffer.byteLength(complete));
    const journal = new EaJournal(openSync(file, 'a'));
    for (const [index, json] of complete.split('\n').slice(0, -1).entries()) {
      const parsed = line.safeParse(JSON.parse(json));
      if (!parsed.success) {
        throw new Error(`journal ${file}, line ${String(index + 1)} is damaged`, {
          cause: parsed.error,
        });
      }
      journal.#apply(parsed.data);
    }
    if (journal.#journalId === '') journal.#write({ journalId: randomBytes(8).toString('hex') });
    return journal;
  }

  get journalId(): string {
    return this.#journalId;
  }

  get highestLease(): number {
    return this.#highestLease;
  }

  find(id: string): JournalEntry {
    return this.#entries.get(id) ?? { state: 'absent' };
  }

  /** Call it right before the order leaves. @throws Error when the id was used before. */
  sent(id: string): void {
    if (this.#entries.has(id)) throw new Error(`request "${id}" is in the journal already`);
    this.#write({ id, state: 'sent' });
  }

  result(id: string, result: StoredReply): void {
    this.#write({ id, state: 'result', result });
  }

  /** Remembers an accepted lease (invariant 2). */
  acceptLease(lease: number): void {
    if (lease > this.#highestLease) this.#write({ lease });
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(next: Line): void {
    writeSync(this.#file, `${JSON.stringify(next)}\n`);
    this.#apply(next);
  }

  #apply(next: Line): void {
    if ('journalId' in next) this.#journalId = next.journalId;
    else if ('lease' in next) this.#highestLease = Math.max(this.#highestLease, next.lease);
    else if (next.state === 'sent') this.#entries.set(next.id, { state: 'sent' });
    else this.#entries.set(next.id, { state: 'result', result: next.result });
  }
}

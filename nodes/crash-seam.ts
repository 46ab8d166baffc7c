/**
 * Lets a test end a process exactly at a point of an action. Inert unless the environment's
 * LOCKSTEP_CRASH_AT names a folder; no setting and no document can turn it on.
 *
 * Invariants:
 * 1. A crash is asked for by the file `NAME.json` in that folder (NAME: the node's account); the file is
 *    removed before the process is ended, so that it happens once.
 * 2. The process that ends is the one that the file names: this node or any other, for example the
 *    database while this node waits for it.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';

const order = z.strictObject({
  at: z.enum([
    /** A master's changed book was given to the bus. */
    'published',
    /** A slave got a master's changed book. */
    'received',
    /** The intent is durable; the order has not left. */
    'intent-durable',
    /** The order has left for the EA. */
    'command-sent',
    /** The EA's answer was read; nothing of it is stored. */
    'reply-read',
  ]),
  /** Of these orders alone; null: any. */
  operation: z.enum(['open', 'modify', 'close-part', 'close']).nullable(),
  pid: z.number().int().positive(),
});
/** As it stands in the file. */
export type CrashOrder = z.infer<typeof order>;
/** Where a node may be ended. */
export type CrashPoint = CrashOrder['at'];

/** What counts as a change of a book. */
interface BookFacts {
  readonly masterId: string;
  readonly positions: readonly {
    readonly identifier: string;
    readonly volume: string;
    readonly sl: string | null;
    readonly tp: string | null;
  }[];
  readonly recentlyClosed: readonly { readonly deal: string }[];
}

/** See file header. */
export class CrashSeam {
  readonly #file: string;
  readonly #end: (pid: number) => void;
  readonly #books = new Map<string, string>();

  constructor(file: string, end: (pid: number) => void = endProcess) {
    this.#file = file;
    this.#end = end;
  }

  /** Null where nobody asked for crashes. */
  static of(
    env: Readonly<Record<string, string | undefined>>,
    accountName: string,
  ): CrashSeam | null {
    const folder = env['LOCKSTEP_CRASH_AT'];
    if (folder === undefined || folder === '') return null;
    if (!path.isAbsolute(folder)) {
      throw new ConfigurationError(
        `LOCKSTEP_CRASH_AT is "${folder}": it must be an absolute folder, and is for tests alone`,
      );
    }
    return new CrashSeam(path.join(folder, `${encodeURIComponent(accountName)}.json`));
  }

  /** @throws ConfigurationError when the file is no such order. */
  pass(at: CrashPoint, operation: CrashOrder['operation'] = null): void {
    const wanted = this.#read();
    if (wanted?.at !== at) return;
    if (wanted.operation !== null && wanted.operation !== operation) return;
    rmSync(this.#file, { force: true });
    this.#end(wanted.pid);
  }

  /** Passes the point when the book says something else than the one before it. */
  passBook(at: 'published' | 'received', book: BookFacts): void {
    const facts = JSON.stringify([
      book.positions.map(({ identifier, volume, sl, tp }) => [identifier, volume, sl, tp]),
      book.recentlyClosed.map(({ deal }) => deal),
    ]);
    const before = this.#books.get(book.masterId);
    this.#books.set(book.masterId, facts);
    if (before !== undefined && before !== facts) this.pass(at);
  }

  #read(): CrashOrder | null {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    const parsed = order.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new ConfigurationError(`${this.#file}:\n${z.prettifyError(parsed.error)}`);
  }
}

function endProcess(pid: number): void {
  process.kill(pid, 'SIGKILL');
}

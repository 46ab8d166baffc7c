/**
 * What a slave's node could not store while the database was down, in a local file: closes go on then,
 * and nothing of them is lost. Stored when the database is back, and at start before the first plan.
 *
 * Invariants:
 * 1. An entry whose `append` has resolved is on the disk and stays until `drain` has stored it.
 * 2. Entries are drained in the order in which they were appended.
 */
import { open, mkdir, type FileHandle } from 'node:fs/promises';
import { constants } from 'node:fs';
import path from 'node:path';
import { StoreUnavailableError } from '../domain/errors.ts';
import { parseSpoolLine, spoolLine, type SpoolEntry } from './spool-line.ts';

const MAX_BYTES = 16 * 1024 * 1024;
/** More than the entries of a busy moment. */
const PROBE_BYTES = 64 * 1024;

/** See file header. Of one process: the slave's node. */
export class Spool {
  readonly #file: string;
  readonly #maxBytes: number;
  #handle: FileHandle | null = null;
  #entries: SpoolEntry[] = [];
  /** Bytes of whole entries; what stands behind them in the file is a torn one. */
  #size = 0;
  #damaged = 0;
  /** Whether something may stand behind the whole entries. */
  #isTorn = true;
  /** Everything that touches the file, one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  /** @param file its name, see `fileName('spool', …)`; made at the first use. */
  constructor(file: string, maxBytes = MAX_BYTES) {
    this.#file = file;
    this.#maxBytes = maxBytes;
  }

  /**
   * Writes entries and waits for the disk, once for all of them.
   * @throws StoreUnavailableError when the file cannot be written or is full; closes go even then.
   */
  async append(entries: readonly SpoolEntry[]): Promise<void> {
    await this.#inTurn(async (handle) => {
      const bytes = Buffer.from(entries.map((entry) => `${spoolLine(entry)}\n`).join(''));
      this.#requireRoom(bytes.length);
      // Parts of a write that failed must not come back as entries behind newer ones.
      if (this.#isTorn) await handle.truncate(this.#size);
      this.#isTorn = true;
      await writeAt(handle, bytes, this.#size);
      this.#isTorn = false;
      this.#size += bytes.length;
      this.#entries.push(...entries);
    });
  }

  /** What waits, and how many lines of the file were no entries (a torn last one is not counted). */
  async pending(): Promise<{
    readonly entries: readonly SpoolEntry[];
    readonly damaged: number;
  }> {
    return await this.#inTurn(() =>
      Promise.resolve({ entries: [...this.#entries], damaged: this.#damaged }),
    );
  }

  /**
   * Hands everything that waits to `store`, also what is appended meanwhile, and empties the file after
   * it. If `store` fails, or the process dies, all of it comes again: `store` must bear repetition.
   * @returns how many entries were stored.
   */
  async drain(store: (entries: readonly SpoolEntry[]) => Promise<void>): Promise<number> {
    let stored = 0;
    for (;;) {
      const { entries } = await this.pending();
      if (entries.length > stored) await store(entries.slice(stored));
      stored = entries.length;
      if (await this.#emptiedAfter(stored)) return stored;
    }
  }

  /**
   * Whether the disk takes entries again.
   * @throws StoreUnavailableError when it does not.
   */
  async probe(): Promise<void> {
    await this.#inTurn(async (handle) => {
      this.#requireRoom(1);
      // Without a line's end: should the process die here, it is dropped as a torn line.
      this.#isTorn = true;
      await writeAt(handle, Buffer.alloc(PROBE_BYTES, ' '), this.#size);
      await handle.truncate(this.#size);
      this.#isTorn = false;
    });
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#handle?.close();
    this.#handle = null;
  }

  #requireRoom(bytes: number): void {
    if (this.#size + bytes <= this.#maxBytes) return;
    throw new StoreUnavailableError(
      `${this.#file} is full (${String(this.#maxBytes)} bytes): the database is down for too long`,
    );
  }

  /** Empties the file unless something was appended since. */
  async #emptiedAfter(stored: number): Promise<boolean> {
    return await this.#inTurn(async (handle) => {
      if (this.#entries.length > stored) return false;
      if (stored === 0) return true;
      await handle.truncate(0);
      await handle.sync();
      this.#entries = [];
      this.#size = 0;
      return true;
    });
  }

  async #inTurn<T>(work: (handle: FileHandle) => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      try {
        this.#handle ??= await this.#opened();
        return await work(this.#handle);
      } catch (error) {
        if (error instanceof StoreUnavailableError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw new StoreUnavailableError(`${this.#file} cannot be written (${reason})`, {
          cause: error,
        });
      }
    });
    // The next one in turn does not fail because this one did.
    this.#queue = result.catch(() => undefined);
    return await result;
  }

  async #opened(): Promise<FileHandle> {
    await mkdir(path.dirname(this.#file), { recursive: true });
    // Not for appending: an entry that was torn by a full disk is written over by the next one.
    const handle = await open(this.#file, constants.O_RDWR | constants.O_CREAT);
    const bytes = await handle.readFile();
    // Damage may be no text: bytes are counted before they become any.
    const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
    const lines = whole.toString('utf8').split('\n').slice(0, -1);
    this.#entries = lines.map(parseSpoolLine).filter((entry) => entry !== null);
    this.#damaged = lines.length - this.#entries.length;
    this.#size = whole.length;
    return handle;
  }
}

async function writeAt(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(
      bytes,
      written,
      bytes.length - written,
      position + written,
    );
    written += bytesWritten;
  }
  await handle.sync();
}

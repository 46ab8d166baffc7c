/**
 * The lines of the launcher's log, oldest first, over all renamed files; then, if asked to, the new ones
 * as they come.
 *
 * Invariants:
 * 1. Each complete line once, in the order in which it was written, whatever is renamed meanwhile.
 * 2. Every file is known by its identity, not its name: the name is given to another one at each rotation.
 * 3. At most one chunk and one unfinished line are held in memory.
 */
import { open, readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How the log is read. */
export interface LogReading {
  readonly folder: string;
  /** Old files whose last line was written before it are left out, epoch ms. */
  readonly sinceMs: number;
  /** Goes on with what is written until the signal. */
  readonly isFollowing: boolean;
  readonly signal: AbortSignal;
  /** Between two looks for new lines, ms. */
  readonly pollMs?: number;
}

const POLL_MS = 250;
const CHUNK_BYTES = 65_536;
/** The launcher writes shorter ones; the rest of a longer one is left out. */
const LONGEST_LINE = 1_000_000;
const LINE_FEED = 0x0a;
const NEWEST = 'lockstep.log';

interface LogHandle {
  readonly handle: FileHandle;
  /** Device and file number. */
  readonly id: string;
}

/** See file header. Ends when all is read, or when the signal says so. */
export async function* readLog(reading: LogReading): AsyncGenerator<string> {
  const { folder, isFollowing, pollMs = POLL_MS, signal, sinceMs } = reading;
  const files = await openFrom(folder, sinceMs, null);
  try {
    let lines = new LineReader();
    while (!signal.aborted) {
      const [oldest, newer] = files;
      if (oldest !== undefined) yield* lines.read(oldest.handle, signal);
      if (newer !== undefined) {
        // It was renamed before the newer one was made, and read to its end after that.
        files.shift();
        lines = new LineReader();
        await oldest?.handle.close();
        continue;
      }
      if (!isFollowing) return;
      await pause(pollMs, undefined, { signal }).catch(ignoreAbort);
      files.push(...(await openFrom(folder, sinceMs, oldest ?? null)));
    }
  } finally {
    await Promise.all(files.map(({ handle }) => handle.close()));
  }
}

/** The files that are newer than `known`, oldest first; without it all that were written to since then. */
async function openFrom(
  folder: string,
  sinceMs: number,
  known: LogHandle | null,
): Promise<LogHandle[]> {
  const files: LogHandle[] = [];
  // Of a known file that was deleted no older ones are wanted either.
  const floorMs = known === null ? sinceMs : await lastWrite(known.handle);
  try {
    // The newest first: a rotation meanwhile shows a file twice instead of hiding one.
    for (const name of await namesNewestFirst(folder)) {
      const handle = await openIfThere(path.join(folder, name));
      if (handle === null) continue;
      const stat = await handle.stat({ bigint: true });
      const id = `${String(stat.dev)}:${String(stat.ino)}`;
      const isKnown = id === known?.id;
      // The time of a file that is written may lag behind on Windows.
      const isOld = name !== NEWEST && Number(stat.mtimeMs) < floorMs;
      if (isKnown || isOld || files.some((file) => file.id === id)) await handle.close();
      else files.unshift({ handle, id });
      if (isKnown) break;
    }
    return files;
  } catch (error) {
    await Promise.all(files.map(({ handle }) => handle.close()));
    throw error;
  }
}

/** Whole ms, as the times that it is compared with: a fraction would make files of one ms look older. */
async function lastWrite(handle: FileHandle): Promise<number> {
  return Number((await handle.stat({ bigint: true })).mtimeMs);
}

async function namesNewestFirst(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(ifMissing([]));
  return names
    .flatMap((name) => {
      const [, number = '0'] = /^lockstep(?:\.(\d+))?\.log$/.exec(name) ?? [null, null];
      return number === null ? [] : [{ name, number: Number(number) }];
    })
    .toSorted((left, right) => left.number - right.number)
    .map(({ name }) => name);
}

/** Cuts what a file has gained since the last look into lines. */
class LineReader {
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #position = 0;
  #rest = Buffer.alloc(0);

  async *read(handle: FileHandle, signal: AbortSignal): AsyncGenerator<string> {
    for (;;) {
      if (signal.aborted) return;
      const { bytesRead } = await handle.read(this.#chunk, 0, CHUNK_BYTES, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      let text = Buffer.concat([this.#rest, this.#chunk.subarray(0, bytesRead)]);
      for (let end = text.indexOf(LINE_FEED); end !== -1; end = text.indexOf(LINE_FEED)) {
        yield text.toString('utf8', 0, end);
        text = text.subarray(end + 1);
      }
      this.#rest = Buffer.from(text.subarray(0, LONGEST_LINE));
    }
  }
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  return await open(file, 'r').catch(ifMissing(null));
}

function ifMissing<Value>(instead: Value): (error: unknown) => Value {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}

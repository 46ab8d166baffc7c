/**
 * Files that are written anew as a whole: whoever reads one, now or after a crash, gets the old content or
 * the new one, never a part of it.
 */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What moves files. */
export interface MovingSystem {
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly platform: string;
}

/** How a file is replaced. */
export interface ReplaceOptions {
  readonly encoding?: BufferEncoding | undefined;
  /** Whether it is to survive a power cut; true when absent. */
  readonly flush?: boolean | undefined;
  /** Tests'; the system's when absent. */
  readonly system?: MovingSystem | undefined;
}

/** On Windows a virus scanner, a backup or a reader holds a file for a moment, and a move over it fails. */
const HELD = new Set(['EPERM', 'EACCES', 'EBUSY']);
const FIRST_PAUSE_MS = 10;
/** Pauses double: one second and a quarter in all. */
const TRIES = 8;

/**
 * Writes `text` to `file`, readable by the owner alone. Its folder must be there.
 * @throws the system's error; then the file is as before and nothing is left beside it.
 */
export async function replaceFile(
  file: string,
  text: string,
  {
    encoding = 'utf8',
    flush = true,
    system = { rename, platform: process.platform },
  }: ReplaceOptions = {},
): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, text, { encoding, mode: 0o600, flag: 'wx', flush });
    await move(fresh, file, system);
  } catch (error) {
    // It may not have been made; the failure that counts is the first one.
    await rm(fresh, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function move(from: string, to: string, system: MovingSystem): Promise<void> {
  const tries = system.platform === 'win32' ? TRIES : 1;
  for (let left = tries, pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    try {
      await system.rename(from, to);
      return;
    } catch (error) {
      left -= 1;
      if (left === 0 || !isHeld(error)) throw error;
    }
    await delay(pauseMs);
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && HELD.has(String(error.code));
}

/**
 * The launcher's log on disk: JSON lines in `lockstep.log`, renamed to `lockstep.1.log` and so on
 * when it has grown large. A disk that cannot take it stops nobody: that is told once.
 */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A file is renamed when it is larger. */
export const LOG_FILE_BYTES = 10_000_000;
/** So many old files are kept. */
export const OLD_LOG_FILES = 9;

/** See file header. Closed files ignore writes. */
export class LogFile {
  readonly path: string;
  readonly #tell: (text: string) => void;
  readonly #maxBytes: number;
  #descriptor: number | null = null;
  #bytes = 0;
  #isFaulty = false;

  /** @param tell called once when the disk does not take the log. */
  constructor(folder: string, tell: (text: string) => void, maxBytes = LOG_FILE_BYTES) {
    this.path = path.join(folder, 'lockstep.log');
    this.#tell = tell;
    this.#maxBytes = maxBytes;
    this.#guard(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#open();
    });
  }

  /** Writes a line, which ends with a line feed. */
  write(line: string): void {
    if (this.#descriptor === null) return;
    this.#guard(() => {
      if (this.#bytes >= this.#maxBytes) this.#rotate();
      if (this.#descriptor !== null) this.#bytes += writeSync(this.#descriptor, line);
    });
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #open(): void {
    this.#descriptor = openSync(this.path, 'a', 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  #rotate(): void {
    this.close();
    rmSync(this.#old(OLD_LOG_FILES), { force: true });
    for (let number = OLD_LOG_FILES - 1; number >= 0; number -= 1) {
      try {
        renameSync(this.#old(number), this.#old(number + 1));
      } catch (error) {
        // There are not yet so many old files.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
    this.#open();
  }

  #old(number: number): string {
    return number === 0 ? this.path : this.path.replace(/\.log$/, `.${String(number)}.log`);
  }

  #guard(write: () => void): void {
    try {
      write();
      this.#isFaulty = false;
    } catch (error) {
      if (this.#isFaulty) return;
      this.#isFaulty = true;
      const why = error instanceof Error ? error.message : String(error);
      this.#tell(`the log file ${this.path} cannot be written (${why}); everything else goes on`);
    }
  }
}

/**
 * How far a broker had come: its server time, written each second, so that a restarted process knows
 * which ticks it missed.
 */
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';

const EVERY_MS = 1_000;
/** Epoch ms have 13 digits for the next 250 years; written in place, so always the same number of them. */
const DIGITS = 16;

/** See the file's head. */
export class ServerTimeFile {
  /** Server time, epoch ms; 0: never written. */
  readonly storedMs: number;
  readonly #handle: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(stateFolder: string) {
    const file = path.join(stateFolder, 'server-time');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    this.storedMs = /^\d{16}$/.test(text) ? Number(text) : 0;
    this.#handle = openSync(file, text === '' ? 'w' : 'r+', 0o600);
  }

  /** Writes it each second from now on. */
  keep(serverMs: () => number): void {
    this.#timer = setInterval(() => this.#write(serverMs()), EVERY_MS);
    this.#timer.unref();
  }

  /** Writes it for the last time; 0 leaves it as it is. */
  close(serverMs: number): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (serverMs > 0) this.#write(serverMs);
    closeSync(this.#handle);
  }

  #write(serverMs: number): void {
    writeSync(this.#handle, String(Math.floor(serverMs)).padStart(DIGITS, '0'), 0);
  }
}

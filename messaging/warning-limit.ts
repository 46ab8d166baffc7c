/** Lets a warning through once per code and minute, so that nobody can fill the log from outside. */

/** Codes remembered; they are the program's own, so that this many never occur. */
const CODES_MAX = 100;

/** See file header. */
export class WarningLimit {
  readonly #warn: (code: string, message: string) => void;
  readonly #perMs: number;
  readonly #now: () => number;
  readonly #codes = new Map<string, { sinceMs: number; suppressed: number }>();

  /**
   * @param perMs the time in which one warning of a code is enough.
   * @param now a monotonic clock, ms.
   */
  constructor(
    warn: (code: string, message: string) => void,
    perMs: number,
    now = (): number => performance.now(),
  ) {
    this.#warn = warn;
    this.#perMs = perMs;
    this.#now = now;
  }

  warn(code: string, message: string): void {
    const nowMs = this.#now();
    const last = this.#codes.get(code);
    if (last !== undefined && nowMs - last.sinceMs < this.#perMs) {
      last.suppressed += 1;
      return;
    }
    const more = last?.suppressed ?? 0;
    if (last === undefined && this.#codes.size >= CODES_MAX) this.#codes.clear();
    this.#codes.set(code, { sinceMs: nowMs, suppressed: 0 });
    this.#warn(code, more === 0 ? message : `${message} (and ${String(more)} more like it before)`);
  }
}

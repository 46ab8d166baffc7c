/**
 * Says at most every 50 ms that the market moved an account's money.
 *
 * Invariant: nothing runs while no account is served.
 */
const EVERY_MS = 50;

/** See the file's head. */
export class MoneyTeller {
  readonly #tell: (login: string) => void;
  #logins: ReadonlySet<string> = new Set();
  #hasMoved = false;
  #timer: NodeJS.Timeout | null = null;

  /** @param tell is called with each served account after the market moved. */
  constructor(tell: (login: string) => void) {
    this.#tell = tell;
  }

  /** Serves these accounts from now on. */
  serve(logins: ReadonlySet<string>): void {
    this.#logins = logins;
    if (logins.size === 0) this.close();
    else this.#timer ??= setInterval(() => this.#round(), EVERY_MS);
  }

  /** A price is new. */
  moved(): void {
    this.#hasMoved = true;
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #round(): void {
    if (!this.#hasMoved) return;
    this.#hasMoved = false;
    for (const login of this.#logins) this.#tell(login);
  }
}

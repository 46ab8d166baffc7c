/**
 * What still has to be sent, in order. A message with the key of one that still waits takes its
 * place: of books and quotes only the newest matters, so that a slow reader gets few and new ones.
 */
export class Outbox {
  readonly #send: (text: string) => Promise<void>;
  readonly #limit: number;
  readonly #waiting = new Map<string, object>();
  #isSending = false;

  /** @param limit most messages that may wait. */
  constructor(send: (text: string) => Promise<void>, limit: number) {
    this.#send = send;
    this.#limit = limit;
  }

  /** @throws Error when too many messages wait; rejects nothing later, see {@link flush}. */
  put(key: string, message: object): void {
    if (this.#waiting.size >= this.#limit && !this.#waiting.has(key)) {
      throw new Error(`${String(this.#limit)} messages wait to be sent: the node does not read`);
    }
    this.#waiting.set(key, message);
  }

  /** Sends what waits; returns at once when another call is sending. @throws what sending throws. */
  async flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (const [key, message] of this.#waiting) {
        this.#waiting.delete(key);
        await this.#send(JSON.stringify(message));
      }
    } finally {
      this.#isSending = false;
    }
  }
}

/**
 * Sends through a ROUTER, one message after the other, as zeromq.js asks.
 *
 * Invariants:
 * 1. Messages leave in the order in which they were given.
 * 2. At most {@link QUEUE_MAX} wait; a peer that does not read loses messages, it stops nobody.
 */
import type { Router } from 'zeromq';

const QUEUE_MAX = 10_000;

/** See file header. */
export class RouterSender {
  readonly #router: Router;
  readonly #failed: (routingId: Buffer, reason: string) => void;
  readonly #queue: { readonly routingId: Buffer; readonly text: string }[] = [];
  #draining: Promise<void> | null = null;

  /** @param failed is told of each message that could not be sent. */
  constructor(router: Router, failed: (routingId: Buffer, reason: string) => void) {
    this.#router = router;
    this.#failed = failed;
  }

  send(routingId: Buffer, message: unknown): void {
    if (this.#queue.length >= QUEUE_MAX) {
      this.#failed(routingId, `${String(QUEUE_MAX)} messages wait to be sent`);
      return;
    }
    this.#queue.push({ routingId, text: JSON.stringify(message) });
    this.#draining ??= this.#drain();
  }

  /** Resolves when everything given so far was sent or has failed. */
  async flush(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      try {
        await this.#router.send([next.routingId, next.text]);
      } catch (error) {
        this.#failed(next.routingId, error instanceof Error ? error.message : String(error));
      }
    }
    this.#draining = null;
  }
}

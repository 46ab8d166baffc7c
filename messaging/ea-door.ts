/** The connections of an EA link that are still in their handshake. */
import { randomBytes } from 'node:crypto';
import type { EaStream } from './ea-protocol.ts';
import {
  shakeHands,
  type Expected,
  type HandshakeState,
  type HandshakeStep,
} from './ea-handshake.ts';

/** Connections that may be in their handshake at once; further ones get no answer. */
const HANDSHAKES_MAX = 16;

/** See file header. */
export class EaDoor {
  readonly #expected: Expected;
  readonly #handshakeMs: number;
  readonly #handshakes = new Map<string, { state: HandshakeState; sinceMs: number }>();

  constructor(expected: Expected, handshakeMs: number) {
    this.#expected = expected;
    this.#handshakeMs = handshakeMs;
  }

  /** Takes a connection's next message; null when it is not even looked at. */
  receive(routingId: Buffer, message: EaStream, nowMs: number): HandshakeStep | null {
    this.#forgetSlowOnes(nowMs);
    const key = routingId.toString('hex');
    const before = this.#handshakes.get(key);
    if (before === undefined && this.#handshakes.size >= HANDSHAKES_MAX) return null;
    const nonce = randomBytes(32).toString('hex');
    const state = before?.state ?? { type: 'greeting' };
    const step = shakeHands(state, message, this.#expected, nonce);
    this.#handshakes.delete(key);
    if (step.type === 'answer') {
      this.#handshakes.set(key, { state: step.state, sinceMs: before?.sinceMs ?? nowMs });
    }
    return step;
  }

  #forgetSlowOnes(nowMs: number): void {
    for (const [key, { sinceMs }] of this.#handshakes) {
      if (nowMs - sinceMs > this.#handshakeMs) this.#handshakes.delete(key);
    }
  }
}

/**
 * The connections of an EA link that have not authenticated yet.
 *
 * Invariants:
 * 1. At most {@link WAITING_MAX} wait; the oldest gives way, so that idle ones keep nobody out.
 * 2. Each has `handshakeMs` from its first byte to its AUTH.
 */
import { randomBytes } from 'node:crypto';
import type { EaStream } from './ea-protocol.ts';
import {
  shakeHands,
  type Expected,
  type HandshakeState,
  type HandshakeStep,
} from './ea-handshake.ts';

/** Fewer than the connections of the server, so that there is always room for the next one. */
const WAITING_MAX = 128;

/** See file header. `Connection` is whatever stands for one. */
export class EaDoor<Connection> {
  readonly #handshakeMs: number;
  /** Oldest first, as a Map keeps its order. */
  readonly #waiting = new Map<Connection, { state: HandshakeState; readonly sinceMs: number }>();

  constructor(handshakeMs: number) {
    this.#handshakeMs = handshakeMs;
  }

  /** A new connection; returned is the one that has to give way to it. */
  enter(connection: Connection, nowMs: number): Connection | null {
    this.#waiting.set(connection, { state: { type: 'greeting' }, sinceMs: nowMs });
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size <= WAITING_MAX || oldest === undefined) return null;
    this.#waiting.delete(oldest);
    return oldest;
  }

  /** The connection has ended. */
  leave(connection: Connection): void {
    this.#waiting.delete(connection);
  }

  /** Takes a connection's next message; null when the connection does not wait here. */
  receive(connection: Connection, message: EaStream, expected: Expected): HandshakeStep | null {
    const entry = this.#waiting.get(connection);
    if (entry === undefined) return null;
    const nonce = randomBytes(32).toString('hex');
    const step = shakeHands(entry.state, message, expected, nonce);
    if (step.type === 'answer') entry.state = step.state;
    else this.#waiting.delete(connection);
    return step;
  }

  /** Takes out those whose time is over. */
  overdue(nowMs: number): Connection[] {
    const overdue = [...this.#waiting]
      .filter(([, { sinceMs }]) => nowMs - sinceMs > this.#handshakeMs)
      .map(([connection]) => connection);
    for (const connection of overdue) this.#waiting.delete(connection);
    return overdue;
  }
}

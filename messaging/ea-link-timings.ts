/** How long an EA link waits for what. */

/** All in ms. */
export interface EaLinkTimings {
  /** Between two heartbeats; also how often silence is looked for. */
  readonly heartbeatMs: number;
  /** An EA that was silent for this long is gone. */
  readonly silenceMs: number;
  /** From the first byte of a connection to its AUTH. */
  readonly handshakeMs: number;
  /** For the owner's answer whether an EA is admitted: it takes a lease in the database. */
  readonly admitMs: number;
  /** For a peer to read the last message and to close its end. */
  readonly partingMs: number;
  /** One warning of a code is enough in this time. */
  readonly warningMs: number;
}

export const EA_LINK_TIMINGS: EaLinkTimings = {
  heartbeatMs: 1_000,
  silenceMs: 3_000,
  handshakeMs: 5_000,
  admitMs: 10_000,
  partingMs: 500,
  warningMs: 60_000,
};

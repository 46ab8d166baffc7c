/** What an EA link tells its owner. */
import type { EaBook, EaStream, Hello } from './ea-protocol.ts';
import type { EaSession } from './ea-session.ts';

/** Called in order of arrival. What it throws (but for `admit`) ends the link's `run`. */
export interface EaLinkListener {
  /**
   * May refuse the EA by a code; otherwise the number of the lease that it has to accept. Never asked
   * again before it has answered. Followed by `connected`, or by `disconnected` when the EA has left.
   */
  admit(hello: Hello, highestLease: number): Promise<{ lease: number } | { refuse: string }>;
  connected(session: EaSession): void;
  disconnected(reason: string): void;
  /** `readAtMs` is when the EA read it, on this computer's clock (epoch ms). */
  book(book: EaBook, readAtMs: number): void;
  /** The EA was told of a deal at `toldAtMs` (epoch ms with fractions); the book follows. */
  dealTold?(toldAtMs: number): void;
  quote(quote: Extract<EaStream, { type: 'DATA' }>): void;
  /** Something worth a line in the log, at most once per code and minute; `code` is stable. */
  warning(code: string, message: string): void;
}

/** A listener of an EA link that writes down what it is told. */
import type { EaLinkListener } from '../../messaging/ea-link-listener.ts';
import type { EaSession } from '../../messaging/ea-session.ts';

/** What the listener was told, as words in order of arrival. */
export class RecordingListener implements EaLinkListener {
  readonly told: string[] = [];
  readonly warnings: string[] = [];
  readonly books: number[] = [];
  readonly quotes: string[] = [];
  readonly sessions: EaSession[] = [];
  lease = 7;
  admits: () => Promise<{ lease: number } | { refuse: string }> = () =>
    Promise.resolve({ lease: this.lease });

  admit(_: unknown, highestLease: number): Promise<{ lease: number } | { refuse: string }> {
    this.told.push(`admit ${String(highestLease)}`);
    return this.admits();
  }

  /** From now on the owner takes its time. @returns what makes up its mind. */
  hesitate(): (admission: { lease: number }) => void {
    const waiting: ((admission: { lease: number }) => void)[] = [];
    this.admits = () => new Promise((resolve) => waiting.push(resolve));
    return (admission) => {
      for (const decide of waiting.splice(0)) decide(admission);
    };
  }

  connected(session: EaSession): void {
    this.sessions.push(session);
    this.told.push('connected');
  }

  disconnected(reason: string): void {
    this.told.push(`disconnected: ${reason}`);
  }

  book(book: { read: number }): void {
    this.books.push(book.read);
  }

  quote(quote: { symbol: string }): void {
    this.quotes.push(quote.symbol);
  }

  warning(code: string): void {
    this.warnings.push(code);
  }

  /** Nothing that only an authenticated EA may cause has happened. */
  get isUntouched(): boolean {
    return this.told.length + this.books.length + this.quotes.length === 0;
  }
}

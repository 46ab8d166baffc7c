/**
 * Stands in for the Expert Advisor: connects to the node, reports books and quotes, carries out
 * requests. It has no rule of copying and no fail-safe, and gives way to the EA's own source.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { EaCommands } from './ea-commands.ts';
import type { EaJournal } from './ea-journal.ts';
import { BookReader } from './ea-reports.ts';
import type { Request } from './ea-wire.ts';
import { NodeSession } from './node-session.ts';
import type { Terminal } from './terminal.ts';

/** How often quotes are looked at: at most one per symbol and this many ms is sent. */
const QUOTE_MS = 20;
const BACK_OFF_MS = { first: 50, most: 500 } as const;
const REQUESTS_MAX = 1_000;

/** What the stand-in works on. */
export interface EaStandInOptions {
  readonly terminal: Terminal;
  readonly journal: EaJournal;
  readonly port: number;
  /** The account's secret (config/ea-secret.ts). */
  readonly secret: string;
  /** Called at each WELCOME. */
  readonly onWelcome: () => void;
  readonly log: (text: string) => void;
}

/** See the file's head. */
export class EaStandIn {
  readonly #options: EaStandInOptions;
  readonly #books: BookReader;
  readonly #subscribed = new Map<string, number>();
  #session: NodeSession | null = null;
  readonly #broken = new AbortController();
  #requests = 0;
  #rounds = 0;

  constructor(options: EaStandInOptions) {
    this.#options = options;
    this.#books = new BookReader(options.terminal);
  }

  /** Grows while the stand-in is alive. */
  get progress(): number {
    return this.#rounds;
  }

  /**
   * Keeps a connection to the node until aborted.
   * @throws Error when an order would break a rule of the deal list: the simulation is worthless then.
   */
  async run(stopping: AbortSignal): Promise<void> {
    const { journal, log, port, secret, terminal } = this.#options;
    const { login, server } = terminal.description;
    const signal = AbortSignal.any([stopping, this.#broken.signal]);
    const commands = new EaCommands({ terminal, journal, books: this.#books });
    const stopWatching = terminal.account.onChange(() => this.#pushBook());
    const quotes = setInterval(() => this.#pushQuotes(), QUOTE_MS);
    let [backOffMs, lastReason]: [number, string] = [BACK_OFF_MS.first, ''];
    try {
      while (!signal.aborted) {
        const session = new NodeSession({
          port,
          secret,
          login,
          server,
          introduction: () => this.#introduction(),
          journalId: journal.journalId,
          highestLease: () => journal.highestLease,
          tickCountMs: () => terminal.clock.tickCountMs(),
          onWelcome: (welcomed, lease) => this.#enter(welcomed, lease),
          onRequest: (asked, request) => this.#carryOut(commands, asked, request),
          onGoodbye: () => log('the node said goodbye'),
        });
        const { reason, wasWelcome } = await session.run(signal);
        this.#session = null;
        if (wasWelcome || reason !== lastReason) log(`disconnected: ${reason}`);
        lastReason = reason;
        backOffMs = wasWelcome ? BACK_OFF_MS.first : Math.min(backOffMs * 2, BACK_OFF_MS.most);
        await sleep(backOffMs, undefined, { signal }).catch(() => {
          // Aborted: the loop's condition ends it.
        });
      }
    } finally {
      clearInterval(quotes);
      stopWatching();
      await commands.idle();
    }
    if (this.#broken.signal.aborted) throw this.#broken.signal.reason as Error;
  }

  #introduction(): Record<string, unknown> {
    const { clock, description } = this.#options.terminal;
    const { company, currency, leverage, marginMode, role } = description;
    return {
      role,
      version: 'stand-in',
      company,
      currency,
      leverage,
      marginMode,
      build: 0,
      tradeAllowed: true,
      serverNow: clock.serverNowMs(),
    };
  }

  #enter(session: NodeSession, lease: number): void {
    const { journal, log, onWelcome } = this.#options;
    journal.acceptLease(lease);
    this.#session = session;
    this.#subscribed.clear();
    log(`welcomed under lease ${String(lease)}`);
    this.#pushBook();
    onWelcome();
  }

  #carryOut(commands: EaCommands, session: NodeSession, request: Request): void {
    if (this.#requests >= REQUESTS_MAX) {
      session.reply({ id: request.id, error: 'BUSY', message: 'too many requests in flight' });
      return;
    }
    this.#requests += 1;
    const subscribe = (symbols: readonly string[]): void => {
      for (const symbol of symbols) this.#subscribed.set(symbol, -1);
    };
    commands
      .answer(request, subscribe)
      // A reply belongs to the session that asked: a later one has another node behind it.
      .then((reply) => session.reply(reply))
      .catch((error: unknown) => {
        this.#broken.abort(error);
      })
      .finally(() => {
        this.#requests -= 1;
      });
  }

  #pushBook(): void {
    this.#session?.stream('BOOK', { type: 'BOOK', book: this.#books.read() });
  }

  #pushQuotes(): void {
    this.#rounds += 1;
    for (const [symbol, seen] of this.#subscribed) {
      const quote = this.#options.terminal.quote(symbol);
      if (quote === null || quote.number === seen) continue;
      this.#subscribed.set(symbol, quote.number);
      const { bid, ask, timeMsc: time } = quote;
      this.#session?.stream(`DATA/${symbol}`, { type: 'DATA', symbol, bid, ask, time });
    }
  }
}

/**
 * A broker with its files and its market: the engine of simulator/broker, made durable and moved by the
 * clock on the wall.
 *
 * Invariants:
 * 1. A request that was read is carried out once, whatever becomes of its sender or of this process.
 * 2. Nobody is told what is not in the journal.
 * 3. After a stop or a crash all ticks that were missed are applied, in order, before anybody is served.
 */
import { mkdirSync } from 'node:fs';
import { ConfigurationError } from '../../domain/errors.ts';
import { Broker } from '../broker/broker.ts';
import type { AccountSettings, Send } from '../broker/broker-options.ts';
import type { Change } from '../broker/change.ts';
import type { QuoteRecord, SymbolRecord, TradeResult } from '../broker/records.ts';
import { VirtualClock } from '../broker/sim-clock.ts';
import { FaultSet } from '../faults/fault-set.ts';
import type { Tick } from '../feed/recording.ts';
import { seededRandom } from '../seeded-random.ts';
import { accountSettings, marketOf } from './broker-parts.ts';
import type { BrokerFile } from './broker-file.ts';
import { BrokerDrive } from './broker-drive.ts';
import { recordedTime } from './recorded-time.ts';
import { ServerTimeFile } from './server-time-file.ts';
import { StoredAccount } from './stored-account.ts';
import { symbolRecord } from './symbol-description.ts';

/** Wall clocks are set back by seconds; more is another description's clock. */
const AHEAD_MS = 60_000;

/** Whom a service tells. */
export interface ServiceListener {
  readonly onChange: (login: string, change: Change) => void;
  /** A tick as this broker shows it. */
  readonly onQuote: (quote: QuoteRecord) => void;
}

/** See the file's head. */
export class BrokerService {
  readonly file: BrokerFile;
  readonly broker: Broker;
  readonly faults: FaultSet;
  readonly #accounts = new Map<string, StoredAccount>();
  readonly #clock: VirtualClock;
  readonly #drive: BrokerDrive;
  readonly #time: ServerTimeFile;
  readonly #listener: ServiceListener;
  readonly #true = new Map<string, QuoteRecord>();
  /** Specifications that are no longer the description's. */
  readonly #changed = new Map<string, SymbolRecord>();

  /**
   * Opens the files; nothing moves before {@link start}.
   * @param recordings of the feeds, by their file.
   * @throws Error when a stored file cannot be read.
   */
  constructor(
    file: BrokerFile,
    recordings: ReadonlyMap<string, readonly Tick[]>,
    listener: ServiceListener,
  ) {
    this.file = file;
    this.#listener = listener;
    mkdirSync(file.stateFolder, { recursive: true, mode: 0o700 });
    const volumeSteps = new Map(file.symbols.map(({ symbol, volumeStep }) => [symbol, volumeStep]));
    for (const { login, marginMode } of file.accounts) {
      const rules = { isHedging: marginMode === 'HEDGING', volumeSteps };
      this.#accounts.set(login, new StoredAccount(file.stateFolder, login, rules));
    }
    this.#time = new ServerTimeFile(file.stateFolder);
    const { speed } = file.clock;
    const serverNowMs = recordedTime(file.clock);
    const changes = [...this.#accounts.values()].map(({ content }) => content.serverMs);
    const storedMs = Math.max(this.#time.storedMs, ...changes);
    if (storedMs > serverNowMs() + AHEAD_MS) {
      throw new ConfigurationError(
        `${file.stateFolder} is of a broker whose clock was ${String(storedMs - serverNowMs())} ms ahead: keep its \`clock\`, or move the folder away to begin anew`,
      );
    }
    this.#clock = new VirtualClock(storedMs === 0 ? serverNowMs() : storedMs);
    this.faults = new FaultSet({
      nowMs: () => performance.now(),
      speed,
      symbols: new Map(file.symbols.map((symbol) => [symbol.symbol, symbol])),
      onSettled: ({ login, request }) => this.#accounts.get(login)?.settled(request),
    });
    this.broker = new Broker({
      symbols: file.symbols.map(symbolRecord),
      // Its times are whole milliseconds, an execution's delay need not be.
      clock: {
        nowMs: () => Math.floor(this.#clock.nowMs()),
        after: (ms, run) => this.#clock.after(ms, run),
      },
      random: seededRandom(file.seed),
      faults: this.faults,
      onDeal: (login, deal) => this.#accounts.get(login)?.dealt(deal),
      nowNs: () => process.hrtime.bigint(),
    });
    this.#drive = new BrokerDrive({
      clock: this.#clock,
      market: marketOf(file, recordings),
      serverNowMs,
      speed,
      onTick: (quote) => this.#tick(quote),
    });
  }

  /** Opens the accounts, catches up with the clock and goes on by itself. */
  async start(signal: AbortSignal): Promise<void> {
    for (const quote of this.#drive.begin()) this.#tick(quote);
    for (const settings of accountSettings(this.file)) this.#openAccount(settings);
    await this.#drive.catchUp(signal);
    if (signal.aborted) return;
    this.#drive.run();
    this.#time.keep(() => this.#clock.nowMs());
  }

  /** TimeTradeServer, ms. */
  get serverMs(): number {
    return Math.floor(this.#clock.nowMs());
  }

  hasAccount(login: string): boolean {
    return this.#accounts.has(login);
  }

  /** Does everything that is due: to be called before a client's message is looked at. */
  pump(): void {
    this.#drive.pump();
  }

  /** Carries a request out. @throws Error when there is no such account. */
  submit(login: string, send: Send, answer: (result: TradeResult) => void): void {
    this.#accounts.get(login)?.read(send);
    this.faults.sentBy(send.request, send.reason);
    this.broker.submit(login, send, answer);
    this.#drive.plan();
  }

  /** The feed's newest tick, without faults; null before the first one. */
  trueQuote(symbol: string): QuoteRecord | null {
    return this.#true.get(symbol) ?? null;
  }

  /** Changes a specification. */
  changeSymbol(symbol: string, change: Partial<SymbolRecord>): void {
    const described = this.file.symbols.find((one) => one.symbol === symbol);
    if (described === undefined) throw new Error(`symbol "${symbol}" is not at this broker`);
    const record = this.#changed.get(symbol) ?? symbolRecord(described);
    this.#changed.set(symbol, { ...record, ...change });
    this.broker.setSymbol({ ...record, ...change });
  }

  /** One tick, the feed's or a fault's. */
  show(quote: QuoteRecord): void {
    this.broker.tick(quote);
    const shown = this.faults.shown(quote.symbol);
    if (shown?.timeMsc === quote.timeMsc) this.#listener.onQuote(shown);
  }

  /** Ends all that moves; what is in flight goes on at the next start. */
  close(): void {
    this.#drive.stop();
    this.#time.close(this.#clock.nowMs());
    for (const account of this.#accounts.values()) account.close();
  }

  #tick(quote: QuoteRecord): void {
    this.#true.set(quote.symbol, quote);
    this.show(quote);
  }

  #openAccount(settings: AccountSettings): void {
    const { broker } = this;
    const { login } = settings;
    const stored = this.#accounts.get(login);
    if (stored === undefined) throw new Error(`account ${login} has no files`);
    const { state, unsettled } = stored.content;
    broker.openAccount(settings, state, stored.deals);
    stored.begin(broker.state(login), unsettled, this.serverMs);
    broker.onChange(login, (change) => {
      stored.changed(change, this.serverMs);
      this.#listener.onChange(login, change);
    });
    const { tradeAllowed, expertAllowed } = settings;
    // Faults end with the process: what they took away is given back.
    broker.setRights(login, { tradeAllowed, expertAllowed });
    for (const send of unsettled) broker.submit(login, send, () => undefined);
  }
}

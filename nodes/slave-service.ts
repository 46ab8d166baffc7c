/** A slave node as a running process: EA link and bus in, orders and ledger out. */
import { setTimeout as delay } from 'node:timers/promises';
import { eaSecret } from '../config/ea-secret.ts';
import type { SlaveAccount } from '../domain/account.ts';
import { price } from '../domain/symbol-spec.ts';
import { slaveId, type SlaveId } from '../domain/ids.ts';
import { DEFAULT_WINDOWS } from '../domain/windows.ts';
import type { BookSubscriber } from '../messaging/bus.ts';
import { toMasterBook } from '../messaging/master-book.ts';
import { toBook } from '../messaging/ea-book.ts';
import { EaLink } from '../messaging/ea-link.ts';
import type { EaLinkListener } from '../messaging/ea-link-listener.ts';
import type { EaBook } from '../messaging/ea-protocol.ts';
import { Admission } from './admission.ts';
import { systemClock } from './clock.ts';
import { EventBuffer } from '../db/event-buffer.ts';
import { CopyReporter } from './copy-reporter.ts';
import { CopyTable } from './copy-table.ts';
import { EaTerminal } from './ea-terminal.ts';
import { every } from './every.ts';
import { Executor } from './executor.ts';
import { FollowedMasters } from './followed-masters.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { LedgerWriter } from './ledger-writer.ts';
import { ownAccount, type NodeContext } from './node-context.ts';
import { RecordedTerminal, type AddEvent } from './recorded-terminal.ts';
import { isOrderly, type Service } from './service.ts';
import { SlaveNode } from './slave-node.ts';

const TICK_MS = 100;
/** How long an orderly stop waits for outcomes. */
const SETTLE_MS = 2_000;

/** See file header. */
export class SlaveService implements Service {
  readonly #context: NodeContext;
  readonly #subscriber: BookSubscriber;
  readonly #broken = new AbortController();
  #node: SlaveNode | null = null;
  #table = new CopyTable();
  #events: EventBuffer | null = null;

  constructor(context: NodeContext, subscriber: BookSubscriber) {
    this.#context = context;
    this.#subscriber = subscriber;
  }

  get progress(): number {
    return this.#node?.progress ?? this.#ticks;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const { stores, log, dataFolder, holder, name, pollMs } = this.#context;
    const account = await ownAccount(this.#context, 'SLAVE');
    const ended = AbortSignal.any([signal, this.#broken.signal]);
    const lost = (key: string): void => this.#fail(new Error(`${key} was taken over`));
    const ownership = await LeaseKeeper.hold({
      store: stores.leases,
      key: `account:${name}`,
      holder,
      floor: 0,
      signal,
      lost,
    });
    const admission = new Admission(this.#context, ended, lost);
    const expected = {
      secret: await eaSecret(dataFolder, name),
      role: 'slave' as const,
      login: account.login,
      server: account.server,
    };
    const link = await EaLink.bind(account.eaPort, expected, {
      admit: async (hello, highestLease) => {
        const admitted = await admission.admit(hello, highestLease);
        if ('refuse' in admitted) return admitted;
        this.#node ??= await this.#start(slaveId(admitted.accountId), account, terminal, ended);
        return admitted;
      },
      ...this.#listener(() => terminal, ended),
    });
    const terminal = new EaTerminal(link, (book, readAtMs) => this.#book(book, readAtMs, terminal));
    const masters = new FollowedMasters(this.#subscriber, log);
    const serving = link.run();
    log.info(
      { eaPort: account.eaPort },
      `waiting for the terminal on port ${String(account.eaPort)}`,
    );
    ready();
    try {
      await Promise.race([
        every(TICK_MS, ended, () => this.#tick()),
        every(
          pollMs,
          ended,
          () => void terminal.poll().catch((error: unknown) => this.#fail(error)),
        ),
        this.#receive(masters),
        masters.watch(stores.accounts, this.#context, ended, (edited) =>
          this.#node?.edited(edited),
        ),
        serving,
      ]);
      this.#broken.signal.throwIfAborted();
    } finally {
      await this.#settle();
      await link.close({ goodbye: isOrderly(signal) });
      await this.#subscriber.close();
      await Promise.race([
        Promise.allSettled([this.#events?.close(), admission.release(), ownership.release()]),
        delay(1_000),
      ]);
    }
  }

  #ticks = 0;

  #tick(): void {
    this.#ticks += 1;
    this.#node?.wake();
  }

  async #receive(masters: FollowedMasters): Promise<void> {
    for await (const message of this.#subscriber.books) {
      const book = toMasterBook(message);
      const symbols = masters.symbolsOf(book.accountId);
      if (symbols !== null) this.#node?.masterBook(book, symbols);
    }
  }

  /** Reads the ledger, then plans for the first time. */
  async #start(
    id: SlaveId,
    account: SlaveAccount,
    terminal: EaTerminal,
    ended: AbortSignal,
  ): Promise<SlaveNode> {
    const { stores, log, isSafe, defaultSlippagePoints } = this.#context;
    const ledger = stores.ledger(id);
    const table = new CopyTable();
    for (const problem of await ledger.unreadable(id)) {
      log.error(problem, `ledger entry ${problem.name}: ${problem.field} is ${problem.value}`);
    }
    for (const copy of await ledger.findBySlave(id)) table.set(copy);
    if (isSafe) table.blocks.add('safe');
    const writer = new LedgerWriter(
      ledger,
      {
        available: (isAvailable) => {
          if (isAvailable) table.blocks.delete('database');
          else table.blocks.add('database');
          log.warn(
            {},
            `the database ${isAvailable ? 'answers again' : 'does not answer: no opens'}`,
          );
        },
      },
      ended,
    );
    const fail = (error: unknown): void => this.#fail(error);
    const events = new EventBuffer(stores.events(account.name), {
      onOutage: (error) => {
        if (error !== null) log.warn({ err: error }, 'events cannot be recorded at the moment');
      },
    });
    this.#events = events;
    const add: AddEvent = (entry) => events.add(entry);
    const reporter = new CopyReporter(log, add);
    const executor: Executor = new Executor({
      table,
      ledger,
      writer,
      terminal: new RecordedTerminal(terminal, add),
      reporter,
      windows: DEFAULT_WINDOWS,
      wake: () => node.wake(),
      fail,
    });
    const node = new SlaveNode({
      slaveId: id,
      account,
      table,
      terminal,
      clock: systemClock,
      windows: DEFAULT_WINDOWS,
      defaultSlippagePoints,
      carryOut: (actions) => executor.carryOut(actions),
      fail,
    });
    this.#table = table;
    return node;
  }

  #listener(terminal: () => EaTerminal, ended: AbortSignal): Omit<EaLinkListener, 'admit'> {
    const { log } = this.#context;
    return {
      connected: ({ hello: { login, server, version } }) => {
        terminal().connected();
        log.info({ login, server, version }, `terminal connected: ${login}@${server}`);
        this.#node?.wake();
      },
      disconnected: (reason) => {
        this.#node?.disconnected();
        if (!ended.aborted) log.warn({ reason }, `terminal disconnected: ${reason}`);
      },
      book: (book, readAtMs) => this.#book(book, readAtMs, terminal()),
      quote: ({ symbol, bid, ask }) => {
        const quote = { bid: price(bid), ask: price(ask), receivedAtMs: Date.now() };
        this.#node?.quote(symbol, quote);
      },
      warning: (code, message) => log.warn({ code }, message),
    };
  }

  #book(book: EaBook, readAtMs: number, terminal: EaTerminal): void {
    const { link } = terminal;
    if (link !== null) this.#node?.slaveBook(toBook(book, link.accountId, readAtMs));
  }

  /** Waits for the outcomes of what is under way, so that the next start need not look for them. */
  async #settle(): Promise<void> {
    const deadlineMs = performance.now() + SETTLE_MS;
    while (this.#table.inFlight.size > 0 && performance.now() < deadlineMs) await delay(10);
  }

  #fail(error: unknown): void {
    this.#broken.abort(error);
  }
}

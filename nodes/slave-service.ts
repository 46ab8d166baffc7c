/** A slave node as a running process: EA link and bus in, orders and ledger out. */
import { setTimeout as delay } from 'node:timers/promises';
import { eaSecret } from '../config/ea-secret.ts';
import type { SlaveAccount } from '../domain/account.ts';
import { price } from '../domain/symbol-spec.ts';
import { masterId, slaveId } from '../domain/ids.ts';
import type { ReceivedBook } from '../messaging/book-message.ts';
import type { BookSubscriber } from '../messaging/bus.ts';
import { toMasterBook } from '../messaging/master-book.ts';
import { toBook } from '../messaging/ea-book.ts';
import { EaLink } from '../messaging/ea-link.ts';
import type { EaLinkListener } from '../messaging/ea-link-listener.ts';
import type { EaBook } from '../messaging/ea-protocol.ts';
import { leftOpen } from '../messaging/ipc/left-open.ts';
import type { NodeAnswer, NodeCommand } from '../messaging/ipc/node-command.ts';
import { Admission } from './admission.ts';
import { AlarmRelay } from './alarm-relay.ts';
import { EaTerminal } from './ea-terminal.ts';
import { every } from './every.ts';
import { FollowedMasters } from './followed-masters.ts';
import { IncompleteWatch } from './incomplete-watch.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { LinkWatch } from './link-watch.ts';
import { MasterDoubts } from './master-doubts.ts';
import { ownAccount, type NodeContext } from './node-context.ts';
import type { OpenSubscriber } from './open-bus.ts';
import { openRecords, type Records } from './open-records.ts';
import { openOperator, type OpenedOperator } from './open-operator.ts';
import { isOrderly, STARTING, type Service } from './service.ts';
import { settle } from './settle.ts';
import { heldCopies } from './slave-snapshot.ts';
import { startSlave, type StartedSlave } from './start-slave.ts';
import { tellLauncher } from './tell-launcher.ts';

const TICK_MS = 100;

/** See file header. */
export class SlaveService implements Service {
  readonly #context: NodeContext;
  readonly #subscriber: BookSubscriber;
  readonly #broken = new AbortController();
  readonly #alarms: AlarmRelay;
  readonly #doubts: MasterDoubts;
  readonly #incomplete: IncompleteWatch;
  #slave: StartedSlave | null = null;
  #link: LinkWatch | null = null;
  #operator: OpenedOperator | null = null;
  #edited: SlaveAccount | null = null;
  #ticks = 0;

  constructor(context: NodeContext, openSubscriber: OpenSubscriber) {
    this.#context = context;
    this.#alarms = new AlarmRelay(context.log, tellLauncher);
    this.#doubts = new MasterDoubts(this.#alarms);
    this.#subscriber = openSubscriber((notice) => this.#doubts.noticed(notice));
    this.#incomplete = new IncompleteWatch(this.#alarms, context.name);
  }

  async answer(command: NodeCommand): Promise<NodeAnswer> {
    return (await this.#operator?.operator.answer(command)) ?? STARTING;
  }

  get progress(): number {
    return this.#slave?.node.progress ?? this.#ticks;
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
    const watch = new LinkWatch(this.#alarms, account.eaPort);
    this.#link = watch;
    const operator = await openOperator({
      context: this.#context,
      account,
      slave: () => this.#slave,
      terminal: () => terminal,
      link: watch,
      record: (entry) => this.#alarms.record(entry),
      fail: (error) => this.#fail(error),
    });
    this.#operator = operator;
    const records = openRecords(this.#context, account.name);
    this.#alarms.record = (entry) => records.events.add(entry);
    const admission = new Admission(this.#context, ended, lost);
    const expected = {
      secret: await eaSecret(dataFolder, name),
      role: 'slave' as const,
      login: account.login,
      server: account.server,
    };
    const masters = new FollowedMasters(this.#subscriber, log);
    const link = await EaLink.bind(account.eaPort, expected, {
      admit: async (hello, highestLease) => {
        const admitted = await admission.admit(hello, highestLease);
        if ('refuse' in admitted) return admitted;
        if (this.#slave === null) await operator.operator.identified(admitted.accountId);
        this.#slave ??= await startSlave({
          context: this.#context,
          slaveId: slaveId(admitted.accountId),
          account: this.#edited ?? account,
          terminal,
          mayAct: () => ownership.mayAct() && admission.mayAct(),
          records,
          isDoubted: (master) => this.#doubts.isDoubted(master),
          enabledMasters: () => masters.names,
          lease: () => admission.lease,
          tellPolicy: (policy) => terminal.policy(policy),
          history: (sinceServerMs) => terminal.history(sinceServerMs),
          alarms: this.#alarms,
          blocks: () => operator.operator.blocks(),
          fail: (error) => this.#fail(error),
        });
        return admitted;
      },
      ...this.#listener(() => terminal, ended),
    });
    const terminal = new EaTerminal(
      link,
      (book, readAtMs) => this.#book(book, readAtMs, terminal),
      () => this.#incomplete.unreadable(performance.now()),
    );
    const serving = link.run();
    log.info({ eaPort: account.eaPort }, `waiting for the terminal on port ${account.eaPort}`);
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
        masters.watch(stores.accounts, this.#context, ended, (document) => {
          this.#edited = document;
        }),
        serving,
      ]);
      this.#broken.signal.throwIfAborted();
    } finally {
      this.#slave?.node.stop();
      await settle(this.#slave?.table.inFlight ?? new Set(), signal);
      if (isOrderly(signal)) this.#sayWhatStays();
      await link.close({ goodbye: isOrderly(signal) });
      await this.#subscriber.close();
      await Promise.race([
        Promise.allSettled([
          operator.close(),
          this.#close(records),
          admission.release(),
          ownership.release(),
        ]),
        delay(1_000),
      ]);
    }
  }

  #tick(): void {
    this.#ticks += 1;
    this.#link?.tick();
    this.#operator?.operator.tick();
    if (this.#edited !== null) this.#slave?.node.edited(this.#edited);
    this.#slave?.tick();
    this.#slave?.node.wake();
  }

  async #receive(masters: FollowedMasters): Promise<void> {
    for await (const message of this.#subscriber.books) this.#masterBook(message, masters);
  }

  /** A message that no book can be made of must not stop what other masters need. */
  #masterBook(message: ReceivedBook, masters: FollowedMasters): void {
    const id = masterId(message.masterId);
    const symbols = masters.symbolsOf(id);
    const node = this.#slave?.node;
    if (symbols === null || node === undefined) return;
    this.#slave?.latency.heard(message);
    this.#context.crashSeam?.passBook('received', message);
    try {
      node.masterBook(toMasterBook(message), symbols);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      node.unusableBook(id, message.name, error);
    }
  }

  #listener(terminal: () => EaTerminal, ended: AbortSignal): Omit<EaLinkListener, 'admit'> {
    const { log } = this.#context;
    return {
      connected: ({ hello }) => {
        const id = `${hello.login}@${hello.server}`;
        terminal().connected();
        this.#link?.connected(id, hello);
        log.info({ version: hello.version }, `terminal connected: ${id}`);
        this.#slave?.node.wake();
      },
      disconnected: (reason) => {
        this.#link?.disconnected(reason);
        this.#incomplete.disconnected();
        this.#slave?.node.disconnected();
        if (!ended.aborted) log.warn({ reason }, `terminal disconnected: ${reason}`);
      },
      book: (book, readAtMs) => this.#book(book, readAtMs, terminal()),
      quote: ({ symbol, bid, ask }) => {
        const quote = { bid: price(bid), ask: price(ask), receivedAtMs: Date.now() };
        this.#slave?.node.quote(symbol, quote);
      },
      warning: (code, message) => {
        this.#link?.warned(code, message);
        log.warn({ code }, message);
      },
    };
  }

  #book(book: EaBook, readAtMs: number, terminal: EaTerminal): void {
    const { link } = terminal;
    this.#slave?.node.forbidden(book.blocked);
    this.#link?.blocked(book.blocked);
    this.#incomplete.book(book, performance.now());
    if (link !== null) this.#slave?.node.slaveBook(toBook(book, link.accountId, readAtMs));
  }

  // The slave's last words are records too.
  async #close(records: Records): Promise<void> {
    await Promise.allSettled([this.#slave?.close()]);
    await records.close();
  }

  #sayWhatStays(): void {
    if (this.#slave === null) return;
    const { table, node } = this.#slave;
    const held = heldCopies({ table, book: node.book });
    const text = `stopping: ${leftOpen(held)}`;
    this.#context.log[held.length > 0 ? 'warn' : 'info']({ copies: held.length }, text);
  }

  #fail(error: unknown): void {
    this.#broken.abort(error);
  }
}

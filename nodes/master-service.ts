/** A master node as a running process: EA link in, book publisher out. */
import { setTimeout as delay } from 'node:timers/promises';
import { eaSecret } from '../config/ea-secret.ts';
import { EaLink } from '../messaging/ea-link.ts';
import type { EaLinkListener } from '../messaging/ea-link-listener.ts';
import type { BookPublisher } from '../messaging/bus.ts';
import type { EaBook } from '../messaging/ea-protocol.ts';
import type { NodeAnswer, NodeCommand } from '../messaging/ipc/node-command.ts';
import { Admission } from './admission.ts';
import { AlarmRelay } from './alarm-relay.ts';
import { systemClock } from './clock.ts';
import { EaTerminal } from './ea-terminal.ts';
import { IncompleteWatch } from './incomplete-watch.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { LinkWatch } from './link-watch.ts';
import { MasterNode } from './master-node.ts';
import { MasterOperator } from './master-operator.ts';
import { ownAccount, type NodeContext } from './node-context.ts';
import { isOrderly, STARTING, type Service } from './service.ts';
import { every } from './every.ts';
import { askSymbols } from './symbols-answer.ts';
import { tellLauncher } from './tell-launcher.ts';

const HEARTBEAT_MS = 250;

/** Binds the publisher; given in, so that tests can do without sockets. */
export type OpenPublisher = (endpoint: string) => Promise<BookPublisher>;

/** See file header. */
export class MasterService implements Service {
  readonly #context: NodeContext;
  readonly #openPublisher: OpenPublisher;
  #node: MasterNode | null = null;
  #operator: MasterOperator | null = null;

  constructor(context: NodeContext, openPublisher: OpenPublisher) {
    this.#context = context;
    this.#openPublisher = openPublisher;
  }

  get progress(): number {
    return this.#node?.progress ?? 0;
  }

  async answer(command: NodeCommand): Promise<NodeAnswer> {
    return (await this.#operator?.answer(command)) ?? STARTING;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const context = this.#context;
    const { stores, log, dataFolder, holder, name, crashSeam } = context;
    const account = await ownAccount(context, 'MASTER');
    const broken = new AbortController();
    const ended = AbortSignal.any([signal, broken.signal]);
    const lost = (key: string): void => broken.abort(new Error(`${key} was taken over`));
    const ownership = await LeaseKeeper.hold({
      store: stores.leases,
      key: `account:${name}`,
      holder,
      floor: 0,
      signal,
      lost,
    });
    const publisher = await this.#openPublisher(account.busEndpoint ?? '');
    const admission = new Admission(context, ended, lost);
    const node = new MasterNode(
      (message) => {
        publisher.publish(message);
        if (crashSeam !== null) setImmediate(() => crashSeam.passBook('published', message));
      },
      systemClock,
      () => ownership.mayAct() && admission.mayAct(),
    );
    this.#node = node;
    const alarms = new AlarmRelay(log, tellLauncher);
    const watch = new LinkWatch(alarms, account.eaPort);
    const incomplete = new IncompleteWatch(alarms, name);
    const take = (book: EaBook, readAtMs: number): void => {
      incomplete.book(book, performance.now());
      node.book(book, readAtMs);
    };
    const operator = new MasterOperator({
      link: watch,
      trust: () => terminal.trust(),
      symbols: (wanted) => askSymbols(terminal, wanted),
      node,
      nowMs: Date.now,
    });
    this.#operator = operator;
    const listener: EaLinkListener = {
      async admit(hello, highestLease) {
        const admitted = await admission.admit(hello, highestLease);
        if ('refuse' in admitted) return admitted;
        const { login, server, lease } = admitted;
        node.connected({ name, login, server, epoch: lease });
        return { lease };
      },
      connected(session) {
        terminal.connected();
        const { login, server, version } = session.hello;
        watch.connected(`${login}@${server}`, session.hello);
        log.info({ login, server, version }, `terminal connected: ${login}@${server}`);
      },
      disconnected(reason) {
        node.disconnected();
        watch.disconnected(reason);
        incomplete.disconnected();
        if (!ended.aborted) log.warn({ reason }, `terminal disconnected: ${reason}`);
      },
      book: take,
      dealTold: (toldAtMs) => node.dealTold(toldAtMs),
      quote: () => undefined,
      warning: (code, message) => {
        watch.warned(code, message);
        log.warn({ code }, message);
      },
    };
    const expected = {
      secret: await eaSecret(dataFolder, name),
      role: 'master' as const,
      login: account.login,
      server: account.server,
    };
    const link = await EaLink.bind(account.eaPort, expected, listener);
    const terminal = new EaTerminal(link, take, () => incomplete.unreadable(performance.now()));
    const serving = link.run();
    log.info(
      { eaPort: account.eaPort, bus: publisher.endpoint },
      `books on ${publisher.endpoint}, waiting for the terminal on port ${String(account.eaPort)}`,
    );
    ready();
    try {
      await Promise.race([
        every(HEARTBEAT_MS, ended, () => {
          node.heartbeat();
          watch.tick();
        }),
        every(
          context.pollMs,
          ended,
          () => void terminal.poll().catch((error: unknown) => broken.abort(error)),
        ),
        serving,
      ]);
      broken.signal.throwIfAborted();
    } finally {
      await link.close({ goodbye: isOrderly(signal) });
      await publisher.close();
      await Promise.race([
        Promise.allSettled([admission.release(), ownership.release()]),
        delay(1_000),
      ]);
    }
  }
}

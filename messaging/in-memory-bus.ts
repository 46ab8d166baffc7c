/**
 * The bus within one process, for tests of nodes and for simulations: the same messages, the same
 * rules, no sockets. Messages pass through their bytes, so that what cannot be sent fails here too.
 */
import { ConfigurationError } from '../domain/errors.ts';
import type { MasterId } from '../domain/ids.ts';
import { BUS_WINDOWS, type BusNow, type BusWindows } from './book-intake.ts';
import { encodeBookMessage } from './book-codec.ts';
import type { ReceivedBook } from './book-message.ts';
import { BookReceiver } from './book-receiver.ts';
import type {
  BookPublisher,
  BookSubscriber,
  BusListener,
  DropReason,
  MasterEndpoint,
} from './bus.ts';

type Deliver = (masterId: string, bytes: Uint8Array) => void;

/** See file header. */
export class InMemoryBus {
  readonly #now: () => BusNow;
  readonly #bound = new Set<string>();
  readonly #subscribers = new Map<string, Set<Deliver>>();
  #lastPort = 0;

  /** @param now the clock of all subscribers. */
  constructor(now: () => BusNow) {
    this.#now = now;
  }

  /** @throws ConfigurationError when the endpoint is taken. */
  bind(endpoint: string): BookPublisher {
    this.#lastPort += 1;
    const bound = endpoint.replace(/:\*$/, `:${String(this.#lastPort)}`);
    if (this.#bound.has(bound)) {
      throw new ConfigurationError(
        `bus endpoint ${bound}: the port is taken by another publisher; close it, or bind another one`,
      );
    }
    this.#bound.add(bound);
    return {
      endpoint: bound,
      publish: (message) => {
        if (!this.#bound.has(bound)) return;
        const bytes = encodeBookMessage(message);
        for (const deliver of this.#subscribers.get(bound) ?? []) deliver(message.masterId, bytes);
      },
      close: () => Promise.resolve(void this.#bound.delete(bound)),
    };
  }

  /** `tick` stands for the passing of time: call it after moving the clock. */
  subscriber(
    listener: BusListener,
    windows: BusWindows = BUS_WINDOWS,
  ): BookSubscriber & { tick(): void } {
    const receiver = new BookReceiver(listener, windows);
    const links = new Map<MasterId, { endpoint: string; deliver: Deliver }>();
    const end = (masterId: MasterId): void => {
      const link = links.get(masterId);
      if (link !== undefined) this.#subscribers.get(link.endpoint)?.delete(link.deliver);
      links.delete(masterId);
    };
    return {
      books: receiver.books satisfies AsyncIterable<ReceivedBook>,
      drops: receiver.drops satisfies Readonly<Record<DropReason, number>>,
      skipped: 0,
      tick: () => receiver.tick(this.#now()),
      follow: ({ masterId, endpoint }: MasterEndpoint) => {
        if (links.get(masterId)?.endpoint === endpoint) return;
        end(masterId);
        receiver.follow(masterId, this.#now());
        const deliver: Deliver = (topic, bytes) => {
          if (topic === masterId) receiver.receive(masterId, bytes, this.#now());
        };
        links.set(masterId, { endpoint, deliver });
        const delivers = this.#subscribers.get(endpoint) ?? new Set();
        this.#subscribers.set(endpoint, delivers.add(deliver));
      },
      unfollow: (masterId) => {
        end(masterId);
        receiver.unfollow(masterId);
      },
      close: () => {
        for (const masterId of links.keys()) end(masterId);
        receiver.books.close();
        return Promise.resolve();
      },
    };
  }
}

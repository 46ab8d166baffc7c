/**
 * The bus's subscriber on ZeroMQ: one SUB socket per master, so that each pins its publisher's key
 * and none waits for another.
 */
import type { MasterId } from '../domain/ids.ts';
import { BUS_WINDOWS, type BusNow, type BusWindows } from './book-intake.ts';
import type { ReceivedBook } from './book-message.ts';
import { BookReceiver } from './book-receiver.ts';
import type { BookSubscriber, BusListener, DropReason, MasterEndpoint } from './bus.ts';
import { bookOf } from './zmq-bus-options.ts';
import { ZmqBusLink, type SubscriberKeys } from './zmq-bus-link.ts';

const TICK_MS = 250;
const REFUSED_EVERY_MS = 60_000;

/** See file header. */
export class ZmqBookSubscriber implements BookSubscriber {
  readonly #receiver: BookReceiver;
  readonly #keys: SubscriberKeys | null;
  readonly #listener: BusListener;
  readonly #links = new Map<MasterId, ZmqBusLink>();
  readonly #refusedMs = new Map<string, number>();
  readonly #closing = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #skipped = 0;

  /** @param keys null: no authentication, for measurements only. */
  constructor(keys: SubscriberKeys | null, listener: BusListener, windows = BUS_WINDOWS) {
    this.#keys = keys;
    this.#listener = listener;
    this.#receiver = new BookReceiver(listener, windows satisfies BusWindows);
    this.#timer = setInterval(() => {
      this.#receiver.tick(systemNow());
      for (const link of this.#links.values()) link.tick();
    }, TICK_MS);
  }

  get books(): AsyncIterable<ReceivedBook> {
    return this.#receiver.books;
  }

  get drops(): Readonly<Record<DropReason, number>> {
    return this.#receiver.drops;
  }

  get skipped(): number {
    return this.#skipped;
  }

  follow(master: MasterEndpoint): void {
    const { masterId, endpoint } = master;
    const before = this.#links.get(masterId);
    if (before?.endpoint === endpoint) return;
    if (before !== undefined) this.#end(before);
    this.#receiver.follow(masterId, systemNow());
    const link = new ZmqBusLink(master, this.#keys, {
      frames: (frames) => this.#received(masterId, frames),
      skipped: () => {
        this.#skipped += 1;
      },
      refused: (detail) => this.#refused(endpoint, detail),
    });
    this.#links.set(masterId, link);
  }

  unfollow(master: MasterId): void {
    const link = this.#links.get(master);
    if (link !== undefined) this.#end(link);
    this.#links.delete(master);
    this.#receiver.unfollow(master);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const link of this.#links.values()) this.#end(link);
    this.#links.clear();
    this.#receiver.books.close();
    await Promise.all(this.#closing);
  }

  #end(link: ZmqBusLink): void {
    const closing = link.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #received(masterId: MasterId, frames: readonly Buffer[]): void {
    const [frame] = frames;
    const now = systemNow();
    if (frames.length !== 1 || frame === undefined) {
      const detail = `a message of ${String(frames.length)} frames`;
      this.#receiver.drop(masterId, 'malformed', detail, now);
      return;
    }
    const book = bookOf(masterId, frame);
    if (book !== null) this.#receiver.receive(masterId, book, now);
    else this.#receiver.drop(masterId, 'foreign', 'the topic is another one', now);
  }

  /** libzmq tries again several times a second: one notice per endpoint and minute. */
  #refused(endpoint: string, detail: string): void {
    const nowMs = performance.now();
    const toldMs = this.#refusedMs.get(endpoint);
    if (toldMs !== undefined && nowMs - toldMs < REFUSED_EVERY_MS) return;
    this.#refusedMs.set(endpoint, nowMs);
    this.#listener({ type: 'refused', endpoint, detail });
  }
}

/** The two clocks of this computer. */
export function systemNow(): BusNow {
  return { epochMs: Date.now(), monotonicMs: performance.now() };
}

/**
 * Stands between publisher and subscriber and spoils messages. CURVE lets nobody in the middle drop,
 * repeat or change a message unnoticed, so this relay has the keys of both sides: it subscribes with
 * the host's key and publishes with the publisher's own, as a publisher gone wrong would.
 */
import { Publisher, Subscriber } from 'zeromq';
import type { hostKeys } from './bus-builders.ts';

type Frames = readonly Buffer[];
/** What goes on instead of a message, in order. */
export type Fault = (frames: Frames) => readonly Frames[];

/** See file header. */
export class BusRelay {
  readonly endpoint: string;
  /** Changed while it runs; passes everything on at first. */
  fault: Fault = (frames) => [frames];
  /** Messages that came in. */
  received = 0;
  readonly #subscriber: Subscriber;
  readonly #publisher: Publisher;
  #running: Promise<void>;

  private constructor(subscriber: Subscriber, publisher: Publisher) {
    this.endpoint = publisher.lastEndpoint ?? '';
    this.#subscriber = subscriber;
    this.#publisher = publisher;
    this.#running = this.#run();
  }

  static async start(upstream: string, keys: ReturnType<typeof hostKeys>): Promise<BusRelay> {
    const subscriber = new Subscriber({
      linger: 0,
      curvePublicKey: keys.subscribe.publicKey,
      curveSecretKey: keys.subscribe.secretKey,
      curveServerKey: keys.publish.publicKey,
    });
    subscriber.subscribe();
    subscriber.connect(upstream);
    const publisher = new Publisher({
      linger: 0,
      curveServer: true,
      curveSecretKey: keys.publish.secretKey,
    });
    await publisher.bind('tcp://127.0.0.1:*');
    return new BusRelay(subscriber, publisher);
  }

  /** Sends a message of its own. */
  async inject(frames: Frames): Promise<void> {
    await this.#publisher.send([...frames]);
  }

  async close(): Promise<void> {
    this.#subscriber.close();
    await this.#running;
    this.#publisher.close();
  }

  async #run(): Promise<void> {
    for await (const frames of this.#subscriber) {
      this.received += 1;
      for (const message of this.fault(frames)) await this.#publisher.send([...message]);
    }
  }
}

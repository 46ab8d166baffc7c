/** PROVISIONAL adapter until messaging/zmq-bus.ts lands. */
import { Publisher, Subscriber } from 'zeromq';
import type { BookPublisher, BookSubscriber, MasterEndpoint } from '../messaging/bus.ts';
import {
  decodeBookMessage,
  encodeBookMessage,
  type BookMessage,
} from '../messaging/book-message.ts';

export async function openBus(_home: string) {
  return {
    async openPublisher(endpoint: string): Promise<BookPublisher> {
      const pub = new Publisher({ linger: 0 });
      await pub.bind(endpoint);
      let sending = false;
      let next: BookMessage | null = null;
      const drain = async () => {
        if (sending) return;
        sending = true;
        while (next !== null) {
          const m: BookMessage = next;
          next = null;
          await pub.send([m.masterId, Buffer.from(encodeBookMessage(m))]);
        }
        sending = false;
      };
      return {
        endpoint,
        publish(message) {
          next = message;
          void drain();
        },
        async close() {
          pub.close();
        },
      };
    },
    openSubscriber(): BookSubscriber {
      const sub = new Subscriber({ linger: 0 });
      return {
        follow(m: MasterEndpoint) {
          sub.connect(m.endpoint);
          sub.subscribe(m.masterId ?? '');
        },
        unfollow() {},
        books: (async function* () {
          for await (const [, payload] of sub) if (payload) yield decodeBookMessage(payload);
        })(),
        drops: { malformed: 0, foreign: 0, old: 0, 'too-long': 0 },
        async close() {
          sub.close();
        },
      };
    },
  };
}

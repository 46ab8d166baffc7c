/** The bus of this process: ZeroMQ with the host's keys, its notices as lines in the log. */
import { BusKeys } from '../config/bus-keys.ts';
import type { BookPublisher, BookSubscriber, BusListener } from '../messaging/bus.ts';
import { noticeLine } from '../messaging/bus-notice-text.ts';
import { ZmqBookPublisher } from '../messaging/zmq-bus-publisher.ts';
import { ZmqBookSubscriber } from '../messaging/zmq-bus-subscriber.ts';
import type { Log } from './copy-reporter.ts';

/** Subscribes to the bus. @param also takes the notices that are logged. */
export type OpenSubscriber = (also: BusListener) => BookSubscriber;

/** See file header. */
export interface Bus {
  readonly openPublisher: (endpoint: string) => Promise<BookPublisher>;
  readonly openSubscriber: OpenSubscriber;
}

/** @throws ConfigurationError when a key file holds no key. */
export async function openBus(dataFolder: string, log: Log): Promise<Bus> {
  const keys = await BusKeys.open(dataFolder);
  const listener = logNotices(log);
  return {
    openPublisher: (endpoint) => ZmqBookPublisher.bind(endpoint, keys, listener),
    openSubscriber: (also) =>
      new ZmqBookSubscriber(keys, (notice) => {
        listener(notice);
        also(notice);
      }),
  };
}

/** One line per notice. */
function logNotices(log: Log): BusListener {
  return (notice) => {
    const { level, code, message } = noticeLine(notice);
    log[level]({ code }, message);
  };
}

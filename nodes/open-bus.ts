/** Puts the bus together: this host's keys, ZeroMQ, and notices as lines in the log. */
import { BusKeys } from '../config/bus-keys.ts';
import type { BookPublisher, BookSubscriber, BusNotice } from '../messaging/bus.ts';
import { noticeLine } from '../messaging/bus-notice-text.ts';
import { ZmqBookPublisher } from '../messaging/zmq-bus-publisher.ts';
import { ZmqBookSubscriber } from '../messaging/zmq-bus-subscriber.ts';
import type { Log } from './copy-reporter.ts';

/** What a node takes from the bus. */
export interface OpenedBus {
  readonly openPublisher: (endpoint: string) => Promise<BookPublisher>;
  readonly openSubscriber: () => BookSubscriber;
}

/** @throws ConfigurationError when a key file of the data folder is malformed. */
export async function openBus(dataFolder: string, log: Log): Promise<OpenedBus> {
  const keys = await BusKeys.open(dataFolder);
  const listener = (notice: BusNotice): void => {
    const { level, code, message } = noticeLine(notice);
    log[level]({ ...notice, code }, message);
  };
  return {
    openPublisher: (endpoint) => ZmqBookPublisher.bind(endpoint, keys, listener),
    openSubscriber: () => new ZmqBookSubscriber(keys, listener),
  };
}

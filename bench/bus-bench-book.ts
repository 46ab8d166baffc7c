/** The book that the benchmark of the bus publishes, and the keys it publishes with. */
import type { KeyPair } from '../config/bus-keys.ts';
import { BUS_PROTOCOL_VERSION, type BookMessage } from '../messaging/book-message.ts';

/** Both pairs of one host, sent to the workers; null is no authentication. */
export type BenchKeys = { readonly publish: KeyPair; readonly subscribe: KeyPair } | null;

/** Whether raw zeromq.js is measured, or our bus. */
export type BenchMode = 'raw' | 'bus';

export const BENCH_MASTER = '70358000@Popov-Demo';

/** A fresh book; the moment of publishing (µs) is to be put into `serverNow`. */
export function benchBook(positions: number, seq: number): BookMessage {
  const nowMs = Date.now();
  return {
    version: BUS_PROTOCOL_VERSION,
    masterId: BENCH_MASTER,
    name: 'popov',
    login: '70358000',
    server: 'Popov-Demo',
    epoch: 1,
    seq,
    read: seq,
    readAt: nowMs,
    sentAt: nowMs,
    serverNow: nowMs,
    connected: true,
    synced: true,
    complete: true,
    positions: Array.from({ length: positions }, (_, index) => ({
      identifier: String(70_358_000 + index),
      ticket: String(70_358_000 + index),
      symbol: 'EURUSD',
      side: 'BUY' as const,
      volume: '0.10',
      priceOpen: '1.38626',
      sl: '1.38000',
      tp: '1.39000',
      openedAtServerMs: 1_398_988_800_000 + index,
      magic: '0',
      comment: 'by hand',
    })),
    orders: [],
    recentlyClosed: [],
    account: { balance: '10000.00', equity: '10012.40', currency: 'EUR' },
  };
}

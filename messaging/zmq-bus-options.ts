/**
 * What the bus sets on its ZeroMQ sockets, and why: several of the defaults lose books for long or
 * keep them without a limit.
 *
 * `conflate` ("keep only the last message") is not used: on a publisher it would keep one message per
 * socket, not one per master. Newest-wins is done above the socket instead
 * (latest-books.ts).
 */
import { BOOK_MESSAGE_MAX_BYTES } from './book-message.ts';

/** Room for the topic and for what CURVE and the framing add to a frame. */
const FRAME_OVERHEAD_BYTES = 1_024;

/** On both ends. */
const COMMON = {
  // The default keeps a closing process alive until a peer that may never come back has read all.
  linger: 0,
  // Without heartbeats a connection whose other end vanished (a pulled cable, a sleeping laptop)
  // looks open for hours, and no reconnect is tried. 3 s is the contract's silence.
  heartbeatInterval: 1_000,
  heartbeatTimeout: 3_000,
  heartbeatTimeToLive: 3_000,
  // Something else on the port that accepts and says nothing: 30 s by default.
  handshakeInterval: 5_000,
} as const;

/** The publisher's socket. */
export const PUBLISHER_OPTIONS = {
  ...COMMON,
  // Per subscriber; when it is reached, PUB drops for this subscriber alone and slows nobody. The
  // default of 1,000 would hold 4 GB of the largest books for one stopped subscriber, and one that
  // goes on would first read minutes of history. What is dropped, the next heartbeat says again.
  sendHighWaterMark: 16,
  // All that comes in are subscriptions (a topic of up to 129 bytes) and the handshake.
  maxMessageSize: 4_096,
  // Connections waiting to be accepted: all slaves of a desk reconnect at once.
  backlog: 512,
} as const;

/** A subscriber's socket: one per master, since each connection pins one server key. */
export const SUBSCRIBER_OPTIONS = {
  ...COMMON,
  // Messages waiting for this process. When it is reached the socket stops reading, TCP fills, and
  // the publisher drops for us: a stalled slave costs neither end memory.
  receiveHighWaterMark: 16,
  // A larger frame ends the connection instead of being read into memory.
  maxMessageSize: BOOK_MESSAGE_MAX_BYTES + FRAME_OVERHEAD_BYTES,
  // No pipe to a publisher that is not there: subscriptions are sent when the connection is made.
  immediate: true,
  // The default retries every 100 ms for ever; 2 s at most keeps the bounds of convergence.
  reconnectInterval: 100,
  reconnectMaxInterval: 2_000,
  // The operating system's own limit is minutes.
  connectTimeout: 3_000,
} as const;

/** What a subscriber asks for: a prefix match, so that the terminator keeps "AB" from subscribers of "A". */
export function topicOf(masterId: string): string {
  return `${masterId}\0`;
}

/**
 * Topic and book as one frame. Not two: a connection that ends between the parts of a message makes
 * libzmq 4.3.5 abort the subscriber's whole process (`!_more`, libzmq issue 3663).
 */
export function frameOf(masterId: string, book: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(topicOf(masterId)), book]);
}

/** The book of a frame; null when the frame does not begin with this master's topic. */
export function bookOf(masterId: string, frame: Buffer): Buffer | null {
  const topic = Buffer.from(topicOf(masterId));
  return frame.subarray(0, topic.length).equals(topic) ? frame.subarray(topic.length) : null;
}

/**
 * One connection that a ZMTP peer has made to this process.
 *
 * Invariants:
 * 1. `message` comes only after the peer's READY was found good.
 * 2. `closed` comes once and last; after `finish` or `destroy` no message comes any more.
 * 3. What waits to be sent is limited: a peer that does not read loses its connection.
 */
import type { Socket } from 'node:net';
import { ProtocolError } from '../domain/errors.ts';
import {
  commandFrame,
  errorFrame,
  greeting,
  messageFrame,
  readyFrame,
  readyProperties,
  ZmtpDecoder,
  type ZmtpFrame,
} from './zmtp.ts';

const UNSENT_MAX_BYTES = 4 * 1024 * 1024;
const PING_TTL_BYTES = 2;

/** Told of what happens on a connection. */
export interface ZmtpConnectionOwner {
  message(connection: ZmtpConnection, body: Buffer): void;
  closed(connection: ZmtpConnection, reason: string): void;
}

/** See file header. */
export class ZmtpConnection {
  readonly #socket: Socket;
  readonly #owner: ZmtpConnectionOwner;
  readonly #decoder: ZmtpDecoder;
  #status: 'greeting' | 'open' | 'over' = 'greeting';
  #reason = 'the peer closed the connection';
  #timer: NodeJS.Timeout | undefined;

  /** @param maxBytes largest message taken, until {@link acceptUpTo} says otherwise. */
  constructor(socket: Socket, owner: ZmtpConnectionOwner, maxBytes: number) {
    this.#socket = socket;
    this.#owner = owner;
    this.#decoder = new ZmtpDecoder(maxBytes);
    socket.setNoDelay(true);
    socket.on('error', (error) => {
      this.#reason = error.message;
    });
    socket.on('close', () => {
      this.#status = 'over';
      clearTimeout(this.#timer);
      owner.closed(this, this.#reason);
    });
    socket.on('data', (chunk) => this.#read(chunk));
    socket.write(greeting());
  }

  /** Whether it has ended or is about to: nothing more comes of it, nothing more goes out. */
  get isOver(): boolean {
    return this.#status === 'over';
  }

  acceptUpTo(maxBytes: number): void {
    this.#decoder.maxBytes = maxBytes;
  }

  /** Sends a message as JSON; on a connection that is over it is dropped. */
  send(message: object): void {
    if (this.#status !== 'open') return;
    if (this.#socket.writableLength > UNSENT_MAX_BYTES) {
      this.destroy(`the peer does not read: ${String(this.#socket.writableLength)} bytes wait`);
      return;
    }
    this.#socket.write(messageFrame(JSON.stringify(message)));
  }

  /** Lets the peer read what was sent and close first; after `withinMs` the connection is cut. */
  finish(reason: string, withinMs: number): void {
    if (this.#status !== 'over') this.#reason = reason;
    this.#status = 'over';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.destroy(), withinMs);
  }

  /** As {@link finish}, but this end says that it will send nothing more. */
  end(reason: string, withinMs: number): void {
    this.finish(reason, withinMs);
    this.#socket.end();
  }

  /** Cuts the connection now. */
  destroy(reason: string): void {
    if (this.#status !== 'over') this.#reason = reason;
    this.#status = 'over';
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    // Read on when it is over, or its end would never be seen; but nothing of it is looked at.
    if (this.#status === 'over') return;
    try {
      for (const frame of this.#decoder.push(chunk)) {
        this.#take(frame);
        if (this.isOver) return;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#socket.write(errorFrame(error.message));
      this.destroy(error.message);
    }
  }

  #take(frame: ZmtpFrame): void {
    if (this.#status === 'greeting') {
      if (frame.type !== 'command' || frame.name !== 'READY') {
        throw new ProtocolError('something came before READY');
      }
      checkReady(frame.data);
      this.#socket.write(readyFrame('ROUTER'));
      this.#status = 'open';
    } else if (frame.type === 'message') {
      this.#owner.message(this, frame.body);
    } else if (frame.name === 'PING') {
      this.#pong(frame.data);
    }
    // Other commands are ignored, as the protocol asks.
  }

  #pong(ping: Buffer): void {
    // Answers are small, but somebody who only asks and never reads would pile them up.
    if (this.#socket.writableLength > UNSENT_MAX_BYTES) this.destroy('the peer does not read');
    else this.#socket.write(commandFrame('PONG', ping.subarray(PING_TTL_BYTES)));
  }
}

function checkReady(data: Buffer): void {
  const properties = readyProperties(data);
  const socketType = properties.get('socket-type')?.toString('latin1') ?? '';
  if (socketType !== 'DEALER') {
    throw new ProtocolError(`the peer is a "${socketType}", needed is a DEALER`);
  }
  // libzmq's own DEALER sends an empty one.
  if ((properties.get('identity')?.length ?? 0) > 0) {
    throw new ProtocolError('the peer’s READY carries an Identity; leave it out');
  }
}

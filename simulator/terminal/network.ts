/**
 * The network side of a program's sockets, on the terminal's own thread: what arrives is handed on at
 * once, what is sent is acknowledged when a quarter of the program's window has left: each word wakes
 * its thread.
 *
 * Invariants: 1. after `gone` nothing more of that socket is told; 2. more than 16 MiB that the program
 * has not read stop reading from the peer.
 */
import { connect, type Socket } from 'node:net';
import { SEND_WINDOW_BYTES, type FromExpert, type ToExpert } from './terminal-message.ts';

const MAX_UNREAD = 16_777_216;
const ACKNOWLEDGED_BYTES = SEND_WINDOW_BYTES / 4;

type Call = Extract<FromExpert, { readonly socket: number }>;

/** Points at which a fault may end the process. */
export interface NetworkHooks {
  readonly received: (bytes: Buffer) => void;
  /** Bytes of the program have left. */
  readonly left: (bytes: Uint8Array) => void;
}

/** See the file's head. */
export class Network {
  readonly #tell: (message: ToExpert) => void;
  readonly #hooks: NetworkHooks;
  readonly #sockets = new Map<number, Socket>();
  readonly #unread = new Map<number, number>();
  readonly #left = new Map<number, number>();

  constructor(tell: (message: ToExpert) => void, hooks: NetworkHooks) {
    this.#tell = tell;
    this.#hooks = hooks;
  }

  call(call: Call): void {
    switch (call.type) {
      case 'connect':
        this.#connect(call.socket, call.host, call.port);
        return;
      case 'send':
        this.#send(call.socket, call.bytes);
        return;
      case 'taken':
        this.#count(call.socket, -call.count);
        return;
      case 'close':
        this.#forget(call.socket)?.destroy();
        return;
    }
  }

  close(): void {
    for (const id of this.#sockets.keys()) this.#forget(id)?.destroy();
  }

  #connect(id: number, host: string, port: number): void {
    const socket = connect({ host, port });
    this.#sockets.set(id, socket);
    socket.setNoDelay(true);
    socket.once('connect', () => this.#tell({ type: 'opened', socket: id, ok: true }));
    socket.on('data', (data: Buffer) => {
      this.#hooks.received(data);
      this.#count(id, data.length);
      this.#tell({ type: 'bytes', socket: id, bytes: Uint8Array.from(data) });
    });
    // The close that follows is what counts.
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      if (this.#sockets.get(id) !== socket) return;
      this.#forget(id);
      this.#tell({ type: 'opened', socket: id, ok: false });
      this.#tell({ type: 'gone', socket: id });
    });
  }

  #send(id: number, bytes: Uint8Array): void {
    this.#sockets.get(id)?.write(bytes, (error) => {
      if (error !== undefined && error !== null) return;
      this.#acknowledge(id, bytes.length);
      this.#hooks.left(bytes);
    });
  }

  #acknowledge(id: number, count: number): void {
    const left = (this.#left.get(id) ?? 0) + count;
    const isEnough = left >= ACKNOWLEDGED_BYTES;
    this.#left.set(id, isEnough ? 0 : left);
    if (isEnough) this.#tell({ type: 'sent', socket: id, count: left });
  }

  #count(id: number, change: number): void {
    const socket = this.#sockets.get(id);
    if (socket === undefined) return;
    const unread = (this.#unread.get(id) ?? 0) + change;
    this.#unread.set(id, unread);
    if (unread > MAX_UNREAD) socket.pause();
    else if (socket.isPaused()) socket.resume();
  }

  #forget(id: number): Socket | undefined {
    const socket = this.#sockets.get(id);
    this.#sockets.delete(id);
    this.#unread.delete(id);
    this.#left.delete(id);
    return socket;
  }
}

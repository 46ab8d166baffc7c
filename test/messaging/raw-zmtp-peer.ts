/**
 * An EA on a bare TCP socket, byte by byte as docs/ea-protocol.md has it: ZMTP 3.1, NULL, DEALER
 * without Identity. It shares no code with the node's end, and neither uses ZeroMQ's library.
 */
import { connect, type Socket } from 'node:net';
import { createHmac, randomBytes } from 'node:crypto';

export const SECRET = '5a'.repeat(32);

/** The 64 bytes, written out: signature, 3.1, "NULL", not a server. */
export const GREETING = Buffer.from(
  `ff00000000000000007f0301${Buffer.from('NULL').toString('hex')}${'00'.repeat(48)}`,
  'hex',
);
/** `04 len 05 READY 0b Socket-Type 00000006 DEALER`. */
export const READY = Buffer.from(
  '041c0552454144590b536f636b65742d54797065000000064445414c4552',
  'hex',
);

export interface PeerFrame {
  readonly flags: number;
  readonly body: Buffer;
}

/** A frame with these flags: 1 more, 2 long (added where the size needs it), 4 command. */
export function frame(body: Buffer | string, flags = 0): Buffer {
  const bytes = Buffer.from(body);
  if (bytes.length < 256) return Buffer.concat([Buffer.from([flags, bytes.length]), bytes]);
  const head = Buffer.alloc(9);
  head.writeUInt8(flags | 2);
  head.writeUInt32BE(bytes.length, 5);
  return Buffer.concat([head, bytes]);
}

export function hello(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'HELLO',
    protocol: 1,
    login: '5001',
    server: 'Broker-Demo',
    nonceEa: randomBytes(32).toString('hex'),
    role: 'slave',
    version: '0.1.0',
    company: 'Broker',
    currency: 'USD',
    leverage: 100,
    marginMode: 'HEDGING',
    build: 4_000,
    tradeAllowed: true,
    serverNow: 1_399_033_760_000,
    ...changes,
  };
}

/** As the EA computes it; docs/ea-protocol.md, Handshake. */
export function mac(
  side: 'node' | 'ea',
  greeted: Record<string, unknown>,
  nonceNode: unknown,
  secret = SECRET,
): string {
  const { protocol, login, server, nonceEa } = greeted;
  const text = [side, protocol, login, server, nonceEa, nonceNode].join('\n');
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** One connection. Everything sent is recorded, for replays. */
export class RawZmtpPeer {
  readonly socket: Socket;
  readonly sent: Buffer[] = [];
  readonly commands: PeerFrame[] = [];
  readonly messages: Record<string, unknown>[] = [];
  /** Whether PING is answered, as the EA does. */
  answersPings = true;
  /** Whether the node's heartbeats are answered. */
  answersHeartbeats = true;
  tickCountMs: () => number = () => Math.floor(performance.now()) + 1_000_000;
  greeting: Buffer | null = null;
  closed = false;
  #unread: Buffer = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#parse();
      this.#wake();
    });
    socket.on('connect', () => this.#wake());
    socket.on('error', () => undefined); // 'close' follows, which is what is looked at.
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  static async connect(port: number): Promise<RawZmtpPeer> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const peer = new RawZmtpPeer(socket);
    await peer.until(() => !socket.connecting);
    return peer;
  }

  /** Connected, greeted and READY. */
  static async open(port: number): Promise<RawZmtpPeer> {
    const peer = await RawZmtpPeer.connect(port);
    peer.write(GREETING);
    peer.write(READY);
    await peer.until(() => peer.commands.length > 0 || peer.closed);
    return peer;
  }

  /** Authenticated and welcomed. */
  static async welcomed(port: number, changes: Record<string, unknown> = {}): Promise<RawZmtpPeer> {
    const peer = await RawZmtpPeer.open(port);
    await peer.authenticate(changes);
    await peer.message('WELCOME');
    return peer;
  }

  write(bytes: Buffer): void {
    this.sent.push(bytes);
    this.socket.write(bytes);
  }

  send(message: unknown): void {
    this.write(frame(JSON.stringify(message)));
  }

  /** HELLO, CHALLENGE, AUTH. */
  async authenticate(changes: Record<string, unknown> = {}, secret = SECRET): Promise<void> {
    const greeted = hello(changes);
    this.send(greeted);
    const { nonceNode, mac: proof } = await this.message('CHALLENGE');
    if (proof !== mac('node', greeted, nonceNode)) throw new Error('the node proved nothing');
    this.auth(mac('ea', greeted, nonceNode, secret));
  }

  auth(proof: string): void {
    this.send({ type: 'AUTH', mac: proof, highestLease: 3, journalId: 'journal-1' });
  }

  /** The first message of this type, waited for. */
  async message(type: string): Promise<Record<string, unknown>> {
    const find = (): Record<string, unknown> | undefined =>
      this.messages.find((message) => message['type'] === type);
    await this.until(() => find() !== undefined || this.closed);
    const found = find();
    if (found === undefined)
      throw new Error(`closed before ${type}: ${JSON.stringify(this.messages)}`);
    return found;
  }

  /** Why it was refused. */
  async refusal(): Promise<unknown> {
    return (await this.message('REFUSED'))['code'];
  }

  async closing(): Promise<void> {
    await this.until(() => this.closed);
  }

  /** Waits for a condition that what arrives here makes true. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #parse(): void {
    if (this.greeting === null) {
      if (this.#unread.length < 64) return;
      this.greeting = this.#take(64);
    }
    for (;;) {
      const flags = this.#unread[0] ?? 0;
      const head = (flags & 2) === 0 ? 2 : 9;
      if (this.#unread.length < head) return;
      const size = head === 2 ? this.#unread.readUInt8(1) : this.#unread.readUInt32BE(5);
      if (this.#unread.length < head + size) return;
      this.#handle({ flags, body: this.#take(head + size).subarray(head) });
    }
  }

  #take(bytes: number): Buffer {
    const taken = this.#unread.subarray(0, bytes);
    this.#unread = this.#unread.subarray(bytes);
    return taken;
  }

  #handle(received: PeerFrame): void {
    if ((received.flags & 4) !== 0) {
      this.commands.push(received);
      // 04 "PING" ttl(2) context: the context goes back.
      if (this.answersPings && received.body.toString('latin1', 1, 5) === 'PING') {
        const context = received.body.subarray(7);
        this.write(frame(Buffer.concat([Buffer.from('\u0004PONG'), context]), 4));
      }
      return;
    }
    const message: Record<string, unknown> = JSON.parse(received.body.toString('utf8'));
    this.messages.push(message);
    if (message['type'] === 'HEARTBEAT' && this.answersHeartbeats) this.heartbeat(message['seq']);
  }

  heartbeat(seq: unknown): void {
    this.send({ type: 'HEARTBEAT', us: 1, ms: this.tickCountMs(), seq });
  }
}

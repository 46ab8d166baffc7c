/** A node as the terminal sees it: a ROUTER that greets, welcomes and writes down what it hears. */
import { randomBytes } from 'node:crypto';
import { Router } from 'zeromq';
import { handshakeMac, isSameMac } from '../../config/ea-auth.ts';
import { eaReply, eaStream, type EaReply, type EaStream } from '../../messaging/ea-protocol.ts';
import type { EaRequest } from '../../messaging/ea-requests.ts';

type StreamOf<Type extends EaStream['type']> = Extract<EaStream, { type: Type }>;

/** Waits until `check` gives something; the test's own time limit bounds it. */
export async function until<Value>(check: () => Value | null | undefined): Promise<Value> {
  for (;;) {
    const value = check();
    if (value !== null && value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** See the file's head. Everything it receives is parsed with the node's own schemas. */
export class RouterNode {
  readonly heard: EaStream[] = [];
  readonly replies = new Map<string, EaReply[]>();
  /** A secret of its own: an impostor's does not match the terminal's. */
  readonly secret: string;
  readonly lease: number;
  /** Kind of the next answer to a good AUTH. */
  refuse: string | null = null;
  welcomes = 0;
  #router: Router | null = null;
  #peer: Buffer | null = null;
  #handshake: { hello: StreamOf<'HELLO'>; nonceNode: string } | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(secret: string, lease = 1) {
    this.secret = secret;
    this.lease = lease;
  }

  /** @returns the port it is bound to. */
  async listen(port: number | '*' = '*'): Promise<number> {
    const router = new Router({ linger: 0 });
    // libzmq frees the port of a closed socket a little later.
    for (let isBound = false; !isBound;) {
      isBound = await router.bind(`tcp://127.0.0.1:${String(port)}`).then(
        () => true,
        () => false,
      );
    }
    this.#router = router;
    void this.#receive(router);
    return Number(/:(\d+)$/.exec(router.lastEndpoint ?? '')?.[1]);
  }

  close(): void {
    this.#router?.close();
    this.#router = null;
    this.#peer = null;
  }

  streams<Type extends EaStream['type']>(type: Type): StreamOf<Type>[] {
    return this.heard.filter((message): message is StreamOf<Type> => message.type === type);
  }

  send(message: object): void {
    const [router, peer] = [this.#router, this.#peer];
    if (router === null || peer === null) throw new Error('nobody to send to');
    this.#sending = this.#sending.then(async () => {
      if (router === this.#router) await router.send([peer, JSON.stringify(message)]);
    });
  }

  /** Sends a request and waits for its next reply. */
  async ask(id: string, request: EaRequest): Promise<EaReply> {
    const before = this.replies.get(id)?.length ?? 0;
    this.send({ id, ...request });
    return until(() => this.replies.get(id)?.at(before));
  }

  async #receive(router: Router): Promise<void> {
    for await (const [peer, frame] of router) {
      // A message that had been received already when the test closed the node.
      if (router !== this.#router) return;
      const json: unknown = JSON.parse(frame?.toString() ?? '');
      this.#peer = peer ?? null;
      if (typeof json === 'object' && json !== null && 'type' in json) {
        const message = eaStream.parse(json);
        this.heard.push(message);
        this.#answer(message);
      } else {
        const reply = eaReply.parse(json);
        this.replies.set(reply.id, [...(this.replies.get(reply.id) ?? []), reply]);
      }
    }
  }

  #answer(message: EaStream): void {
    if (message.type === 'HELLO') {
      const nonceNode = randomBytes(32).toString('hex');
      this.#handshake = { hello: message, nonceNode };
      this.send({ type: 'CHALLENGE', nonceNode, mac: this.#mac('node') });
    }
    if (message.type === 'AUTH') {
      if (!isSameMac(message.mac, this.#mac('ea'))) throw new Error('the EA has another secret');
      if (this.refuse !== null) {
        this.send({ type: 'REFUSED', code: this.refuse, message: 'by the test' });
        return;
      }
      this.send({ type: 'WELCOME', lease: this.lease });
      this.welcomes += 1;
    }
  }

  #mac(side: 'node' | 'ea'): string {
    if (this.#handshake === null) throw new Error('no HELLO came before');
    const { hello, nonceNode } = this.#handshake;
    const { protocol, login, server, nonceEa } = hello;
    return handshakeMac(this.secret, side, { protocol, login, server, nonceEa, nonceNode });
  }
}

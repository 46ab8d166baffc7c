/** A wire between two processes that a test can cut: it knows bytes alone. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Pair {
  readonly caller: Socket;
  readonly target: Socket;
}

/** See file header. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #target: number;
  #isHeld = { fromCallers: false, toCallers: false };

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (caller) => this.#accept(caller));
  }

  /** Connections to `port` on loopback go to `target`. */
  static async between(port: number, target: number): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: false }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, target);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Standing connections break; new ones go there. */
  reroute(target: number): void {
    this.#target = target;
    this.#breakAll();
  }

  /** Nothing passes any more, and neither end is told. */
  split(): void {
    this.#hold({ fromCallers: true, toCallers: true });
  }

  /** What the callers say does not arrive; what they are told does. */
  muteCallers(): void {
    this.#hold({ fromCallers: true, toCallers: false });
  }

  /** What was held back arrives after all. */
  heal(): void {
    this.#hold({ fromCallers: false, toCallers: false });
  }

  /** What was held back is lost, and with it its connections. */
  healWithLoss(): void {
    this.#breakAll();
    this.heal();
  }

  async close(): Promise<void> {
    this.#breakAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(caller: Socket): void {
    const pair = { caller, target: connect(this.#target, '127.0.0.1') };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      caller.destroy();
      pair.target.destroy();
    };
    const wires = [
      [caller, pair.target],
      [pair.target, caller],
    ] as const;
    for (const [from, to] of wires) {
      from.setNoDelay(true);
      from.on('data', (bytes) => void to.write(bytes));
      from.on('close', end);
      // Both ends see a connection that has ended; why does not matter.
      from.on('error', end);
    }
    this.#apply(pair);
  }

  #hold(isHeld: { fromCallers: boolean; toCallers: boolean }): void {
    this.#isHeld = isHeld;
    for (const pair of this.#pairs) this.#apply(pair);
  }

  #apply({ caller, target }: Pair): void {
    if (this.#isHeld.fromCallers) caller.pause();
    else caller.resume();
    if (this.#isHeld.toCallers) target.pause();
    else target.resume();
  }

  #breakAll(): void {
    for (const { caller } of this.#pairs) caller.destroy();
  }
}

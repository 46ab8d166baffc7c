/**
 * Takes ZMTP connections on a port of this computer, on loopback only.
 *
 * Why not libzmq's ROUTER: it takes the Identity that a peer sends as that connection's name, its
 * own names count up from a number that can be guessed, and a name that is taken already ends the
 * process by an assertion. Any program of the computer could end a node so, or be heard in the place
 * of an authenticated EA whose connection has just ended. Here a connection is an object.
 *
 * Invariants:
 * 1. At most {@link CONNECTIONS_MAX} connections; further ones are closed at once.
 * 2. Nothing is read before {@link ZmtpServer.serve}.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ZmtpConnection, type ZmtpConnectionOwner } from './zmtp-connection.ts';

const CONNECTIONS_MAX = 256;

/** Told of connections, and of those that the system could not take. */
export interface ZmtpServerOwner extends ZmtpConnectionOwner {
  accepted(connection: ZmtpConnection): void;
  notAccepted(reason: string): void;
}

/** See file header. */
export class ZmtpServer {
  readonly #server: Server;
  readonly #connections = new Set<ZmtpConnection>();
  #early: Socket[] = [];
  #ended: () => void = () => undefined;
  #emptied: () => void = () => undefined;
  #closing: Promise<void> | null = null;
  #take: (socket: Socket) => void = (socket) => this.#early.push(socket);

  private constructor(server: Server) {
    this.#server = server;
    server.maxConnections = CONNECTIONS_MAX;
    server.on('connection', (socket) => this.#take(socket));
  }

  /**
   * @param port 0 lets the system choose.
   * @throws the system's error, for example with `code` `EADDRINUSE`.
   */
  static async listen(port: number): Promise<ZmtpServer> {
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return new ZmtpServer(server);
  }

  /** The port it listens on. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * Serves until {@link close}.
   * @param maxBytes largest message of a new connection.
   */
  async serve(owner: ZmtpServerOwner, maxBytes: number): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve;
    });
    // A connection that could not be taken (too many open files) is no reason to end the others.
    this.#server.on('error', (error) => owner.notAccepted(error.message));
    const forgetting: ZmtpConnectionOwner = {
      message: (connection, body) => owner.message(connection, body),
      closed: (connection, reason) => {
        this.#connections.delete(connection);
        owner.closed(connection, reason);
        if (this.#connections.size === 0) this.#emptied();
      },
    };
    this.#take = (socket) => {
      const connection = new ZmtpConnection(socket, forgetting, maxBytes);
      this.#connections.add(connection);
      owner.accepted(connection);
      socket.resume();
    };
    for (const socket of this.#early.splice(0)) this.#take(socket);
    await ended;
  }

  /** Ends every connection, after at most `withinMs` by force, and frees the port. */
  close(withinMs: number): Promise<void> {
    this.#closing ??= this.#close(withinMs);
    return this.#closing;
  }

  async #close(withinMs: number): Promise<void> {
    const isClosed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    // The server is closed a moment before its last connection has said so.
    const isEmpty = new Promise<void>((resolve) => {
      this.#emptied = resolve;
      if (this.#connections.size === 0) resolve();
    });
    for (const socket of this.#early.splice(0)) socket.destroy();
    this.#take = (socket) => socket.destroy();
    for (const connection of this.#connections) connection.end('the link was closed', withinMs);
    await Promise.all([isClosed, isEmpty]);
    this.#ended();
  }
}

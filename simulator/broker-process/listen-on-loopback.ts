/** A port of this computer alone. */
import { createServer, type Server, type Socket } from 'node:net';

/** Listens on a port of 127.0.0.1 that nobody has. */
export async function listenOnLoopback(onSocket: (socket: Socket) => void): Promise<{
  readonly server: Server;
  readonly port: number;
}> {
  const server = createServer(onSocket);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (typeof bound !== 'object' || bound === null) throw new Error('the server has no port');
  return { server, port: bound.port };
}

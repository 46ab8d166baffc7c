/** Ports of this computer for a run that must not get in the way of a running Lockstep. */
import { listenOnLoopback } from './broker-process/listen-on-loopback.ts';

/** So many ports that nobody has at the moment, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const bound = await Promise.all(
    Array.from({ length: count }, () => listenOnLoopback((socket) => socket.destroy())),
  );
  await Promise.all(
    bound.map(({ server }) => new Promise((resolve) => void server.close(resolve))),
  );
  return bound.map(({ port }) => port);
}

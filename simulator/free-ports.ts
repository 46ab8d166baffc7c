/**
 * Ports of this computer for a run that must not get in the way of a running Lockstep: below those that
 * systems give to outgoing connections, so that nobody gets the port of a process that is away for a
 * moment by chance, not even who tries to connect to it.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 15_000;
const COUNT = 17_000;
/** None is given twice. */
const given = new Set<number>();

/** So many ports that nobody has at the moment, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    found.push(port);
  }
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    await listening;
  } catch {
    // Somebody has it.
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

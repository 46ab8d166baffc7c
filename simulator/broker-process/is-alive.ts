/** Is the process of an address still there? */
import { connect } from 'node:net';
import { isRunning } from '../../config/is-running.ts';
import type { BrokerAddress } from './address-file.ts';

/** A process that holds its port but does not accept is not waited for longer. */
const CONNECT_MS = 5_000;

/**
 * True when the process lives and its port accepts. A process that is busy, as while it catches up, is
 * alive.
 */
export async function isAlive({ pid, port }: BrokerAddress): Promise<boolean> {
  return isRunning(pid) && (await accepts(port));
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: CONNECT_MS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

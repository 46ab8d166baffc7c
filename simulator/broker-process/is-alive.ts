/** Is the process of an address still there? */
import { connect } from 'node:net';
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

function isRunning(pid: number): boolean {
  try {
    // Signal 0 asks only whether it is there, on Windows too.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process: there, but not to be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
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

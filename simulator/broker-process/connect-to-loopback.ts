/** A connection to a process of this computer. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { TerminalUnavailableError } from '../../domain/errors.ts';

const CONNECT_MS = 5_000;

/**
 * Connects to a port of 127.0.0.1, within 5 s.
 * @param who names the process in the error.
 * @throws TerminalUnavailableError when nobody answers.
 */
export async function connectToLoopback(
  port: number,
  who: string,
  signal?: AbortSignal,
): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  const within = AbortSignal.timeout(CONNECT_MS);
  try {
    const either = signal === undefined ? within : AbortSignal.any([signal, within]);
    await once(socket, 'connect', { signal: either });
    return socket;
  } catch (cause) {
    socket.destroy();
    const text = `${who} does not answer on port ${String(port)} of this computer`;
    throw new TerminalUnavailableError(text, { cause });
  }
}

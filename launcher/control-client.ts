/** Asks the launcher that serves a data folder; see control-server.ts. */
import { createConnection, type Socket } from 'node:net';
import { CopierError, ProtocolError } from '../domain/errors.ts';
import {
  CONTROL_ANSWERS,
  CONTROL_VERSION,
  MAX_ANSWER_BYTES,
  parseControlOutcome,
  type ControlAnswer,
  type ControlCommand,
} from '../messaging/ipc/control-protocol.ts';
import { readControlToken, type ControlAddress } from './control-address.ts';

const CONNECT_MS = 2_000;
/** Stopping and flattening take their time. */
const ANSWER_MS = 60_000;

const NO_ANSWER =
  'the launcher ended, or too many commands ask it at once, before it answered: `lockstep status` shows whether it runs';

/** No launcher serves this data folder. */
export class NotRunningError extends CopierError {
  readonly code = 'NOT_RUNNING';
}

/** The launcher answered that it does not do this; its code and its words. */
export class LauncherRefusalError extends CopierError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Asks and waits for the answer.
 * @throws NotRunningError when nothing runs, LauncherRefusalError when the launcher refuses,
 *   ProtocolError when what answers is no launcher of this version.
 */
export async function askLauncher<Command extends ControlCommand>(
  address: ControlAddress,
  command: Command,
  answerMs = ANSWER_MS,
): Promise<ControlAnswer<Command['type']>> {
  const token = await readControlToken(address);
  const socket = token === null ? null : await connect(address);
  if (socket === null) throw notRunning();
  try {
    socket.write(`${JSON.stringify({ version: CONTROL_VERSION, token, command })}\n`);
    const outcome = parseControlOutcome(await lastLine(socket, answerMs));
    if (!outcome.ok) throw new LauncherRefusalError(outcome.error.code, outcome.error.message);
    const answer = CONTROL_ANSWERS[command.type].safeParse(outcome.result);
    if (!answer.success) {
      throw new ProtocolError(`the launcher's answer to ${command.type} is malformed`);
    }
    return answer.data as ControlAnswer<Command['type']>;
  } finally {
    socket.destroy();
  }
}

/** Whether some process serves the address. */
export async function isListening(address: ControlAddress): Promise<boolean> {
  const socket = await connect(address);
  socket?.destroy();
  return socket !== null;
}

function notRunning(): NotRunningError {
  return new NotRunningError(
    'Lockstep is not running with this data folder: start it with `lockstep up`',
  );
}

/** Null when nobody listens there. */
function connect(address: ControlAddress): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(address.path);
    socket.setTimeout(CONNECT_MS, () => {
      socket.destroy();
      reject(new ProtocolError(`the launcher at ${address.path} takes no connection: it hangs`));
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else reject(error);
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

function lastLine(socket: Socket, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const patience = setTimeout(() => {
      reject(
        new ProtocolError(`the launcher did not answer within ${String(timeoutMs / 1_000)} s`),
      );
    }, timeoutMs);
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size > MAX_ANSWER_BYTES) reject(new ProtocolError('the launcher’s answer is too long'));
    });
    // It is closed next; the system's own words ("write EPIPE") would say nothing.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(patience);
      const text = Buffer.concat(parts).toString('utf8');
      if (text.endsWith('\n')) resolve(text.slice(0, -1));
      else reject(new ProtocolError(NO_ANSWER));
    });
  });
}

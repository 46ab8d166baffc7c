/**
 * Answers the commands of the same user on this computer (messaging/ipc/control-protocol.ts).
 *
 * Invariants:
 * 1. Nothing is carried out for a request without the token.
 * 2. A connection gets one request in, within 5 s and the limit, and one answer out; one whose other end then
 *    stays there is ended after the same time.
 * 3. Of two launchers on one data folder the second one does not get the address.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { chmod, lstat, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { ConfigurationError, CopierError, ProtocolError } from '../domain/errors.ts';
import { redactText } from '../config/redact.ts';
import {
  CONTROL_VERSION,
  MAX_REASON_LENGTH,
  MAX_REQUEST_BYTES,
  parseControlRequest,
  type ControlCommand,
  type ControlOutcome,
} from '../messaging/ipc/control-protocol.ts';
import {
  newControlToken,
  prepareControlFolders,
  writeControlToken,
  type ControlAddress,
} from './control-address.ts';
import { askLauncher, isListening } from './control-client.ts';

type JsonResult = Extract<ControlOutcome, { ok: true }>['result'];

const REQUEST_MS = 5_000;
const MAX_CONNECTIONS = 32;
/** Answers that are under way get so long at the end. */
const CLOSE_MS = 500;
/** Whoever holds the address gets so long to say who he is. */
const HOLDER_MS = 3_000;
/** Begins the names of files that say who may take a left socket away. */
const CLAIM = 'left-';
/** No start takes so long between its look and its claim. */
const CLAIM_MS = 10_000;

/** Carries a command out; a CopierError is told to the user, anything else is a bug. */
export type ControlHandler = (command: ControlCommand) => Promise<unknown>;

/** A launcher that can be asked. */
export interface ControlServer {
  /** Answers no more; resolves when the address is free. */
  close(): Promise<void>;
}

/**
 * Begins to answer.
 * @param onBug called with what a handler threw that is no CopierError.
 * @param requestMs tests'; 5 s when absent.
 * @throws ConfigurationError when another launcher serves this data folder.
 */
export async function serveControl(
  address: ControlAddress,
  handle: ControlHandler,
  onBug: (error: unknown) => void,
  requestMs = REQUEST_MS,
): Promise<ControlServer> {
  await prepareControlFolders(address);
  const isPipe = address.path.startsWith('\\\\');
  // Before it is asked who listens there: what is found after that may be another launcher's new one.
  const left = isPipe ? null : await lstat(address.path, { bigint: true }).catch(ifCode('ENOENT'));
  if (await isListening(address)) throw await takenBy(address);
  if (!isPipe) await removeLeft(address, left);
  const token = newControlToken();
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // The command was interrupted: its answer is not wanted any more.
    socket.on('error', () => socket.destroy());
    void answer(socket, token, handle, onBug, requestMs);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, address.path);
  try {
    if (!isPipe) await chmod(address.path, 0o600);
    // Only now: the commands of a launcher that was faster need his.
    await writeControlToken(address, token);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      // The command that stopped everything is still to be answered.
      const patience = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, CLOSE_MS);
      await closed;
      clearTimeout(patience);
    },
  };
}

async function answer(
  socket: Socket,
  token: string,
  handle: ControlHandler,
  onBug: (error: unknown) => void,
  requestMs: number,
): Promise<void> {
  let outcome: ControlOutcome;
  try {
    const { token: given, command } = parseControlRequest(await firstLine(socket, requestMs));
    if (!isSame(given, token)) {
      throw new ProtocolError('the token is not the one of this run: start the command again');
    }
    const result = (await handle(command)) as JsonResult;
    outcome = { version: CONTROL_VERSION, ok: true, result };
  } catch (error) {
    if (!(error instanceof CopierError)) onBug(error);
    const code = error instanceof CopierError ? error.code : 'BUG';
    const message = error instanceof Error ? error.message : String(error);
    outcome = {
      version: CONTROL_VERSION,
      ok: false,
      error: { code, message: redactText(message).slice(0, MAX_REASON_LENGTH) },
    };
  }
  socket.end(`${JSON.stringify(outcome)}\n`);
  socket.setTimeout(requestMs, () => socket.destroy());
}

/** @throws ProtocolError when none comes in time, or it is too long. */
function firstLine(socket: Socket, requestMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const patience = setTimeout(() => {
      reject(new ProtocolError(`no request within ${String(requestMs)} ms`));
    }, requestMs);
    const done = (): void => {
      clearTimeout(patience);
      socket.off('data', onData);
      // What comes after the request is read and dropped.
      socket.resume();
    };
    const onData = (part: Buffer): void => {
      bytes = Buffer.concat([bytes, part]);
      const end = bytes.indexOf(10);
      if (end < 0 && bytes.length <= MAX_REQUEST_BYTES) return;
      done();
      if (end >= 0 && end < MAX_REQUEST_BYTES) resolve(bytes.subarray(0, end).toString('utf8'));
      else reject(new ProtocolError(`a request has at most ${String(MAX_REQUEST_BYTES)} bytes`));
    };
    socket.on('data', onData);
    socket.on('close', () => {
      done();
      reject(new ProtocolError('the connection ended before the request did'));
    });
  });
}

/** In a time that does not tell how much of it was right. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function listen(server: Server, at: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? taken('another process') : error);
    });
    server.listen(at, () => resolve());
  });
}

/**
 * Takes away the socket that a crash left. Of launchers that start at the same moment one has the right to it:
 * another one would take away what the first has made in its place. The claim stays, for one that is slow.
 * @param found what was there before nobody answered; null is nothing.
 * @throws ConfigurationError when another launcher has the right.
 */
async function removeLeft(
  { path: file, folder }: ControlAddress,
  found: BigIntStats | null,
): Promise<void> {
  const claims = (await readdir(folder)).filter((name) => name.startsWith(CLAIM));
  for (const claim of claims) {
    const { mtimeMs } = (await stat(path.join(folder, claim)).catch(ifCode('ENOENT'))) ?? {};
    const isOld = mtimeMs !== undefined && Date.now() - mtimeMs > CLAIM_MS;
    if (isOld) await rm(path.join(folder, claim), { force: true });
  }
  if (found === null) return;
  const claim = path.join(folder, `${CLAIM}${String(found.ino)}-${String(found.ctimeNs)}`);
  const isMine = await writeFile(claim, '', { mode: 0o600, flag: 'wx' }).then(
    () => true,
    ifCode('EEXIST'),
  );
  if (isMine === null) throw taken('another process, which is just starting');
  await rm(file, { force: true });
}

function ifCode(code: string): (error: unknown) => null {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === code) return null;
    throw error;
  };
}

/** Says who it is, if he says so himself. */
async function takenBy(address: ControlAddress): Promise<ConfigurationError> {
  try {
    const { pid } = await askLauncher(address, { type: 'status' }, HOLDER_MS);
    return taken(`process ${String(pid)}`);
  } catch (error) {
    // He is just starting or stopping, or hangs: that he is there is reason enough.
    if (!(error instanceof CopierError)) throw error;
    return taken('another process');
  }
}

function taken(holder: string): ConfigurationError {
  return new ConfigurationError(
    `Lockstep runs already on this computer with this data folder (${holder}): \`lockstep status\` shows it, \`lockstep down\` stops it`,
  );
}

/**
 * A terminal's control port on 127.0.0.1. Where it is and what a LOGIN must carry stands in `address.json`
 * of a folder that nobody else may read.
 *
 * Invariants: 1. nothing but a LOGIN with the token is looked at first, and it comes within 5 s; 2. lines,
 * waiting requests, unread answers and connections are limited: beyond a limit the connection ends; 3. a
 * connection's requests are carried out one after the other.
 */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';
import { ProtocolError } from '../../domain/errors.ts';
import {
  addressFile,
  claimAddress,
  readAddressText,
  removeAddress,
} from '../broker-process/address-file.ts';
import { isSameToken } from '../broker-process/is-same-token.ts';
import { LineSplitter } from '../broker-process/line-splitter.ts';
import { listenOnLoopback } from '../broker-process/listen-on-loopback.ts';
import type { ControlDesk } from './control-desk.ts';
import {
  controlLogin,
  controlRequest,
  parseControlLine,
  type ControlRequest,
} from './control-message.ts';

const MAX_CONNECTIONS = 8;
const MAX_LINE_BYTES = 65_536;
const MAX_WAITING_REQUESTS = 32;
const MAX_UNREAD_BYTES = 67_108_864;
const LOGIN_MS = 5_000;

/** Where the address of a terminal's control port is. @param stateFolder the terminal's. */
export function controlFolder(stateFolder: string): string {
  return path.join(stateFolder, 'control');
}

/** A control port that is served. */
export interface ControlServer {
  /** The file with port and token. */
  readonly addressFile: string;
  readonly close: () => Promise<void>;
}

/** Serves a terminal's control port; the address of a terminal that ran in this folder before is replaced. */
export async function serveControl(desk: ControlDesk, stateFolder: string): Promise<ControlServer> {
  const folder = controlFolder(stateFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const token = randomBytes(32).toString('base64url');
  const sockets = new Set<Socket>();
  const { port, server } = await listenOnLoopback((socket) => {
    if (sockets.size >= MAX_CONNECTIONS) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, desk, token);
  });
  const own = { port, token, pid: process.pid };
  while (!(await claimAddress(folder, own))) {
    const before = await readAddressText(folder);
    if (before !== null) await removeAddress(folder, before);
  }
  // The port alone keeps no process alive.
  server.unref();
  const close = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await removeAddress(folder, JSON.stringify(own));
  };
  return { addressFile: addressFile(folder), close };
}

function serve(socket: Socket, desk: ControlDesk, token: string): void {
  const lines = new LineSplitter(MAX_LINE_BYTES);
  let isLoggedIn = false;
  let waiting = 0;
  let last = Promise.resolve();
  const say = (message: object, afterwards: (() => void) | null = null): void => {
    if (!socket.writable) return;
    socket.write(`${JSON.stringify(message)}\n`, () => afterwards?.());
    if (socket.writableLength > MAX_UNREAD_BYTES) socket.destroy();
  };
  const refuse = (error: string): void => {
    if (!socket.writable) return;
    say({ type: 'control-answer', number: 0, ok: false, error });
    socket.end();
    // One that does not read its refusal is not waited for.
    setTimeout(() => socket.destroy(), LOGIN_MS).unref();
  };
  const inTurn = async (before: Promise<void>, request: ControlRequest): Promise<void> => {
    await before;
    const { answer, afterwards } = await desk.perform(request);
    waiting -= 1;
    say(answer, afterwards);
  };
  const patience = setTimeout(() => refuse('no LOGIN came'), LOGIN_MS);
  const take = (line: string): void => {
    if (!isLoggedIn) {
      const login = parseControlLine(line, controlLogin);
      if (!isSameToken(login.token, token)) throw new ProtocolError('the token is wrong');
      clearTimeout(patience);
      isLoggedIn = true;
      return;
    }
    const request = parseControlLine(line, controlRequest);
    waiting += 1;
    if (waiting > MAX_WAITING_REQUESTS) throw new ProtocolError('too many requests wait');
    last = inTurn(last, request);
  };
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearTimeout(patience));
  socket.on('data', (part: Buffer) => {
    try {
      for (const line of lines.push(part)) if (socket.writable) take(line);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      refuse(error.message);
    }
  });
}

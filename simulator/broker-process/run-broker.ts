/**
 * Runs a broker's process: its address, its state, its server, its end.
 *
 * Invariants: 1. of several processes for one state folder one serves it, and the others end; 2. the state
 * is read only after the address is one's own; 3. the address goes before the process does.
 */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTicks, type Tick } from '../feed/recording.ts';
import {
  claimAddress,
  parseAddress,
  readAddress,
  readAddressText,
  removeAddress,
  type BrokerAddress,
} from './address-file.ts';
import { BrokerServer } from './broker-server.ts';
import { BrokerService } from './broker-service.ts';
import type { BrokerFile } from './broker-file.ts';
import { isAlive } from './is-alive.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

/** A starter that took a dead one's address away at the same moment is seen after this. */
const CLAIM_SETTLES_MS = 50;
const OWNER_CHECK_MS = 1_000;
/** Answers of the last requests get this long. */
const CLOSE_MS = 500;

interface Served {
  readonly service: BrokerService;
  readonly server: BrokerServer;
}

/**
 * Runs until it is aborted, told to stop or left alone.
 * @returns false when another process serves this state folder.
 * @throws ConfigurationError when a recording cannot be used, Error when a stored file cannot.
 */
export async function runBroker(file: BrokerFile, stop: AbortController): Promise<boolean> {
  const { signal } = stop;
  // Before the address: a description that cannot be used ends the process without a trace.
  const recordings = await readRecordings(file);
  await mkdir(file.stateFolder, { recursive: true, mode: 0o700 });
  const waiting: Socket[] = [];
  let accept = (socket: Socket): void => void waiting.push(socket.pause());
  const { port, server } = await listenOnLoopback((socket) => accept(socket));
  const token = randomBytes(32).toString('base64url');
  const own: BrokerAddress = { port, token, pid: process.pid };
  let isMine = false;
  try {
    isMine = await claim(file.stateFolder, own);
  } finally {
    // A server that listens would keep a process alive that serves nobody.
    if (!isMine) await closed(server, waiting);
  }
  if (!isMine) return false;
  const owner = setInterval(
    () => void endWhenReplaced(file.stateFolder, token, stop),
    OWNER_CHECK_MS,
  );
  let idle: NodeJS.Timeout | null = null;
  const leaveAlone = (clients: number): void => {
    if (idle !== null) clearTimeout(idle);
    idle = clients > 0 ? null : setTimeout(() => stop.abort(), file.idleExitMs);
  };
  let served: Served | null = null;
  try {
    served = start(file, recordings, { token, stop, onClients: leaveAlone });
    const { server: broker, service } = served;
    await service.start(signal);
    leaveAlone(0);
    accept = (socket) => broker.accept(socket);
    for (const socket of waiting.splice(0)) accept(socket.resume());
    await aborted(signal);
  } finally {
    clearInterval(owner);
    if (idle !== null) clearTimeout(idle);
    served?.service.close();
    // Another program may hold the file: its process is gone, which is what counts then.
    await removeAddress(file.stateFolder, JSON.stringify(own)).catch(() => undefined);
    const ended = closed(server, waiting);
    served?.server.end();
    await Promise.race([ended, sleep(CLOSE_MS)]);
    served?.server.cut();
  }
  return true;
}

type Recordings = ReadonlyMap<string, readonly Tick[]>;

async function readRecordings({ symbols }: BrokerFile): Promise<Recordings> {
  const recordings = new Map<string, readonly Tick[]>();
  for (const { feed } of symbols) {
    if (!recordings.has(feed.file)) recordings.set(feed.file, await readTicks(feed.file));
  }
  return recordings;
}

function start(
  file: BrokerFile,
  recordings: Recordings,
  {
    onClients,
    stop,
    token,
  }: {
    readonly token: string;
    readonly stop: AbortController;
    readonly onClients: (count: number) => void;
  },
): Served {
  const service: BrokerService = new BrokerService(file, recordings, {
    onChange: (login, change) => server.onChange(login, change),
    onQuote: (quote) => server.onQuote(quote),
  });
  const server = new BrokerServer({ service, token, onClients, onStop: () => stop.abort() });
  return { service, server };
}

/** Somebody took this process for dead, or its folder is gone. */
async function endWhenReplaced(
  stateFolder: string,
  token: string,
  stop: AbortController,
): Promise<void> {
  try {
    const found = await readAddress(stateFolder);
    if (found?.token !== token) stop.abort();
  } catch {
    // Held by another program at this moment, as virus scanners do: it is looked at again.
  }
}

function closed(server: Server, waiting: readonly Socket[]): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of waiting) socket.destroy();
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** False: a living process has it. */
async function claim(stateFolder: string, own: BrokerAddress): Promise<boolean> {
  for (;;) {
    if (await claimAddress(stateFolder, own)) {
      await sleep(CLAIM_SETTLES_MS);
      return (await readAddress(stateFolder))?.token === own.token;
    }
    const text = await readAddressText(stateFolder);
    if (text === null) continue;
    const found = parseAddress(text);
    if (found !== null && (await isAlive(found))) return false;
    await removeAddress(stateFolder, text);
  }
}

/**
 * The MongoDB server that a test talks to: MONGO_URL, else MONGOMS_SYSTEM_BINARY, else a mongod in
 * ../shared/bin beside the checkout, else mongodb-memory-server's download, tried once and briefly.
 * Without any the tests are skipped with one loud line; where CI is set that is a failure.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { MongoBinary } from 'mongodb-memory-server';
import { packageRoot } from '../../../config/paths.ts';
import { freePorts } from '../../../simulator/free-ports.ts';

/** How a server runs: the product must work on either. */
export type Topology = 'standalone' | 'replica set';

/** A running server of our own, or one that was given by MONGO_URL. */
export interface MongoServer {
  readonly url: string;
  /** Ends it at once, as a power cut would; its data stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, unless it runs. */
  restart(): Promise<void>;
  /** Makes it stand still: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const DOWNLOAD_MS = 20_000;
const START_MS = 30_000;

/** The server program, or null with the reason printed. Asked once per test process. */
export async function mongodBinary(): Promise<string | null> {
  binary ??= findBinary();
  return await binary;
}
let binary: Promise<string | null> | undefined;

async function findBinary(): Promise<string | null> {
  const named = process.env['MONGOMS_SYSTEM_BINARY'];
  if (named !== undefined && named !== '') return named;
  const beside = path.join(packageRoot(), '..', 'shared', 'bin', 'mongod');
  if (existsSync(beside)) return beside;
  const reason = 'the download did not succeed in time';
  const downloaded = await Promise.race([
    MongoBinary.getPath().catch(() => null),
    sleep(DOWNLOAD_MS, null, { ref: false }),
  ]);
  if (downloaded !== null) return downloaded;
  if (process.env['CI'] === 'true') throw new Error(`no MongoDB server for the tests: ${reason}`);
  process.stderr.write(
    `\n*** MongoDB TESTS ARE SKIPPED: no MONGO_URL, no MONGOMS_SYSTEM_BINARY, no ${beside}, and ${reason} ***\n\n`,
  );
  return null;
}

/** Whether tests of this topology can run; MONGO_URL serves as a standalone one, whatever it is. */
export async function hasMongo(topology: Topology): Promise<boolean> {
  if (givenUrl() !== null) return topology === 'standalone';
  return (await mongodBinary()) !== null;
}

/** Starts a server with an empty folder. */
export async function startMongo(topology: Topology): Promise<MongoServer> {
  const given = givenUrl();
  if (given !== null) {
    return {
      url: given,
      kill: nothing,
      restart: nothing,
      pause: () => undefined,
      resume: () => undefined,
      stop: nothing,
    };
  }
  const program = await mongodBinary();
  if (program === null) throw new Error('no MongoDB server: ask hasMongo() first');
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-mongod-'));
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no port');
  const options = topology === 'replica set' ? ['--replSet', 'rs0'] : [];
  const start = (): Promise<ChildProcess> => startProcess(program, folder, port, options);
  let server = await start();
  const direct = `mongodb://127.0.0.1:${String(port)}/?directConnection=true`;
  if (topology === 'replica set') await initiate(direct, port);
  return {
    url:
      topology === 'replica set' ? `mongodb://127.0.0.1:${String(port)}/?replicaSet=rs0` : direct,
    kill: () => end(server),
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async restart() {
      if (server.exitCode === null && server.signalCode === null) return;
      server = await start();
      if (topology === 'replica set') await primary(direct);
    },
    async stop() {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether MONGO_URL names the server: it is not the tests' to kill. */
export function isServerGiven(): boolean {
  return givenUrl() !== null;
}

/** A server that was given is neither killed nor stopped. */
function nothing(): Promise<void> {
  return Promise.resolve();
}

function givenUrl(): string | null {
  const url = process.env['MONGO_URL'];
  return url === undefined || url === '' ? null : url;
}

async function startProcess(
  program: string,
  folder: string,
  port: number,
  options: readonly string[],
): Promise<ChildProcess> {
  const server = spawn(
    program,
    [
      '--dbpath',
      folder,
      '--port',
      String(port),
      '--bind_ip',
      '127.0.0.1',
      '--wiredTigerCacheSizeGB',
      '0.25',
      '--setParameter',
      'diagnosticDataCollectionEnabled=false',
      ...options,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (text: Buffer) => {
      log = (log + text.toString()).slice(-4000);
    });
  }
  const deadline = Date.now() + START_MS;
  while (!(await answers(port))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(
        `${program} did not start (Debian's libcurl4 may be missing):\n${log.slice(-1500)}`,
      );
    }
    await sleep(50);
  }
  return server;
}

async function answers(port: number): Promise<boolean> {
  const url = `mongodb://127.0.0.1:${String(port)}/?directConnection=true`;
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 200 });
  try {
    await client.db('admin').command({ ping: 1 });
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

async function initiate(url: string, port: number): Promise<void> {
  const client = new MongoClient(url);
  try {
    await client.db('admin').command({
      replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: `127.0.0.1:${String(port)}` }] },
    });
  } finally {
    await client.close();
  }
  await primary(url);
}

async function primary(url: string): Promise<void> {
  const client = new MongoClient(url);
  try {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline) {
      const hello = await client.db('admin').command({ hello: 1 });
      if (hello['isWritablePrimary'] === true) return;
      await sleep(50);
    }
    throw new Error('the replica set has elected no primary');
  } finally {
    await client.close();
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
}

/**
 * The broker of a description: the process that serves it already, or one that is started for it and
 * outlives its starter.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ConfigurationError, TerminalUnavailableError } from '../../domain/errors.ts';
import { readAddress, type BrokerAddress } from './address-file.ts';
import { BrokerClient } from './broker-client.ts';
import { readBrokerFile } from './broker-file.ts';
import { isAlive } from './is-alive.ts';

/** A machine that is busy starts a process slowly. */
const START_MS = 30_000;
const LOOK_EVERY_MS = 25;
const LOG_END_CHARACTERS = 2_000;

/** What the broker's process says on its way out. */
export function brokerLog(stateFolder: string): string {
  return path.join(stateFolder, 'broker.log');
}

/**
 * Of several callers at once all get the same process.
 * @param file a broker's description (broker-file.ts).
 * @throws ConfigurationError when the description is wrong; TerminalUnavailableError when the process
 * ends or does not come up in 30 s, with the end of its log.
 */
export async function ensureBroker(file: string, signal?: AbortSignal): Promise<BrokerAddress> {
  const { stateFolder } = await readBrokerFile(file);
  const deadlineMs = performance.now() + START_MS;
  const living = await livingBroker(stateFolder);
  if (living !== null) return living;
  const child = startBroker(path.resolve(file), stateFolder);
  while (performance.now() < deadlineMs) {
    const found = await livingBroker(stateFolder);
    if (found !== null && (found.pid !== child.pid || (await isReady(found, signal)))) return found;
    const { code } = child;
    if (code === 78) throw new ConfigurationError(await logEnd(stateFolder));
    if (code !== null && code !== 0) break;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
  throw new TerminalUnavailableError(
    `the broker of ${file} did not come up; see ${brokerLog(stateFolder)}:\n${await logEnd(stateFolder)}`,
  );
}

/** The address of the process that serves this state folder; null: none does. */
export async function livingBroker(stateFolder: string): Promise<BrokerAddress | null> {
  const found = await readAddress(stateFolder);
  return found !== null && (await isAlive(found)) ? found : null;
}

/** Has it caught up? It ends before when its state cannot be read. */
async function isReady(address: BrokerAddress, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    (await BrokerClient.control(address, signal)).close();
    return true;
  } catch (error) {
    if (error instanceof TerminalUnavailableError) return false;
    throw error;
  }
}

interface Child {
  readonly pid: number | undefined;
  /** The exit code; −1 for a process that was killed or never started, null while it runs. */
  readonly code: number | null;
}

function startBroker(file: string, stateFolder: string): Child {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const own = fileURLToPath(import.meta.url);
  const main = path.join(path.dirname(own), `main${path.extname(own)}`);
  const log = openSync(brokerLog(stateFolder), 'a', 0o600);
  const child = spawn(process.execPath, [...loader(own), main, file], {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
    // Not the starter's folder: on Windows it could not be removed while the broker lives.
    cwd: path.parse(process.execPath).root,
  });
  closeSync(log);
  const state: { pid: number | undefined; code: number | null } = { pid: child.pid, code: null };
  child.once('exit', (code) => {
    state.code = code ?? -1;
  });
  child.once('error', () => {
    state.code = -1;
  });
  child.unref();
  return state;
}

/** Sources need tsx, dist needs nothing. */
function loader(own: string): readonly string[] {
  if (path.extname(own) !== '.ts') return [];
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return ['--import', pathToFileURL(tsx).href];
}

async function logEnd(stateFolder: string): Promise<string> {
  const text = await readFile(brokerLog(stateFolder), 'utf8');
  return text.slice(-LOG_END_CHARACTERS).trim();
}

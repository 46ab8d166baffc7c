/**
 * `npm run sim -- --account FILE [--port N]`: one simulated terminal, alone or forked by the launcher.
 * Exit codes: 0 stopped, 70 broken, 78 a wrong description.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { eaSecret } from '../config/ea-secret.ts';
import { dataFolder } from '../config/paths.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { HEARTBEAT_MS, launcherMessage, type ChildMessage } from '../messaging/ipc/node-ipc.ts';
import { runTerminal } from './terminal/run-terminal.ts';
import { parseTerminalFile } from './terminal/terminal-file.ts';

/** The EA's OnDeinit and files get this long after a stop; then the process ends anyway. */
const STOP_DEADLINE_MS = 4_000;

// Twenty terminals share a computer: memory for new objects stays at its first size (1 MB, not 16), and
// what the program has left behind is collected before it is dozens of MB.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--initial-old-space-size=8');
setFlagsFromString('--heap-growing-percent=40');

function parseArguments(): { file: string; port: number | null } {
  const { account, port } = readFlags();
  const number = port === undefined ? null : Number(port);
  const isWrong = number !== null && (!Number.isInteger(number) || number < 1 || number > 65_535);
  if (account === undefined || isWrong) {
    throw new ConfigurationError(
      'usage: npm run sim -- --account FILE [--port N], with the port of the node, for example 47101',
    );
  }
  return { file: account, port: number };
}

function readFlags(): { account?: string | undefined; port?: string | undefined } {
  try {
    return parseArgs({ options: { account: { type: 'string' }, port: { type: 'string' } } }).values;
  } catch (cause) {
    throw new ConfigurationError(String(cause), { cause });
  }
}

function tell(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

async function main(stopping: AbortController): Promise<void> {
  const { file, port } = parseArguments();
  const json = await readJson(file);
  let progress = 0;
  const heartbeat = setInterval(() => tell({ type: 'heartbeat', progress }), HEARTBEAT_MS);
  try {
    const description = parseTerminalFile(json, file);
    const home = description.dataFolder ?? dataFolder();
    await runTerminal(description, {
      signal: stopping.signal,
      onReady: () => tell({ type: 'ready' }),
      onProgress: (count) => {
        progress = count;
      },
      port: portOf(port ?? description.port ?? null),
      secret: await eaSecret(home, description.name),
      cacheFolder: path.join(home, 'simulator', 'compiled'),
      log: (text) => void process.stderr.write(`terminal "${description.name}": ${text}\n`),
    });
  } finally {
    clearInterval(heartbeat);
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(`account file ${file} cannot be read as JSON`, { cause });
  }
}

function portOf(port: number | null): number {
  if (port !== null) return port;
  throw new ConfigurationError('no port of the node: give --port N, for example 47101');
}

const stopping = new AbortController();
const stop = (): void => {
  stopping.abort();
  void sleep(STOP_DEADLINE_MS, undefined, { ref: false }).then(() => process.exit(70));
};
const isForked = process.send !== undefined;
process.on('message', (message) => {
  const parsed = launcherMessage.safeParse(message);
  if (parsed.success && parsed.data.type === 'stop') stop();
});
process.on('disconnect', stop);
process.on('SIGINT', () => {
  // A console's Ctrl+C reaches every process of the group; a forked terminal waits for its launcher.
  if (!isForked) stop();
});
try {
  await main(stopping);
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigurationError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = error instanceof ConfigurationError ? 78 : 70;
} finally {
  if (process.connected) process.disconnect();
}

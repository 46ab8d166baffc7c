/**
 * `npm run sim -- --account FILE --port N`: one simulated terminal, alone or forked by the launcher.
 * Exit codes: 0 stopped, 70 broken, 78 a wrong description.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { eaSecret } from '../config/ea-secret.ts';
import { dataFolder } from '../config/paths.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { HEARTBEAT_MS, launcherMessage, type ChildMessage } from '../messaging/ipc/node-ipc.ts';
import { readAccountFile } from './account-file.ts';
import { runTerminal } from './run-terminal.ts';

/** Orders in flight and files get this long after a stop; then the process ends anyway. */
const STOP_DEADLINE_MS = 2_000;

function parseArguments(): { file: string; port: number } {
  const { account, port } = readFlags();
  const number = Number(port);
  if (account === undefined || !Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new ConfigurationError(
      'usage: npm run sim -- --account FILE --port N, with the port of the node, for example 47101',
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
  const description = await readAccountFile(file);
  const secret = await eaSecret(description.dataFolder ?? dataFolder(), description.name);
  let progress = 0;
  const heartbeat = setInterval(() => tell({ type: 'heartbeat', progress }), HEARTBEAT_MS);
  try {
    await runTerminal(description, {
      port,
      secret,
      signal: stopping.signal,
      onReady: () => tell({ type: 'ready' }),
      onProgress: (rounds) => {
        progress = rounds;
      },
      log: (text) => process.stderr.write(`terminal "${description.name}": ${text}\n`),
    });
  } finally {
    clearInterval(heartbeat);
  }
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

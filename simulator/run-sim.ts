/** Runs one terminal as a process: its description, its launcher, its controllers. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { eaSecret } from '../config/ea-secret.ts';
import { dataFolder } from '../config/paths.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { HEARTBEAT_MS, type ChildMessage } from '../messaging/ipc/node-ipc.ts';
import { ControlDesk } from './control/control-desk.ts';
import type { ControlAnswer, ControlRequest } from './control/control-message.ts';
import { serveControl, type ControlServer } from './control/control-server.ts';
import { runTerminal } from './terminal/run-terminal.ts';
import { parseTerminalFile } from './terminal/terminal-file.ts';

/** How a terminal's process runs. */
export interface SimOptions {
  /** The terminal's description. */
  readonly file: string;
  /** Of the node; null: the description's. */
  readonly port: number | null;
  readonly signal: AbortSignal;
  /** Tells the process that has forked this one, if there is one. */
  readonly tell: (message: ChildMessage | ControlAnswer, sent?: () => void) => void;
  /** Who takes a controller's requests that come over IPC, from now on. */
  readonly onControl: (take: (request: ControlRequest) => void) => void;
  readonly log: (text: string) => void;
}

/**
 * Runs until aborted, or until the Expert Advisor removes itself.
 * @throws ConfigurationError when the description or what it names cannot be used.
 */
export async function runSim(options: SimOptions): Promise<void> {
  const { file, onControl, signal, tell } = options;
  const json = await readJson(file);
  let progress = 0;
  const heartbeat = setInterval(() => tell({ type: 'heartbeat', progress }), HEARTBEAT_MS);
  let control: Promise<ControlServer> | null = null;
  try {
    const description = parseTerminalFile(json, file);
    const home = description.dataFolder ?? dataFolder();
    const log = (text: string): void => options.log(`terminal "${description.name}": ${text}`);
    await runTerminal(description, {
      signal,
      onReady: () => tell({ type: 'ready' }),
      onBegun: (terminal) => {
        const desk = new ControlDesk(terminal);
        const perform = async (request: ControlRequest): Promise<void> => {
          const { answer, afterwards } = await desk.perform(request);
          tell(answer, () => afterwards?.());
        };
        onControl((request) => void perform(request));
        control = serveControl(desk, description.stateFolder);
        control.then(
          ({ addressFile }) => log(`its control port stands in ${addressFile}`),
          (error: unknown) => log(`it has no control port: ${String(error)}`),
        );
      },
      onProgress: (count) => {
        progress = count;
      },
      port: portOf(options.port ?? description.port ?? null),
      secret: await eaSecret(home, description.name),
      cacheFolder: path.join(home, 'simulator', 'compiled'),
      log,
    });
  } finally {
    clearInterval(heartbeat);
    await closed(control);
  }
}

async function closed(control: Promise<ControlServer> | null): Promise<void> {
  // A port that could not be opened was reported.
  const server = await control?.catch(() => null);
  await server?.close();
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

/** Puts one terminal together and runs it: its broker, its network, its Expert Advisor. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../../domain/errors.ts';
import type { BrokerAddress } from '../broker-process/address-file.ts';
import { ensureBroker } from '../broker-process/ensure-broker.ts';
import { BrokerSession } from './broker-session.ts';
import type { ControlledTerminal } from '../control/control-desk.ts';
import { endProcess, KillPoints } from './expert-faults.ts';
import { runExpert } from './expert-runner.ts';
import { GivenFaults } from './given-faults.ts';
import { Network } from './network.ts';
import { compiledProgram } from './program-cache.ts';
import type { TerminalFile } from './terminal-file.ts';
import type { FromExpert, ToExpert } from './terminal-message.ts';
import { namedOperation } from './wire-words.ts';

const PROGRESS_MS = 500;
const REASON_CLOSE = 9;

/** How a terminal runs. */
export interface TerminalOptions {
  /** Port of the node on 127.0.0.1. */
  readonly port: number;
  /** The account's secret (config/ea-secret.ts). */
  readonly secret: string;
  /** Where compiled programs are kept. */
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  /** Called once, when the EA runs. */
  readonly onReady?: () => void;
  /** Called once, when the terminal begins: what it can be told from outside. */
  readonly onBegun?: (terminal: ControlledTerminal) => void;
  /** Called twice a second with a number that grows while the EA handles events. */
  readonly onProgress?: (progress: number) => void;
  readonly log: (text: string) => void;
}

/**
 * Runs until aborted, or until the EA removes itself.
 * @throws ConfigurationError when the description or what it names cannot be used.
 */
export async function runTerminal(file: TerminalFile, options: TerminalOptions): Promise<void> {
  const { log } = options;
  const main = file.expert ?? shippedExpert();
  const program = await compiledProgram(main, options.cacheFolder);
  const inputs = {
    ...(file.expert === undefined ? shippedInputs(file, options) : {}),
    ...file.inputs,
  };
  const unknown = Object.keys(inputs).filter((name) => !program.inputs.includes(name));
  if (unknown.length > 0) {
    throw new ConfigurationError(
      `terminal "${file.name}": ${path.basename(main)} has no input ${unknown.join(', ')}; it has ${program.inputs.join(', ')}`,
    );
  }
  await mkdir(file.stateFolder, { recursive: true, mode: 0o700 });
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const kills = new KillPoints();
  const tell = (message: ToExpert): void => expert.tell(message);
  const network = new Network(tell, {
    received: (bytes) => {
      if (!kills.isArmed('command-read')) return;
      const operation = namedOperation(bytes);
      if (operation !== null) kills.pass('command-read', operation);
    },
    left: (bytes) => {
      if (!kills.isArmed('reply-sent')) return;
      if (Buffer.from(bytes).includes('"retcode":')) kills.pass('reply-sent');
    },
  });
  const findBroker = (within: AbortSignal): Promise<BrokerAddress> =>
    ensureBroker(file.broker, within);
  const { login } = file;
  const session = new BrokerSession({
    login,
    findBroker,
    syncDelayMs: file.options.syncDelayMs,
    tell,
    kills,
    onFault: (fault) => void faults.give(fault),
    log,
  });
  const faults = new GivenFaults({ login, tell, kills, hold: (ms) => session.hold(ms) });
  const onMessage = (message: FromExpert): void => {
    if (message.type === 'order') session.order(message);
    else if (message.type === 'watch') session.watch(message.symbols);
    else if (message.type === 'print') log(message.line);
    else if (message.type === 'ended') log(`the Expert Advisor has ended: ${message.reason}`);
    else if (message.type === 'started') {
      if (message.ok) options.onReady?.();
    } else network.call(message);
  };
  const expert = runExpert(
    {
      program: program.file,
      name: path.basename(main, '.mq5'),
      inputs,
      folder: file.stateFolder,
      commonFolder: file.commonFolder,
      chartSymbol: file.chartSymbol,
      options: file.options,
      dealTimes: file.dealTimes,
    },
    onMessage,
  );
  for (const fault of file.faults) faults.give(fault);
  options.onBegun?.({
    name: file.name,
    role: file.role,
    login,
    faults,
    isConnected: () => session.isConnected,
    progress: expert.progress,
    findBroker: () => findBroker(signal),
    stop: () => stopping.abort(),
    kill: endProcess,
  });
  const progress = setInterval(() => options.onProgress?.(expert.progress()), PROGRESS_MS);
  const running = session.run(signal);
  const asked = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([asked, expert.ended, running]);
    await expert.stop(REASON_CLOSE);
  } finally {
    stopping.abort();
    clearInterval(progress);
    network.close();
    await Promise.allSettled([running, expert.stop(REASON_CLOSE)]);
  }
  await running;
}

function shippedInputs(
  file: TerminalFile,
  { port, secret }: TerminalOptions,
): Record<string, string | number> {
  return { InpPort: port, InpSecret: secret, InpRole: file.role === 'master' ? 0 : 1 };
}

/** The EA of this package, from sources or from dist. */
export function shippedExpert(): string {
  for (const up of ['../../', '../../../']) {
    const file = fileURLToPath(new URL(`${up}mql5/Experts/Lockstep/Lockstep.mq5`, import.meta.url));
    if (existsSync(file)) return file;
  }
  throw new ConfigurationError('mql5/Experts/Lockstep/Lockstep.mq5 is missing beside the program');
}

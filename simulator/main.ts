/**
 * `npm run sim -- --account FILE [--port N]`: one simulated terminal, alone or forked by the launcher.
 * `npm run sim -- --control FILE COMMAND`: tells one that runs something (docs/simulator.md).
 * Exit codes: 0 stopped, 69 the terminal does not run, 70 broken, 78 a wrong description.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { ConfigurationError, TerminalUnavailableError } from '../domain/errors.ts';
import { launcherMessage } from '../messaging/ipc/node-ipc.ts';
import { controlRequest, type ControlRequest } from './control/control-message.ts';
import { runSim } from './run-sim.ts';
import { simFlags } from './sim-flags.ts';

/** The EA's OnDeinit and files get this long after a stop; then the process ends anyway. */
const STOP_DEADLINE_MS = 4_000;

// Twenty terminals share a computer: memory for new objects stays at its first size (1 MB, not 16), and
// what the program has left behind is collected before it is dozens of MB.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--initial-old-space-size=8');
setFlagsFromString('--heap-growing-percent=40');

const stopping = new AbortController();
const stop = (): void => {
  stopping.abort();
  void sleep(STOP_DEADLINE_MS, undefined, { ref: false }).then(() => process.exit(70));
};
const isForked = process.send !== undefined;
let control: ((request: ControlRequest) => void) | null = null;
process.on('message', (message) => {
  const fromLauncher = launcherMessage.safeParse(message);
  if (fromLauncher.success && fromLauncher.data.type === 'stop') stop();
  const fromController = controlRequest.safeParse(message);
  if (fromController.success) control?.(fromController.data);
});
process.on('disconnect', stop);
for (const signal of ['SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A console's Ctrl+C and its closing reach every process of the group; a forked terminal waits for its
    // launcher.
    if (!isForked) stop();
  });
}
try {
  const flags = simFlags(process.argv.slice(2));
  if (flags.type === 'control') {
    const { runCommand } = await import('./control/run-command.ts');
    await runCommand(flags.file, flags.words);
  } else {
    await runSim({
      ...flags,
      signal: stopping.signal,
      tell: (message, sent) => {
        if (process.connected) process.send?.(message, undefined, undefined, () => sent?.());
      },
      onControl: (take) => {
        control = take;
      },
      log: (text) => void process.stderr.write(`${text}\n`),
    });
  }
} catch (error) {
  const isExpected =
    error instanceof ConfigurationError || error instanceof TerminalUnavailableError;
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : error;
  process.stderr.write(`${String(text)}\n`);
  process.exitCode = error instanceof ConfigurationError ? 78 : isExpected ? 69 : 70;
} finally {
  if (process.connected) process.disconnect();
}

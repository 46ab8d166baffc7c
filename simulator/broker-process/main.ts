/**
 * The entry point of a broker's process: `main.ts BROKER_FILE`. Exit codes: 0 stopped, left alone or
 * served by another process, 70 broken, 78 a wrong description.
 */
import { ConfigurationError } from '../../domain/errors.ts';
import { readBrokerFile } from './broker-file.ts';
import { runBroker } from './run-broker.ts';

const [file] = process.argv.slice(2);
const stop = new AbortController();
// Only in a console of its own; whoever starts it detached ends it by STOP.
process.once('SIGINT', () => stop.abort());
try {
  if (file === undefined)
    throw new ConfigurationError(
      'usage: main.ts FILE, the description of a broker (docs/simulator.md)',
    );
  await runBroker(await readBrokerFile(file), stop);
} catch (error) {
  const isWrong = error instanceof ConfigurationError;
  const text = error instanceof Error ? (isWrong ? error.message : error.stack) : String(error);
  process.stderr.write(`${new Date().toISOString()} broker ${String(file)}: ${String(text)}\n`);
  process.exitCode = isWrong ? 78 : 70;
}

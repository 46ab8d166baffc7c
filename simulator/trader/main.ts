/**
 * `npm run trader -- FILE`: trades what the description says, then ends. Exit codes: 0 done or stopped,
 * 1 the broker refused a step of a script, 70 broken, 78 a wrong description.
 */
import { ConfigurationError } from '../../domain/errors.ts';
import { launcherMessage } from '../../messaging/ipc/node-ipc.ts';
import { readBrokerFile } from '../broker-process/broker-file.ts';
import { ensureBroker } from '../broker-process/ensure-broker.ts';
import { runTrader } from './run-trader.ts';
import { readTraderFile, traderSteps } from './trader-file.ts';

function log(text: string): void {
  process.stderr.write(`trader: ${text}\n`);
}

async function main(signal: AbortSignal): Promise<void> {
  const [path] = process.argv.slice(2);
  if (path === undefined) throw new ConfigurationError('usage: npm run trader -- FILE');
  const file = await readTraderFile(path);
  const steps = await traderSteps(file, (await readBrokerFile(file.broker)).symbols);
  const broker = (within: AbortSignal): ReturnType<typeof ensureBroker> =>
    ensureBroker(file.broker, within);
  const refused = await runTrader({ ...file, broker, steps, log }, signal);
  // A recorded account's orders met other prices: some refusals are its lot.
  if (refused > 0 && file.script !== undefined) process.exitCode = 1;
}

const stopping = new AbortController();
const stop = (): void => stopping.abort();
process.once('SIGINT', stop);
if (process.send !== undefined) {
  process.on('disconnect', stop);
  process.on('message', (message) => {
    const parsed = launcherMessage.safeParse(message);
    if (parsed.success && parsed.data.type === 'stop') stop();
  });
}
try {
  await main(stopping.signal);
} catch (error) {
  if (!stopping.signal.aborted) {
    const isWrong = error instanceof ConfigurationError;
    log(isWrong ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = isWrong ? 78 : 70;
  }
} finally {
  if (process.connected) process.disconnect();
}

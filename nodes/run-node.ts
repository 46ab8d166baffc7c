/** Puts a node together from flags, settings and adapters, and runs it. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { hostId } from '../config/host-id.ts';
import { createLogger } from '../config/logger.ts';
import { loadSettings } from '../config/settings.ts';
import { LastValidAccounts } from '../db/last-valid-accounts.ts';
import { openStores } from '../db/open-stores.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { CrashSeam } from './crash-seam.ts';
import { openBus } from './open-bus.ts';
import { MasterService } from './master-service.ts';
import type { NodeContext } from './node-context.ts';
import { NODE_HELP, parseNodeFlags, type NodeRole } from './node-flags.ts';
import { ownStart } from './process-start.ts';
import { runService } from './service.ts';
import { SlaveService } from './slave-service.ts';

/** Exit code of a wrong flag, setting or document: nobody restarts it. */
const EXIT_CONFIGURATION = 78;

/**
 * The whole life of a node's process.
 * @param role fixed by the entry point, or null when `--role` gives it.
 */
export async function runNode(args: readonly string[], role: NodeRole | null): Promise<void> {
  try {
    await run(args, role);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    createLogger().error({ code: error.code }, error.message);
    process.exitCode = EXIT_CONFIGURATION;
    if (process.connected) process.disconnect();
  }
}

async function run(args: readonly string[], fixedRole: NodeRole | null): Promise<void> {
  const parsed = parseNodeFlags(args, fixedRole);
  if (parsed === null) {
    process.stdout.write(`${NODE_HELP}\n`);
    return;
  }
  const { role, name, isSafe, overrides, settings: flags } = parsed;
  const { values } = await loadSettings({ flags, env: process.env });
  const log = createLogger({
    level: values.logLevel,
    pretty: process.stdout.isTTY && process.send === undefined,
    bindings: { node: name, role, account: name },
  });
  const stores = await openStores({
    url: values.db ?? path.join(values.home, 'db'),
    databaseName: values.databaseName,
  });
  const startTime = await ownStart();
  const context: NodeContext = {
    name,
    overrides,
    stores,
    // Only a launcher, which keeps them and starts a good account alone, may mean the last good one.
    lastValid:
      process.send === undefined
        ? null
        : new LastValidAccounts({
            folder: values.home,
            address: stores.address,
            databaseName: values.databaseName,
          }),
    dataFolder: values.home,
    holder: {
      hostId: await hostId(values.home),
      pid: process.pid,
      instance: randomUUID(),
      ...(startTime === null ? {} : { startTime }),
    },
    log,
    pollMs: values.pollMs,
    defaultSlippagePoints: values.slippageTolerance,
    firstBusPort: values.publishPort,
    isSafe,
    crashSeam: CrashSeam.of(process.env, name),
  };
  const bus = await openBus(values.home, log);
  try {
    const service =
      role === 'master'
        ? new MasterService(context, bus.openPublisher)
        : new SlaveService(context, bus.openSubscriber);
    await runService(service, log);
  } finally {
    await stores.close();
  }
}

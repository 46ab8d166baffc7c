/** A launcher in a process of its own, so that it can be killed; its children are the real ones. */
import { setInterval } from 'node:timers';
import { createLogger } from '../../../config/logger.ts';
import { loadSettings, settingsEnvironment } from '../../../config/settings.ts';
import { openStores } from '../../../db/open-stores.ts';
import { forkChild, ownModules } from '../../../launcher/fork-child.ts';
import { startLauncher } from '../../../launcher/launch.ts';
import { HeldStart } from './held-start.ts';
import type { FromLauncher, ToLauncher } from './launcher-protocol.ts';
import { rerouted } from './rerouted.ts';

const TELL_EVERY_MS = 50;

const settings = await loadSettings({ env: process.env });
const { db, databaseName } = settings.values;
const stores = await openStores({ url: db ?? '', databaseName, watchIntervalMs: 500 });
const env = { ...process.env, ...settingsEnvironment(settings) };
const held = new HeldStart(rerouted(forkChild({ ...ownModules(), env })));
const launcher = startLauncher({
  settings,
  stores,
  log: createLogger({ level: 'info', bindings: { node: 'launcher' } }),
  onLine: (spec, line) => void process.stdout.write(`${spec.id} ${line}\n`),
  start: held.start,
});
let told = '';
const telling = setInterval(() => {
  const message: FromLauncher = { type: 'children', children: launcher.children() };
  const text = JSON.stringify(message);
  if (text === told || !process.connected) return;
  told = text;
  process.send?.(message);
}, TELL_EVERY_MS);
process.on('message', (message: ToLauncher) => {
  switch (message.type) {
    case 'hold':
      held.hold(message.id, message.forMs);
      return;
    case 'forgive':
      for (const { id } of launcher.children()) launcher.supervisor.child(id)?.forgive();
      return;
    case 'stop':
      void launcher.stop();
  }
});
process.on('disconnect', () => void launcher.stop());
try {
  await launcher.stopped;
} finally {
  clearInterval(telling);
  if (process.connected) process.disconnect();
}

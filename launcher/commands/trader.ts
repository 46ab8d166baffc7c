/** `lockstep trader`: trades on a simulated master, as `lockstep init --simulated` described it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../../domain/errors.ts';
import type { LauncherMessage } from '../../messaging/ipc/node-ipc.ts';
import type { CliCommand } from '../cli-command.ts';
import { ownModules } from '../fork-child.ts';
import { traderFile } from '../init/simulated-files.ts';
import { exists } from '../terminal-folder.ts';

/** See file header. */
export const traderCommand: CliCommand = {
  command: 'trader',
  describe: 'Trade on the simulated master until Ctrl+C (to try Lockstep without MetaTrader)',
  run: async (session) => {
    const { home } = (await session.settings()).values;
    const file = traderFile(home);
    if (!(await exists(file))) {
      throw new ConfigurationError(
        'there is no simulated master: `lockstep init --yes --simulated` makes one (in an empty data folder: --home FOLDER)',
      );
    }
    const { root, extension } = ownModules();
    const module = path.join(root, 'simulator', 'trader', `main${extension}`);
    const child = fork(pathToFileURL(module), [file], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const stop: LauncherMessage = { type: 'stop' };
    const done = session.environment.onInterrupt(() => {
      // It may have ended in between.
      if (child.connected) child.send(stop, () => undefined);
    });
    session.say('Trading a recorded account on the simulated master; Ctrl+C stops.');
    try {
      const [code] = (await once(child, 'exit')) as [number | null];
      session.exitCode = code ?? 1;
    } finally {
      done();
    }
  },
};

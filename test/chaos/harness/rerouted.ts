/** Starts children at other ports than their documents say, so that a test can stand in between. */
import { z } from 'zod';
import type { StartChild } from '../../../launcher/fork-child.ts';
import { NAMES } from './stage-files.ts';

const routes = z.strictObject({
  /** Where the master really publishes. */
  bus: z.string().exactOptional(),
  /** Which port the slave's terminal really connects to. */
  slaveTerminalPort: z.number().int().exactOptional(),
});
/** See file header. */
export type Routes = z.infer<typeof routes>;

const VARIABLE = 'LOCKSTEP_CHAOS_ROUTES';

/** For the environment of a stage. */
export function routesEnvironment(wanted: Routes): Readonly<Record<string, string>> {
  return { [VARIABLE]: JSON.stringify(wanted) };
}

/** By the environment's routes; without any as it is. */
export function rerouted(start: StartChild): StartChild {
  const text = process.env[VARIABLE];
  if (text === undefined) return start;
  const { bus, slaveTerminalPort } = routes.parse(JSON.parse(text));
  return ({ args, module }, listener) => {
    const line = args.join(' ');
    if (bus !== undefined && line.includes('--role master')) {
      return start({ module, args: [...args, '--bus', bus] }, listener);
    }
    if (slaveTerminalPort !== undefined && line.includes(`${NAMES.slave}.json`)) {
      const at = args.indexOf('--port') + 1;
      return start({ module, args: args.with(at, String(slaveTerminalPort)) }, listener);
    }
    return start({ module, args }, listener);
  };
}

/** The demo's flags. */
import yargs from 'yargs';

/** See file header. */
export interface DemoFlags {
  readonly seconds: number;
  readonly seed: number;
  readonly json: boolean;
  /** How many slaves; the three kinds are repeated. */
  readonly slaves: number;
  /** Goes on running after the report, until Ctrl+C. */
  readonly keep: boolean;
}

/** Parses `npm run demo -- …`; prints help or the error by itself. */
export async function parseDemoFlags(args: readonly string[]): Promise<DemoFlags> {
  const { seconds, seed, json, slaves, keep } = await yargs([...args])
    .scriptName('npm run demo --')
    .usage(
      '$0 [--seconds N] [--slaves N] [--seed N] [--keep] [--json]\n\nCopies a real account over real recorded ticks: one master and its slaves at two brokers, on simulated\nterminals that run the Expert Advisor.\n\nLOCKSTEP_DB=mongodb://… puts accounts and ledger there instead of into a folder.',
    )
    .options({
      seconds: { type: 'number', default: 60, describe: 'How long it runs, 10 or more' },
      seed: {
        type: 'number',
        default: 1,
        describe: 'Draws execution times, partial closes, SL and TP',
      },
      slaves: { type: 'number', default: 3, describe: 'How many slaves, 1 to 40' },
      keep: {
        type: 'boolean',
        default: false,
        describe: 'Go on running after the report, until Ctrl+C',
      },
      json: { type: 'boolean', default: false, describe: 'End with the report as one JSON object' },
    })
    .check((flags) => {
      if (!Number.isInteger(flags.seconds) || flags.seconds < 10 || flags.seconds > 3_600) {
        throw new Error(
          `--seconds is ${String(flags.seconds)}: expected a whole number, 10 to 3600`,
        );
      }
      if (!Number.isInteger(flags.slaves) || flags.slaves < 1 || flags.slaves > 40) {
        throw new Error(`--slaves is ${String(flags.slaves)}: expected a whole number, 1 to 40`);
      }
      if (!Number.isInteger(flags.seed) || flags.seed < 0) {
        throw new Error(`--seed is ${String(flags.seed)}: expected a whole number, 0 or more`);
      }
      return true;
    })
    .strict()
    .version(false)
    .parseAsync();
  return { seconds, seed, json, slaves, keep };
}

/** The demo's flags. */
import yargs from 'yargs';

/** See file header. */
export interface DemoFlags {
  readonly seconds: number;
  readonly seed: number;
  readonly json: boolean;
}

/** Parses `npm run demo -- …`; prints help or the error by itself. */
export async function parseDemoFlags(args: readonly string[]): Promise<DemoFlags> {
  const { seconds, seed, json } = await yargs([...args])
    .scriptName('npm run demo --')
    .usage(
      '$0 [--seconds N] [--seed N] [--json]\n\nCopies a real account over real recorded ticks: one master, three slaves, all simulated.\nLOCKSTEP_DB=mongodb://… puts accounts and ledger there instead of into a folder.',
    )
    .options({
      seconds: { type: 'number', default: 60, describe: 'How long it runs, 10 or more' },
      seed: { type: 'number', default: 1, describe: 'Draws the brokers’ execution times' },
      json: { type: 'boolean', default: false, describe: 'End with the report as one JSON object' },
    })
    .check((flags) => {
      if (!Number.isInteger(flags.seconds) || flags.seconds < 10 || flags.seconds > 3_600) {
        throw new Error(
          `--seconds is ${String(flags.seconds)}: expected a whole number, 10 to 3600`,
        );
      }
      if (!Number.isInteger(flags.seed) || flags.seed < 0) {
        throw new Error(`--seed is ${String(flags.seed)}: expected a whole number, 0 or more`);
      }
      return true;
    })
    .strict()
    .version(false)
    .parseAsync();
  return { seconds, seed, json };
}

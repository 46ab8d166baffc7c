/** The command line of `npm run sim`. */
import { parseArgs } from 'node:util';
import { ConfigurationError } from '../domain/errors.ts';

/** What is wanted: a terminal, or something of one that runs. */
export type SimFlags =
  | { readonly type: 'terminal'; readonly file: string; readonly port: number | null }
  | { readonly type: 'control'; readonly file: string; readonly words: readonly string[] };

const USAGE =
  'usage: npm run sim -- --account FILE [--port N], with the port of the node, for example 47101; or npm run sim -- --control FILE COMMAND';

/** @throws ConfigurationError with the usage. */
export function simFlags(args: readonly string[]): SimFlags {
  const { positionals, values } = parsed(args);
  const { account, control, port } = values;
  if (control !== undefined && account === undefined && port === undefined) {
    return { type: 'control', file: control, words: positionals };
  }
  const number = port === undefined ? null : Number(port);
  const isWrong = number !== null && (!Number.isInteger(number) || number < 1 || number > 65_535);
  if (account === undefined || control !== undefined || isWrong || positionals.length > 0) {
    throw new ConfigurationError(USAGE);
  }
  return { type: 'terminal', file: account, port: number };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        account: { type: 'string' },
        control: { type: 'string' },
        port: { type: 'string' },
      },
    });
  } catch (cause) {
    throw new ConfigurationError(`${String(cause)}\n${USAGE}`, { cause });
  }
}

/** The flags of a node that is started alone; they override its account's document for that run. */
import yargs from 'yargs';
import type { RawDocument } from '../db/account-store.ts';
import type { SettingKey } from '../config/settings-table.ts';
import { ConfigurationError } from '../domain/errors.ts';

/** What a node may be. */
export type NodeRole = 'master' | 'slave';

/** See file header. */
export interface NodeFlags {
  readonly role: NodeRole;
  readonly name: string;
  readonly isSafe: boolean;
  /** Fields of the account's document. */
  readonly overrides: RawDocument;
  readonly settings: Partial<Record<SettingKey, unknown>>;
}

/**
 * @param role fixed by the entry point, or null when `--role` gives it.
 * @throws ConfigurationError naming the flag that is wrong.
 */
export async function parseNodeFlags(
  args: readonly string[],
  role: NodeRole | null,
): Promise<NodeFlags> {
  const parsed = await yargs([...args])
    .scriptName(role === null ? 'lockstep-node' : `nodes/${role}`)
    .usage('$0 --name NAME\n\nRuns one node alone. Flags override its account for this run.')
    .options({
      role: { choices: ['master', 'slave'] as const, ...(role === null ? {} : { default: role }) },
      name: { type: 'string', demandOption: true, describe: 'Name of the account' },
      path: { type: 'string', describe: "The terminal's executable, or simulator" },
      home: { type: 'string', describe: 'Data folder' },
      db: { type: 'string', describe: 'Database: mongodb://… or a folder' },
      'ea-port': { type: 'number', describe: 'Port of the EA link on 127.0.0.1' },
      bus: { type: 'string', describe: "Where a master's books are published, tcp://…" },
      master: { type: 'string', array: true, describe: 'A master that a slave follows' },
      suffix: { type: 'string', describe: 'Appended to symbols' },
      'symbol-map': { type: 'string', array: true, describe: 'XAUUSD=GOLD, may be repeated' },
      'slippage-tolerance': { type: 'number', describe: 'Points' },
      'poll-ms': { type: 'number', describe: 'How often the terminal is asked (ms)' },
      'log-level': { type: 'string', describe: 'trace, debug, info, warn, error' },
      safe: { type: 'boolean', default: false, describe: 'No opens; closes go on' },
    })
    .strict()
    .version(false)
    .exitProcess(true)
    .fail((message, error) => {
      throw new ConfigurationError(message ?? error.message);
    })
    .parseAsync();
  if (parsed.role === undefined) throw new ConfigurationError('--role must be master or slave');
  return {
    role: parsed.role,
    name: parsed.name,
    isSafe: parsed.safe,
    overrides: given({
      path: parsed.path,
      ea_port: parsed['ea-port'],
      bus_endpoint: parsed.bus,
      masters: parsed.master,
      suffix: parsed.suffix,
      symbol_map: symbolMap(parsed['symbol-map']),
      slippage_tolerance: parsed['slippage-tolerance'],
    }),
    settings: given({
      home: parsed.home,
      db: parsed.db,
      pollMs: parsed['poll-ms'],
      logLevel: parsed['log-level'],
    }),
  };
}

function symbolMap(pairs: readonly string[] | undefined): RawDocument | undefined {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new ConfigurationError(`--symbol-map "${pair}": expected MASTER=SLAVE`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function given(values: RawDocument): RawDocument {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

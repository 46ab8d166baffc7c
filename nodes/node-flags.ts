/** The flags of a node that is started alone; they override its account's document for that run. */
import { parseArgs } from 'node:util';
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

const TEXT = { type: 'string' } as const;
const LIST = { type: 'string', multiple: true } as const;
const SWITCH = { type: 'boolean', default: false } as const;

// Not yargs, as in the launcher: it costs each node 15 MB and a tenth of a second.
const OPTIONS = {
  role: TEXT,
  name: TEXT,
  path: TEXT,
  home: TEXT,
  db: TEXT,
  'ea-port': TEXT,
  bus: TEXT,
  master: LIST,
  suffix: TEXT,
  'symbol-map': LIST,
  'slippage-tolerance': TEXT,
  'poll-ms': TEXT,
  'log-level': TEXT,
  safe: SWITCH,
  help: SWITCH,
} as const;

/** What `--help` prints. */
export const NODE_HELP = `Runs one node alone. Flags override its account for this run.

  --role master|slave        What the node is, unless the entry point says it
  --name NAME                Name of the account (needed)
  --path FILE                The terminal's executable, or simulator
  --home FOLDER              Data folder
  --db URL                   Database: mongodb://… or a folder
  --ea-port PORT             Port of the EA link on 127.0.0.1
  --bus ENDPOINT             Where a master's books are published, tcp://…
  --master NAME              A master that a slave follows; may be repeated
  --suffix TEXT              Appended to symbols
  --symbol-map XAUUSD=GOLD   Master's symbol=slave's; may be repeated
  --slippage-tolerance N     Points
  --poll-ms MS               How often the terminal is asked
  --log-level LEVEL          trace, debug, info, warn, error
  --safe                     No opens; closes go on`;

/**
 * @param fixedRole by the entry point, or null when `--role` gives it.
 * @returns null when the help was asked for.
 * @throws ConfigurationError naming the flag that is wrong.
 */
export function parseNodeFlags(
  args: readonly string[],
  fixedRole: NodeRole | null,
): NodeFlags | null {
  const values = valuesOf(args);
  if (values.help) return null;
  const role = values.role ?? fixedRole;
  if (role !== 'master' && role !== 'slave') {
    throw new ConfigurationError(`--role is "${role ?? ''}": it must be master or slave`);
  }
  const { name = '' } = values;
  if (name === '') {
    throw new ConfigurationError('--name is missing: give the name of the account');
  }
  return {
    role,
    name,
    isSafe: values.safe,
    overrides: given({
      path: values.path,
      ea_port: numberOf('ea-port', values['ea-port']),
      bus_endpoint: values.bus,
      masters: values.master,
      suffix: values.suffix,
      symbol_map: symbolMap(values['symbol-map']),
      slippage_tolerance: numberOf('slippage-tolerance', values['slippage-tolerance']),
    }),
    settings: given({
      home: values.home,
      db: values.db,
      pollMs: numberOf('poll-ms', values['poll-ms']),
      logLevel: values['log-level'],
    }),
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    // Node's own words name the flag and what is wrong with it.
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`${message} (--help lists the flags)`, { cause: error });
  }
}

/** Its limits are checked with the field. */
function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new ConfigurationError(`--${flag} is "${text}": it must be a number`);
  }
  return value;
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

/** `npm run sim -- --control FILE COMMAND [ARGUMENT]`: tells a running terminal something and prints its answer. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { ConfigurationError } from '../../domain/errors.ts';
import { parseTerminalFile } from '../terminal/terminal-file.ts';
import { ControlClient } from './control-client.ts';
import { controlCommand, type ControlCommand } from './control-message.ts';

/** What the argument of a command is; absent: it has none. */
const ARGUMENTS: Readonly<Record<string, 'fault' | 'trade' | 'name'>> = {
  'add-fault': 'fault',
  'remove-fault': 'name',
  trade: 'trade',
};

const USAGE =
  'usage: npm run sim -- --control FILE state | faults | add-fault JSON | remove-fault NAME | clear-faults | trade JSON | stop | kill (JSON may be - for standard input)';

/**
 * @param file the terminal's description.
 * @throws ConfigurationError when command or description are wrong, or the terminal cannot do it;
 * TerminalUnavailableError when it does not run.
 */
export async function runCommand(file: string, words: readonly string[]): Promise<void> {
  const command = await parseCommand(words);
  const { stateFolder } = parseTerminalFile(json(await readFile(file, 'utf8')), file);
  const client = await ControlClient.of(stateFolder);
  try {
    const result = await client.ask(command);
    process.stdout.write(`${JSON.stringify(result ?? null, null, 2)}\n`);
  } finally {
    client.close();
  }
}

async function parseCommand(words: readonly string[]): Promise<ControlCommand> {
  const [type = '', argument, ...more] = words;
  const kind = ARGUMENTS[type];
  if (more.length > 0 || (kind === undefined) !== (argument === undefined)) {
    throw new ConfigurationError(USAGE);
  }
  const value =
    kind === undefined || kind === 'name' || argument === undefined
      ? argument
      : json(argument === '-' ? await text(process.stdin) : argument);
  const key = kind === 'trade' ? 'trade' : 'fault';
  const parsed = controlCommand.safeParse(kind === undefined ? { type } : { type, [key]: value });
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(`${USAGE}\n${z.prettifyError(parsed.error)}`);
}

function json(from: string): unknown {
  try {
    return JSON.parse(from);
  } catch (cause) {
    throw new ConfigurationError('what was given is no JSON', { cause });
  }
}

/** The flags of `lockstep accounts add|edit`, and the document fields that they make. */
import type { Argv } from 'yargs';
import type { RawDocument } from '../db/account-store.ts';
import { ACCOUNT_FIELD_HELP } from './account-field-help.ts';
import { UsageError } from './cli-command.ts';
import type { CliArguments } from './session.ts';

type FieldKind = 'text' | 'number' | 'list' | 'arguments' | 'map' | 'sizing' | 'boolean' | 'type';

/** Every field of a document but its name. */
const FIELDS: Readonly<Record<string, FieldKind>> = {
  type: 'type',
  path: 'text',
  enabled: 'boolean',
  suffix: 'text',
  prefix: 'text',
  symbol_map: 'map',
  slippage_tolerance: 'number',
  slippage_mode: 'text',
  masters: 'list',
  login: 'number',
  server: 'text',
  sizing: 'sizing',
  max_lots: 'number',
  max_open_copies: 'number',
  max_total_lots: 'number',
  max_signal_age: 'number',
  filling: 'text',
  min_modify_interval: 'number',
  daily_request_limit: 'number',
  on_silence: 'text',
  silence_seconds: 'number',
  ea_port: 'number',
  bus_endpoint: 'text',
  host: 'text',
  terminal_arguments: 'arguments',
};

/** Adds a flag per field. */
export function withAccountFlags(yargs: Argv): Argv {
  let result = yargs;
  for (const [field, kind] of Object.entries(FIELDS)) {
    result = result.option(flagOf(field), {
      group: "The account's fields:",
      describe: ACCOUNT_FIELD_HELP[field] ?? field,
      ...(kind === 'boolean'
        ? { type: 'boolean' as const }
        : {
            type: 'string' as const,
            requiresArg: true,
            array: kind === 'map' || kind === 'list' || kind === 'arguments',
          }),
    });
  }
  return result;
}

/**
 * The fields that were given. Values are checked where documents are: a number that is none stays
 * text, and is named in the message.
 * @throws UsageError when a value has not the form of its flag.
 */
export function accountFields(args: CliArguments): RawDocument {
  const fields: Record<string, unknown> = {};
  for (const [field, kind] of Object.entries(FIELDS)) {
    const value = args[flagOf(field)];
    if (value !== undefined) fields[field] = fieldValue(flagOf(field), kind, value);
  }
  return fields;
}

/**
 * @param document the account's; a field that is not ours can be removed from it.
 * @throws UsageError when there is no such field, or it cannot be missing.
 */
export function removableField(name: string, document: RawDocument): string {
  const isForeign = name !== 'name' && !Object.hasOwn(FIELDS, name);
  if (isForeign && Object.hasOwn(document, name)) return name;
  const field = name.replaceAll('-', '_');
  const isRequired = ['name', 'type', 'path', 'enabled'].includes(field);
  if (Object.hasOwn(FIELDS, field) && !isRequired) return field;
  throw new UsageError(
    isRequired ? `field "${name}" cannot be removed` : `--unset: there is no field "${name}"`,
  );
}

function fieldValue(flag: string, kind: FieldKind, value: unknown): unknown {
  switch (kind) {
    case 'boolean':
      return value;
    case 'list':
    case 'arguments':
      return texts(value);
    case 'map':
      return symbolMap(flag, texts(value));
    case 'type':
      return String(value).toUpperCase();
    case 'number':
      return numberOrText(String(value));
    case 'sizing':
      return sizing(String(value));
    case 'text':
      return String(value);
  }
}

function symbolMap(flag: string, pairs: readonly string[]): Readonly<Record<string, string>> {
  const entries = pairs.map((pair) => {
    const [, from, to] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
    if (from === undefined || to === undefined) {
      throw new UsageError(
        `--${flag} ${pair}: expected MASTER_SYMBOL=SLAVE_SYMBOL, or MASTER_SYMBOL= for one that is not copied`,
      );
    }
    return [from, to] as const;
  });
  return Object.fromEntries(entries);
}

function sizing(text: string): RawDocument {
  const [mode, value] = text.split(':', 2);
  return value === undefined ? { mode } : { mode, value: numberOrText(value) };
}

function numberOrText(text: string): number | string {
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(text);
  // A number that a double cannot hold exactly stays text.
  return isNumber && text.replaceAll(/\D/g, '').length <= 15 ? Number(text) : text;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function flagOf(field: string): string {
  return field.replaceAll('_', '-');
}

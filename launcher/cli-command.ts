/** A command of the command line, and how it becomes one of yargs. */
import type { Argv } from 'yargs';
import {
  SETTING_KEYS,
  settingName,
  settingRule,
  type SettingKey,
} from '../config/settings-table.ts';
import type { CliArguments, Session } from './session.ts';
import { usageText } from './usage-text.ts';

/** One thing that `lockstep` does. */
export interface CliCommand {
  /** In yargs's notation: `show NAME` is written `show <name>`. */
  readonly command: string;
  readonly describe: string;
  /** Its own flags and examples. */
  readonly builder?: (yargs: Argv) => Argv;
  /** Whether it has the flags of all settings, not only those of every command. */
  readonly hasAllSettings?: boolean;
  /** The way out for who gives one of its words as a flag: `accounts edit A --name B`. */
  readonly wordsHint?: string;
  /** @throws ConfigurationError or StoreUnavailableError with a message for the user. */
  readonly run: (session: Session, args: CliArguments) => Promise<void>;
}

/** Commands under one word: `lockstep accounts …`. */
export interface CliGroup {
  readonly command: string;
  readonly describe: string;
  readonly commands: readonly CliCommand[];
}

/** A command line that cannot be understood: exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The settings whose flags every command has. */
export const SETTINGS_OF_EVERY_COMMAND = SETTING_KEYS.filter(
  (key) => settingRule(key).flagOf === 'every command',
);

/** The settings that have a flag at all: secrets have none, as every process can read flags. */
const SETTINGS_OF_UP = SETTING_KEYS.filter((key) => settingRule(key).flagOf !== 'no command');

/** Runs a command that was chosen; given by cli.ts. */
export type CommandRunner = (
  command: CliCommand,
  args: CliArguments,
  settings: readonly SettingKey[],
) => Promise<void>;

/** What the parser calls when it understands no more; `command` as in {@link usageText}. */
export function failAs(command: string | null): (message: string, error?: Error) => never {
  return (message, error) => {
    // What the parser itself finds wrong comes with an error or without.
    if (error !== undefined && error.name !== 'YError') throw error;
    throw new UsageError(usageText(message, command));
  };
}

/** Adds one command. @param group the word before it, if any. */
export function addCommand(
  yargs: Argv,
  command: CliCommand,
  runner: CommandRunner,
  group: string | null = null,
): Argv {
  const full = group === null ? command.command : `${group} ${command.command}`;
  const settings = command.hasAllSettings === true ? SETTINGS_OF_UP : SETTINGS_OF_EVERY_COMMAND;
  return yargs.command(
    command.command,
    command.describe,
    (own) => withSettings(command.builder?.(own) ?? own, settings).fail(failAs(full)),
    (args) => runner(command, args, settings),
  );
}

/** Adds the commands of a group. */
export function addGroup(yargs: Argv, group: CliGroup, runner: CommandRunner): Argv {
  return yargs.command(group.command, group.describe, (own) => {
    let inner = own;
    for (const command of group.commands) inner = addCommand(inner, command, runner, group.command);
    return inner.demandCommand(1, `lockstep ${group.command}: say what to do`);
  });
}

/** Adds the flags of settings, and `--json`. */
export function withSettings(yargs: Argv, settings: readonly SettingKey[]): Argv {
  let result = yargs;
  for (const key of settings) {
    const { description, environment } = settingRule(key);
    const variables = environment.join(', ');
    result = result.option(settingName(key), {
      type: 'string',
      requiresArg: true,
      group: 'Settings (`lockstep config` shows where each comes from):',
      describe: `${description}${defaultOf(key)} [${variables}]`,
    });
  }
  return result.option('json', {
    type: 'boolean',
    default: false,
    describe: 'Print JSON for programs',
  });
}

/** What holds when nothing is set; nothing is said where that depends on the data folder or is chosen. */
function defaultOf(key: SettingKey): string {
  const rule = settingRule(key);
  const [here, there] = [rule.default('/a'), rule.default('/b')];
  const isFixed = here === there && (typeof here === 'number' || typeof here === 'string');
  return isFixed ? ` (default: ${String(here)})` : '';
}

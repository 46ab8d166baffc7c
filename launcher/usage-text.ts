/** What the parser finds wrong with a command line, in a user's words. */

/**
 * @param message the parser's own.
 * @param command in yargs's notation (`pause <name>`); null when no command was recognised.
 */
export function usageText(message: string, command: string | null): string {
  // `$0` is what a group does without a further word.
  const words = command?.split(' ').filter((word) => !/^[<[$]/.test(word)) ?? [];
  return `${problem(message, command)} (\`${['lockstep', ...words, '--help'].join(' ')}\` explains)`;
}

function problem(message: string, command: string | null): string {
  const [, meant] = /^Did you mean (.+)\?$/.exec(message) ?? [];
  if (meant !== undefined) return `there is no such command; did you mean "${meant}"?`;
  if (message.startsWith('Not enough non-option arguments')) {
    return command === null
      ? 'something is missing behind the command'
      : `something is missing: lockstep ${shown(command)}`;
  }
  const [, flag] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  if (flag !== undefined) return `--${flag} needs a value`;
  const [, unknown] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  return unknown === undefined ? message : `there is no flag or argument ${unknown} here`;
}

/** `close <magic>` as the documents write it: `close MAGIC`. */
function shown(command: string): string {
  return command.replaceAll(/<([^>]+)>/g, (_whole, name: string) => name.toUpperCase());
}

/** A command's words have no flags: the parser would take the word, and pass over the flag without a sign. */
import { UsageError, type CliCommand } from './cli-command.ts';

/** @throws UsageError for `accounts edit A --name B`. */
export function requireNoWordAsFlag(
  { command, wordsHint }: Pick<CliCommand, 'command' | 'wordsHint'>,
  args: readonly string[],
): void {
  const words = [...command.matchAll(/[<[](\w+)/g)].map(([, word = '']) => word);
  const given = words.find((word) => args.some((arg) => arg.split('=')[0] === `--${word}`));
  if (given === undefined) return;
  const hint = wordsHint === undefined ? '' : `; ${wordsHint}`;
  throw new UsageError(
    `there is no flag --${given} here: ${given.toUpperCase()} stands alone${hint}`,
  );
}

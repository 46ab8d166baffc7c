/** Tickets and magics as a user types them: 64-bit integers, which no number of JavaScript holds. */
import { UsageError } from './cli-command.ts';

/** @throws UsageError when it is no whole number. */
export function integerArgument(what: string, value: unknown): string {
  const text = String(value);
  if (/^\d{1,20}$/.test(text)) return text;
  throw new UsageError(`${what} "${text}" is no whole number`);
}

/** Checks the names of `lockstep up --only`. */
import type { AccountListing } from '../db/account-store.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { commandWord } from './command-word.ts';
import { unknownName } from './find-account.ts';

/** A name that cannot be started, and why, with the way out. */
export interface UnusableName {
  readonly name: string;
  readonly why: string;
}

/** Those of the names that cannot be started now, in their order. */
export function unusableNames(
  only: readonly string[],
  { accounts, problems }: AccountListing,
): readonly UnusableName[] {
  const known = [...accounts, ...problems].map(({ name }) => name);
  const whyNot = (name: string): string | null => {
    const account = accounts.find((each) => each.name === name);
    if (account?.enabled === true) return null;
    if (account !== undefined) {
      return `account "${name}" is disabled; \`lockstep accounts enable ${commandWord(name)}\` enables it`;
    }
    if (known.includes(name)) {
      return `account "${name}" cannot be used; \`lockstep accounts list\` says why`;
    }
    return unknownName(name, known);
  };
  return [...new Set(only)].flatMap((name) => {
    const why = whyNot(name);
    return why === null ? [] : [{ name, why }];
  });
}

/**
 * A name that was typed wrong is an error; in a document it is only reported.
 * @throws ConfigurationError for the first name that cannot be started, with the way out.
 */
export function requireOnly(only: readonly string[], listing: AccountListing): void {
  const [first] = unusableNames(only, listing);
  if (first !== undefined) throw new ConfigurationError(`--only: ${first.why}`);
}

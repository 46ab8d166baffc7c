/** Checks the names of `lockstep up --only` before anything is started. */
import type { AccountListing } from '../db/account-store.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { unknownName } from './find-account.ts';

/**
 * A name that was typed wrong is an error; in a document it is only reported.
 * @throws ConfigurationError for the first name that cannot be started, with the way out.
 */
export function requireOnly(only: readonly string[], { accounts, problems }: AccountListing): void {
  const known = [...accounts, ...problems].map(({ name }) => name);
  for (const name of only) {
    const account = accounts.find((each) => each.name === name);
    if (account?.enabled === true) continue;
    if (account !== undefined) {
      throw new ConfigurationError(
        `--only: account "${name}" is disabled; \`lockstep accounts enable ${name}\` enables it`,
      );
    }
    if (known.includes(name)) {
      throw new ConfigurationError(
        `--only: account "${name}" cannot be used; \`lockstep accounts list\` says why`,
      );
    }
    throw new ConfigurationError(`--only: ${unknownName(name, known)}`);
  }
}

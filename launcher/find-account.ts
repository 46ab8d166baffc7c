/** Finds an account by the name that a user typed, and says what he may have meant. */
import type { AccountStore, RawDocument } from '../db/account-store.ts';
import { nearestName } from '../db/nearest-name.ts';
import { ConfigurationError } from '../domain/errors.ts';

/**
 * The documents of these names, in their order; bad documents are found too.
 * @throws ConfigurationError naming each name that is not there, with the one that may be meant.
 */
export async function findAccounts(
  accounts: AccountStore,
  names: readonly string[],
): Promise<readonly RawDocument[]> {
  const documents = await accounts.raw();
  const byName = new Map(documents.map((document) => [document['name'], document]));
  const missing = names.filter((name) => !byName.has(name));
  if (missing.length > 0) {
    const known = [...byName.keys()].filter((name) => typeof name === 'string');
    throw new ConfigurationError(missing.map((name) => unknownName(name, known)).join('\n'));
  }
  return names.map((name) => byName.get(name) ?? {});
}

/** The message for a name that none of these accounts has. */
export function unknownName(name: string, known: Iterable<string>): string {
  return `there is no account "${name}": ${meantName(name, known)}`;
}

/** The way out for a misspelt account: the known name that is most like it, or where all stand. */
export function meantName(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known);
  return nearest === null
    ? '`lockstep accounts list` shows them all'
    : `did you mean "${nearest}"?`;
}

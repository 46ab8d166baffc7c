/**
 * Checks over all account documents together: what no single document can show.
 *
 * Invariants:
 * 1. Of documents that cannot stand side by side none or the first is kept, never two.
 * 2. A good document is never lost to a bad one, except where both claim one name.
 */
import type { Account } from '../domain/account.ts';
import { parseAccountDocument } from './account-document.ts';
import type { AccountListing, RawDocument } from './account-store.ts';
import { shownValue, type DocumentProblem } from './document-problem.ts';
import { nearestName } from './nearest-name.ts';

/** All documents → the accounts that can be used and everything that is wrong. */
export function parseAccounts(documents: readonly RawDocument[]): AccountListing {
  const parsed = documents.map((document, index) =>
    parseAccountDocument(document, `document ${String(index + 1)}`),
  );
  const accounts = parsed.flatMap(({ account }) => (account === null ? [] : [account]));
  const problems = parsed.flatMap((each) => each.problems);
  const names = new Set(documents.map((document) => document['name']));
  const checked = checkAccounts(accounts, names);
  return { accounts: checked.accounts, problems: [...problems, ...checked.problems] };
}

/**
 * @param accounts in the order of the documents; of two that claim one port, endpoint or login the
 *   first enabled one is kept.
 * @param documentNames names that exist, those of bad documents included: following one of them is
 *   not reported a second time.
 */
export function checkAccounts(
  accounts: readonly Account[],
  documentNames: ReadonlySet<unknown>,
): AccountListing {
  const problems: DocumentProblem[] = [];
  const report = (account: Account, field: string, value: unknown, expected: string): void => {
    problems.push({
      collection: 'accounts',
      name: account.name,
      field,
      value: shownValue(value),
      expected,
      ...(account.enabled ? {} : { isDisabled: true }),
    });
  };
  const unique = uniquelyNamed(accounts, report);
  const kept = new Set<Account>();
  const claims = new Map<string, string>();
  const enabledFirst = unique.toSorted((a, b) => Number(b.enabled) - Number(a.enabled));
  for (const account of enabledFirst) {
    const own = claimsOf(account);
    const taken = own.filter(({ claim }) => claims.has(claim));
    for (const { field, value, claim } of taken) {
      report(account, field, value, `one that account "${claims.get(claim) ?? ''}" does not have`);
    }
    if (taken.length > 0) continue;
    for (const { claim } of own) claims.set(claim, account.name);
    kept.add(account);
  }
  for (const account of unique) checkMasters(account, accounts, documentNames, report);
  return { accounts: unique.filter((account) => kept.has(account)), problems };
}

type Report = (account: Account, field: string, value: unknown, expected: string) => void;

/** Names are compared without case: they name files on disk, and users mix them up. */
function uniquelyNamed(accounts: readonly Account[], report: Report): readonly Account[] {
  const byName = new Map<string, Account[]>();
  for (const account of accounts) {
    const key = account.name.toLowerCase();
    byName.set(key, [...(byName.get(key) ?? []), account]);
  }
  return accounts.filter((account) => {
    const same = byName.get(account.name.toLowerCase()) ?? [];
    if (same.length === 1) return true;
    // One line per name, not one per document: which of them is meant nobody can tell.
    if (same[0] === account) {
      const count = `a name of its own: ${String(same.length)} documents have this one`;
      // Disabled only if all of them are.
      report(same.find(({ enabled }) => enabled) ?? account, 'name', account.name, count);
    }
    return false;
  });
}

interface Claim {
  readonly field: string;
  readonly value: unknown;
  readonly claim: string;
}

/** What an account wants for itself alone. Ports and endpoints are each host's own. */
function claimsOf(account: Account): readonly Claim[] {
  const host = account.host ?? '';
  const claims: Claim[] = [];
  const { eaPort, login, server } = account;
  if (eaPort !== null) {
    claims.push({ field: 'ea_port', value: eaPort, claim: `port ${host} ${String(eaPort)}` });
  }
  if (account.type === 'MASTER' && account.busEndpoint !== null) {
    const endpoint = account.busEndpoint;
    const port = endpoint.slice(endpoint.lastIndexOf(':') + 1);
    claims.push({ field: 'bus_endpoint', value: endpoint, claim: `port ${host} ${port}` });
  }
  if (login !== null && server !== null) {
    claims.push({ field: 'login', value: login, claim: `login ${login}@${server}` });
  }
  return claims;
}

/** A slave that names a missing master still follows the others: it may have copies of them. */
function checkMasters(
  account: Account,
  all: readonly Account[],
  documentNames: ReadonlySet<unknown>,
  report: Report,
): void {
  if (account.type !== 'SLAVE' || account.masters === null) return;
  const masters = all.filter(({ type }) => type === 'MASTER').map((master) => master.name);
  for (const wanted of account.masters) {
    if (masters.includes(wanted)) continue;
    const other = all.find(({ name }) => name === wanted);
    if (other === undefined && documentNames.has(wanted)) continue;
    const meant = nearestName(wanted, masters);
    const hint = meant === null ? '' : `; did you mean "${meant}"?`;
    const expected =
      other === undefined
        ? `the name of a master that exists${hint}`
        : `the name of a master: this is a slave`;
    report(account, 'masters', wanted, expected);
  }
}

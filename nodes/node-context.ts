/** What every node is given when it starts. */
import type { LeaseHolder } from '../db/lease-store.ts';
import type { RawDocument } from '../db/account-store.ts';
import type { LastValidAccounts } from '../db/last-valid-accounts.ts';
import type { Stores } from '../db/stores.ts';
import type { Account } from '../domain/account.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { ensurePorts, type PortedAccount } from '../db/account-ports.ts';
import { parseAccounts } from '../db/account-checks.ts';
import { parseAccountDocument } from '../db/account-document.ts';
import type { Log } from './copy-reporter.ts';
import type { CrashSeam } from './crash-seam.ts';

/** See file header. */
export interface NodeContext {
  readonly name: string;
  /** Fields given as flags: they override the document for this run. */
  readonly overrides: RawDocument;
  readonly stores: Stores;
  /** Where a launcher keeps documents without mistakes; null for a node that is started alone. */
  readonly lastValid: Pick<LastValidAccounts, 'find'> | null;
  readonly dataFolder: string;
  readonly holder: LeaseHolder;
  readonly log: Log;
  readonly pollMs: number;
  readonly defaultSlippagePoints: number;
  readonly firstBusPort: number;
  /** Started in SAFE mode: no opens. */
  readonly isSafe: boolean;
  /** For tests; null in all other runs. */
  readonly crashSeam: CrashSeam | null;
}

/**
 * The account that this node serves, with its ports: the last good one while its document has mistakes.
 * @throws ConfigurationError when there is none of this name and type, or it is wrong.
 */
export async function ownAccount<Type extends Account['type']>(
  { name, overrides, stores, lastValid, firstBusPort, log }: NodeContext,
  type: Type,
): Promise<PortedAccount & { readonly type: Type }> {
  const documents = await stores.accounts.raw();
  const stored = documents.find((document) => document['name'] === name);
  const merged = { name, type, path: 'simulator', enabled: true, ...stored, ...overrides };
  const isOverridden = Object.keys(overrides).length > 0;
  if (stored === undefined && !isOverridden) {
    throw new ConfigurationError(
      `there is no account "${name}" in ${stores.address}: add it, or give its fields as flags`,
    );
  }
  const { account: parsed, problems } =
    lastValid === null || isOverridden
      ? parseAccountDocument(merged, name)
      : besideOthers(documents, name);
  const list = problems.map(
    ({ field, value, expected }) => `${field} is ${value}, expected ${expected}`,
  );
  const wrong = `account "${name}": ${list.join('; ')}`;
  const last = parsed === null && stored !== undefined ? await lastValid?.find(name) : null;
  const account = parsed ?? last ?? null;
  if (account === null) throw new ConfigurationError(wrong);
  if (parsed === null) log.error({}, `${wrong}; its last document without mistakes is used`);
  const ported =
    stored === undefined
      ? withoutDocument(account)
      : { ...(await ensurePorts(stores.accounts, account, firstBusPort)) };
  if (ported.type !== type) {
    throw new ConfigurationError(`account "${name}" is a ${ported.type}, not a ${type}`);
  }
  return ported as PortedAccount & { readonly type: Type };
}

/** As the launcher sees it: a document without mistakes of its own may claim what another account has. */
function besideOthers(documents: readonly RawDocument[], name: string) {
  const { accounts, problems } = parseAccounts(documents);
  const account = accounts.find((each) => each.name === name) ?? null;
  return {
    account,
    problems: account === null ? problems.filter((problem) => problem.name === name) : [],
  };
}

function withoutDocument(account: Account): PortedAccount {
  const { eaPort } = account;
  if (eaPort === null || (account.type === 'MASTER' && account.busEndpoint === null)) {
    throw new ConfigurationError(
      `account "${account.name}" has no document: give its ports as flags (--ea-port, of a master also --bus)`,
    );
  }
  return { ...account, eaPort };
}

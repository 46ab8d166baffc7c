/** The ports of an account, allocated when first needed: the lowest that no other document has. */
import type { Account } from '../domain/account.ts';
import { ConfigurationError } from '../domain/errors.ts';
import type { AccountStore } from './account-store.ts';

const FIRST_EA_PORT = 47_101;
const PORT_MAX = 65_535;
const TRIES = 100;

/** An account whose ports are known. */
export type PortedAccount = Account & { readonly eaPort: number };

/**
 * The account with an EA port and, of a master, a bus endpoint; what is missing is written to its
 * document. Two processes that allocate at once get different ports: a port that another document
 * has is not set.
 * @param firstBusPort where the masters' endpoints begin.
 * @throws ConfigurationError when the account is gone or every port is taken.
 */
export async function ensurePorts(
  store: AccountStore,
  account: Account,
  firstBusPort: number,
): Promise<PortedAccount> {
  let current: Account | null = account;
  for (let attempt = 0; attempt < TRIES && current !== null; attempt += 1) {
    const { eaPort } = current;
    const needsBus = current.type === 'MASTER' && current.busEndpoint === null;
    if (eaPort !== null && !needsBus) return { ...current, eaPort };
    const { accounts } = await store.list();
    const eaPorts = new Set(accounts.map((other) => other.eaPort));
    const busPorts = new Set(accounts.map(busPort));
    current = await store.fill(account.name, {
      ...(eaPort === null ? { eaPort: firstFree(FIRST_EA_PORT, eaPorts, account) } : {}),
      ...(needsBus
        ? { busEndpoint: `tcp://127.0.0.1:${String(firstFree(firstBusPort, busPorts, account))}` }
        : {}),
    });
  }
  throw new ConfigurationError(
    current === null
      ? `account "${account.name}" is not there any more`
      : `account "${account.name}": no port could be allocated; set ea_port and bus_endpoint by hand`,
  );
}

function busPort(account: Account): number | null {
  if (account.type !== 'MASTER' || account.busEndpoint === null) return null;
  return Number(/:(\d+)$/.exec(account.busEndpoint)?.[1] ?? 0);
}

function firstFree(from: number, taken: ReadonlySet<number | null>, account: Account): number {
  for (let port = from; port <= PORT_MAX; port += 1) if (!taken.has(port)) return port;
  throw new ConfigurationError(
    `account "${account.name}": every port from ${String(from)} is taken`,
  );
}

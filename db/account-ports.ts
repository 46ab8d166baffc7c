/** The ports of an account, allocated when first needed: the lowest that no other document has. */
import type { Account } from '../domain/account.ts';
import { ConfigurationError } from '../domain/errors.ts';
import type { AccountStore, RawDocument } from './account-store.ts';

const FIRST_EA_PORT = 47_101;
const PORT_MAX = 65_535;
const TRIES = 100;

/** An account whose ports are known. */
export type PortedAccount = Account & { readonly eaPort: number };

/**
 * The account with an EA port and, of a master, a bus endpoint; what is missing is written to its
 * document. Two processes that allocate at once get different ports: a port that another document
 * has is not set, nor one of a document with mistakes: its node may run, and it may be mended.
 * @param firstBusPort where the masters' endpoints begin.
 * @throws ConfigurationError when the account is gone or every port is taken.
 */
export async function ensurePorts(
  store: Pick<AccountStore, 'raw' | 'fill'>,
  account: Account,
  firstBusPort: number,
): Promise<PortedAccount> {
  let current: Account | null = account;
  for (let attempt = 0; attempt < TRIES && current !== null; attempt += 1) {
    const { eaPort } = current;
    const needsBus = current.type === 'MASTER' && current.busEndpoint === null;
    if (eaPort !== null && !needsBus) return { ...current, eaPort };
    const taken = new Set((await store.raw()).flatMap(portsOf));
    const port = eaPort ?? firstFree(FIRST_EA_PORT, taken, account);
    const busPort = needsBus ? firstFree(firstBusPort, taken.add(port), account) : null;
    current = await store.fill(account.name, {
      ...(eaPort === null ? { eaPort: port } : {}),
      ...(busPort === null ? {} : { busEndpoint: `tcp://127.0.0.1:${String(busPort)}` }),
    });
  }
  throw new ConfigurationError(
    current === null
      ? `account "${account.name}" is not there any more`
      : `account "${account.name}": no port could be allocated; set ea_port and bus_endpoint by hand`,
  );
}

/** Whatever the document is worth otherwise. */
function portsOf({ ea_port: eaPort, bus_endpoint: endpoint }: RawDocument): readonly number[] {
  return [Number(eaPort), Number(/:(\d+)$/.exec(String(endpoint))?.[1])];
}

function firstFree(from: number, taken: ReadonlySet<number>, account: Account): number {
  for (let port = from; port <= PORT_MAX; port += 1) if (!taken.has(port)) return port;
  throw new ConfigurationError(
    `account "${account.name}": every port from ${String(from)} is taken`,
  );
}

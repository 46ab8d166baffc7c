/** Reads what happened so far: the deal lists, and the refusals that explain what is not in them. */
import type { TradeReader } from '../db/trade-reader.ts';
import type { Stamps } from '../domain/copy-latency.ts';
import { accountId, masterId, slaveId } from '../domain/ids.ts';
import { readDeals } from '../simulator/broker/deal-list.ts';
import type { DemoAccount } from './accounts.ts';
import { compareSlave, type SlaveComparison } from './compare.ts';

/** See file header. */
export interface DemoResults {
  readonly masterPositions: number;
  /** Opens and closes. */
  readonly masterDeals: number;
  readonly slaves: readonly SlaveComparison[];
  /** The times of the opens, as the ledger has them. */
  readonly opens: readonly Stamps[];
}

/** @param trades the ledger, or null while the demo runs: then refusals are left out. */
export async function readResults(
  [master, ...slaves]: readonly DemoAccount[],
  trades: TradeReader | null,
): Promise<DemoResults> {
  if (master === undefined) return { masterPositions: 0, masterDeals: 0, slaves: [], opens: [] };
  const masterDeals = readDeals(master.terminal.dealsFile);
  const rows = trades === null ? [] : (await trades.list()).rows;
  const comparisons = slaves.map((slave) => {
    const name = slave.document.name;
    const refused = rows.filter((row) => row.slaveName === name && row.status === 'REFUSED');
    return compareSlave(
      { id: masterId(idOf(master)), deals: masterDeals },
      {
        name,
        id: slaveId(idOf(slave)),
        deals: readDeals(slave.terminal.dealsFile),
        translate: translator(slave),
        refusals: new Map(refused.map((row) => [row.masterTicket, row.code ?? 'REFUSED'])),
      },
    );
  });
  const masterPositions = masterDeals.filter(({ entry }) => entry === 'IN').length;
  const opens = rows.flatMap(({ latency }) => latency?.open ?? []);
  return { masterPositions, masterDeals: masterDeals.length, slaves: comparisons, opens };
}

function idOf({ terminal: { login, server } }: DemoAccount): string {
  return accountId(login, server);
}

/** What the document says, so that a wrong translation of the copier shows as a mismatch. */
function translator({ document }: DemoAccount): (symbol: string) => string {
  const map = new Map(Object.entries((document['symbol_map'] ?? {}) as Record<string, string>));
  const suffix = typeof document['suffix'] === 'string' ? document['suffix'] : '';
  return (symbol) => map.get(symbol) ?? `${symbol}${suffix}`;
}

/** What the nodes' ledger says of the benchmark's copies. */
import { setTimeout as delay } from 'node:timers/promises';
import { openStores } from '../db/open-stores.ts';
import type { TradeRow } from '../db/trade-reader.ts';
import { summarizeLatency, type LatencySummary } from '../domain/latency-summary.ts';

/** Where the ledger is: the folder or URL, and MongoDB's database. */
export interface LedgerPlace {
  readonly db: string;
  readonly databaseName: string;
}

/** Nodes keep the times of orders a moment after them. */
const NOTED_MS = 1_500;

/** The steps of all opens so far. */
export async function stepsOf(place: LedgerPlace): Promise<LatencySummary> {
  await delay(NOTED_MS);
  return summarizeLatency((await rowsOf(place)).flatMap(({ latency }) => latency?.open ?? []));
}

/** The last refusals in words, for a benchmark whose copies stay away. */
export async function refusalsOf(place: LedgerPlace): Promise<string> {
  const refused = (await rowsOf(place)).filter(({ status }) => status === 'REFUSED');
  return (
    refused
      .slice(-3)
      .map(({ reason }) => reason ?? '?')
      .join(', ') || 'nothing'
  );
}

async function rowsOf({ db, databaseName }: LedgerPlace): Promise<readonly TradeRow[]> {
  const stores = await openStores({ url: db, databaseName });
  try {
    return (await stores.trades.list()).rows;
  } finally {
    await stores.close();
  }
}

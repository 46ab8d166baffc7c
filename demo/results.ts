/** Reads what happened so far: the deal lists, and the refusals that explain what is not in them. */
import type { TradeReader } from '../db/trade-reader.ts';
import type { Stamps } from '../domain/copy-latency.ts';
import { accountId, masterId, slaveId } from '../domain/ids.ts';
import { readDeals } from '../simulator/broker/deal-list.ts';
import type { DemoAccount } from './accounts.ts';
import { compareSlave, type SlaveComparison } from './compare.ts';
import type { Rules } from './expected-copy.ts';
import { livesBy } from './life.ts';
import { mostInOneSecond } from './most-in-one-second.ts';
import { dealsFile } from './stage.ts';
import { DEMO_SYMBOLS } from './symbols.ts';
import type { Witness } from './witness.ts';

/** See file header. */
export interface DemoResults {
  readonly masterPositions: number;
  /** Of them, so many were closed in parts. */
  readonly masterPartialCloses: number;
  /** Times that the master's SL or TP was changed. */
  readonly masterModifications: number;
  /** The most positions that the master opened, and closed whole or in part, within any one second. */
  readonly masterBursts: { readonly opens: number; readonly closes: number };
  /** Opens and closes. */
  readonly masterDeals: number;
  readonly slaves: readonly SlaveComparison[];
  /** Changes of SL or TP, over all slaves. */
  readonly modifications: number;
  /** The times of the opens, as the ledger has them. */
  readonly opens: readonly Stamps[];
}

/** Where results are read. */
export interface ResultSources {
  readonly home: string;
  /** By login. */
  readonly witnesses: ReadonlyMap<string, Witness>;
  /** The ledger, or null while the demo runs: then refusals are left out. */
  readonly trades: TradeReader | null;
  /** Whether a process was late or was started again: then a slave may have been away for a while. */
  readonly isDisturbed: () => boolean;
}

/** `max_signal_age`: a slave refuses what is older, and what it refuses is in its ledger. */
const SEES_WITHIN_MS = 10_000;
/** A terminal may be away for so long after it was killed. */
const SEES_WHEN_DISTURBED_MS = 60_000;

/** See file header; the master is the first account. */
export async function readResults(
  accounts: readonly DemoAccount[],
  { home, isDisturbed, trades, witnesses }: ResultSources,
): Promise<DemoResults> {
  const [master, ...others] = accounts;
  if (master === undefined) throw new Error('the demo has no master');
  const masterDeals = readDeals(dealsFile(home, master));
  const rows = trades === null ? [] : (await trades.list()).rows;
  const slaves = others.map((slave) => {
    const { name } = slave.document;
    const refused = rows.filter((row) => row.slaveName === name && row.status === 'REFUSED');
    return compareSlave(
      { id: masterId(idOf(master)), deals: masterDeals, positions: positionsOf(master) },
      {
        name,
        id: slaveId(idOf(slave)),
        deals: readDeals(dealsFile(home, slave)),
        positions: positionsOf(slave),
        rules: rulesOf(slave),
        seesWithinMs: isDisturbed() ? SEES_WHEN_DISTURBED_MS : SEES_WITHIN_MS,
        refusals: new Map(refused.map((row) => [row.masterTicket, row.code ?? 'REFUSED'])),
      },
    );
  });
  const lives = [...livesBy(masterDeals, ({ position }) => position).values()];
  return {
    masterPositions: lives.length,
    masterPartialCloses: lives.reduce(
      (sum, { closes, left }) => sum + Math.max(0, closes.length - (left.eq(0) ? 1 : 0)),
      0,
    ),
    masterModifications: modificationsOf([master]),
    masterBursts: {
      opens: mostInOneSecond(lives.flatMap(({ opens }) => opens.slice(0, 1))),
      closes: mostInOneSecond(lives.flatMap(({ closes }) => closes)),
    },
    masterDeals: masterDeals.length,
    slaves,
    modifications: modificationsOf(others),
    opens: rows.flatMap(({ latency }) => latency?.open ?? []),
  };

  function positionsOf({ login }: DemoAccount) {
    return witnesses.get(login)?.positions ?? null;
  }

  function modificationsOf(some: readonly DemoAccount[]): number {
    return some.reduce((sum, { login }) => sum + (witnesses.get(login)?.modifications ?? 0), 0);
  }
}

function idOf({ login, server }: DemoAccount): string {
  return accountId(login, server);
}

/** What the account's document and its broker's description say, so that a wrong copy is a mismatch. */
function rulesOf({ broker, document, multiplier }: DemoAccount): Rules {
  const map = new Map(Object.entries((document['symbol_map'] ?? {}) as Record<string, string>));
  const suffix = typeof document['suffix'] === 'string' ? document['suffix'] : '';
  const symbols = new Map(DEMO_SYMBOLS[broker].map((one) => [one.symbol, one]));
  return {
    translate: (symbol) => {
      const name = map.get(symbol) ?? `${symbol}${suffix}`;
      return name === '' ? null : name;
    },
    facts: (symbol) => {
      const found = symbols.get(symbol);
      return found === undefined ? null : { ...found, tickSize: `1e-${String(found.digits)}` };
    },
    multiplier,
  };
}

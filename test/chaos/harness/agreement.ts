/** Whether a slave is its master's copy: by the broker's deal list, its open positions and the ledger. */
import type { TradeRow } from '../../../db/trade-reader.ts';
import { compareSlave } from '../../../demo/compare.ts';
import { copyMagic, isCopyMagic } from '../../../domain/copy-identity.ts';
import type { CopyId, Magic, MasterId, SlaveId } from '../../../domain/ids.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { PositionRecord } from '../../../simulator/broker/records.ts';

interface Side {
  readonly deals: readonly Deal[];
  readonly positions: readonly PositionRecord[];
}

/** What is compared. */
export interface Agreement {
  readonly ids: { readonly master: MasterId; readonly slave: SlaveId };
  readonly suffix: string;
  readonly multiplier: string;
  readonly master: Side;
  readonly slave: Side;
  readonly rows: readonly TradeRow[];
}

/** One sentence each; none: they agree, less the copies in an exception state. */
export function disagreements(compared: Agreement): readonly string[] {
  const { ids, master, multiplier, rows, slave, suffix } = compared;
  const excepted = new Map(
    rows
      .filter(({ status }) => status === 'REFUSED' || status === 'DETACHED')
      .map((row) => [row.copyId?.split('/')[1] ?? '', row.code ?? row.status]),
  );
  // The ledger is asked about exceptions alone; what is open and in what volume the broker says.
  const detached = new Set(rows.filter(({ status }) => status === 'DETACHED').map(magicOf));
  const { mismatches } = compareSlave(
    { id: ids.master, deals: master.deals, positions: master.positions },
    {
      name: 'slave',
      id: ids.slave,
      deals: slave.deals.filter(({ magic }) => isCopyMagic(magic as Magic) && !detached.has(magic)),
      positions: slave.positions,
      rules: {
        translate: (symbol) => `${symbol}${suffix}`,
        multiplier,
        volumeStep: '0.01',
        tickSize: () => '0.00001',
      },
      refusals: excepted,
    },
  );
  return [...mismatches, ...ledgerMismatches(compared)];
}

/** Every position with a copy magic has one open entry, and every open entry a position. */
function* ledgerMismatches({ rows, slave }: Agreement): Iterable<string> {
  const held = new Set(
    slave.positions.map(({ magic }) => magic).filter((magic) => isCopyMagic(magic as Magic)),
  );
  const own = rows.filter(({ copyId: id }) => id !== null);
  for (const row of own) {
    if (row.status === 'OPENING' || row.status === 'CLOSING' || row.status === 'UNKNOWN') {
      yield `ledger: the copy of ${row.masterTicket} is ${row.status}`;
    }
    const magic = magicOf(row);
    if (row.status === 'OPEN' && !held.delete(magic)) {
      yield `ledger: the copy of ${row.masterTicket} is OPEN, and there is no position`;
    }
  }
  for (const magic of held) yield `ledger: the position with magic ${magic} has no open entry`;
}

function magicOf({ copyId }: TradeRow): string {
  return copyMagic((copyId ?? '') as CopyId);
}

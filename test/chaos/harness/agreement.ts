/**
 * Whether a slave is its master's copy: by the broker's deal list, its open positions and the ledger.
 *
 * Invariants (contract's clauses):
 * 1. Every open position of the master has a copy of its translated symbol and side, or an exception in
 *    the ledger; positions that are gone have none.
 * 2. A copy has no more than its share (S2: less is a partial fill or a person's close), and none below
 *    the smallest lot.
 * 3. Every position with a copy magic has one open entry in the ledger, and vice versa (S4).
 */
import { Big } from 'big.js';
import type { TradeRow } from '../../../db/trade-reader.ts';
import { livesBy, type Life } from '../../../demo/life.ts';
import { copyId, copyMagic, isCopyMagic } from '../../../domain/copy-identity.ts';
import type { CopyId, Magic, MasterId, PositionId, SlaveId } from '../../../domain/ids.ts';
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
  readonly volumeMin: string;
  readonly master: Side;
  readonly slave: Side;
  readonly rows: readonly TradeRow[];
}

const STEP = '0.01';

/** One sentence each; none: they agree, less the copies in an exception state. */
export function disagreements(compared: Agreement): readonly string[] {
  return [...bookMismatches(compared), ...ledgerMismatches(compared)];
}

function* bookMismatches({ ids, master, rows, slave, suffix, volumeMin }: Agreement) {
  const isExcepted = new Set(
    rows.filter(({ status }) => status === 'REFUSED' || status === 'DETACHED').map(magicOf),
  );
  const copies = livesBy(slave.deals, ({ magic }) => magic);
  for (const [identifier, life] of livesBy(master.deals, ({ position }) => position)) {
    const magic = copyMagic(copyId(ids.master, identifier as PositionId, ids.slave));
    const copy = copies.get(magic);
    const open = slave.positions.find((one) => one.magic === magic);
    const name = `the copy of ${identifier}`;
    if (life.left.eq(0)) {
      if (open !== undefined) yield `${name} is open, and the master’s position is not`;
      continue;
    }
    if (isExcepted.has(magic)) continue;
    if (copy === undefined) {
      yield `the master’s position ${identifier} has no copy`;
      continue;
    }
    const share = shareOf(copy, life);
    const wanted = share.lt(volumeMin) ? new Big(0) : share;
    const left = new Big(open?.volume ?? 0);
    if (left.gt(wanted)) yield `${name} has ${left.toFixed()} lots, not ${wanted.toFixed()}`;
    if (left.eq(0) && wanted.gt(0)) yield `${name} is closed, and nothing says why`;
    const [from] = life.opens;
    const original = master.positions.find((one) => one.identifier === identifier);
    if (open === undefined || from === undefined || original === undefined) continue;
    const [is, should] = [`${open.symbol} ${open.side}`, `${from.symbol}${suffix} ${from.side}`];
    if (is !== should) yield `${name} is ${is}, not ${should}`;
    for (const which of ['sl', 'tp'] as const) {
      if (new Big(original[which]).eq(open[which])) continue;
      yield `${name} has ${which.toUpperCase()} ${open[which]}, not ${original[which]}`;
    }
  }
}

/** What its order asked for, by the master's part that is left. */
function shareOf(copy: Life, { left, opened }: Life): Big {
  const asked = new Big(copy.opens[0]?.orderVolume ?? copy.opens[0]?.volume ?? 0);
  return asked.times(left).div(opened).div(STEP).round(0, Big.roundDown).times(STEP);
}

function* ledgerMismatches({ rows, slave }: Agreement): Iterable<string> {
  const held = new Set(
    slave.positions.map(({ magic }) => magic).filter((magic) => isCopyMagic(magic as Magic)),
  );
  for (const row of rows) {
    if (row.copyId === null) continue;
    if (row.status === 'OPENING' || row.status === 'CLOSING' || row.status === 'UNKNOWN') {
      yield `ledger: the copy of ${row.masterTicket} is ${row.status}`;
    }
    if (row.status === 'OPEN' && !held.delete(magicOf(row))) {
      yield `ledger: the copy of ${row.masterTicket} is OPEN, and there is no position`;
    }
  }
  for (const magic of held) yield `ledger: the position with magic ${magic} has no open entry`;
}

function magicOf({ copyId: id }: TradeRow): string {
  return copyMagic((id ?? '') as CopyId);
}

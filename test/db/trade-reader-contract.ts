/** What every trade reader shows, whatever the ledgers are stored in. */
import { expect, test } from 'vitest';
import type { Stores } from '../../db/stores.ts';
import { accountName, slaveId } from '../../domain/ids.ts';
import { copyOf, SLAVE } from './builders.ts';

/** @param open gives stores that are empty before each test. */
export function describeTradeReader(open: () => Stores): void {
  test('without any ledger there is nothing to show', async () => {
    expect(await open().trades.list()).toEqual({ rows: [], problems: [] });
  });

  test('the copies of all slaves are shown in the order of their intents', async () => {
    const stores = open();
    const other = slaveId('7@Other-Live');
    const foreign = copyOf(2, {
      slaveId: other,
      slaveName: accountName('Other'),
      state: { status: 'refused', code: 'STALE', detail: '61 s old' },
    });
    await stores.ledger(SLAVE).intend([copyOf(3), copyOf(1)]);
    await stores.ledger(other).intend([foreign]);
    const tickets = async (filter?: Parameters<typeof stores.trades.list>[0]) =>
      (await stores.trades.list(filter)).rows.map(({ masterTicket }) => masterTicket);
    expect(await tickets()).toEqual(['1', '2', '3']);
    expect(await tickets({ open: true })).toEqual(['1', '3']);
    expect(await tickets({ slave: 'Other' })).toEqual(['2']);
    expect((await stores.trades.list({ slave: 'Other' })).rows).toMatchObject([
      { slaveId: other, status: 'REFUSED', reason: 'STALE: 61 s old', symbol: 'EURUSD.c' },
    ]);
  });

  test('a copy is shown with the times of its orders, and without where nobody took them', async () => {
    const stores = open();
    const ledger = stores.ledger(SLAVE);
    const [timed, untimed] = [copyOf(1), copyOf(2)];
    await ledger.intend([timed, untimed]);
    const opening = { eaSaw: 1_770_112_800_000.25, sent: 1_770_112_800_001.5 };
    const closing = { slaveGot: 1_770_112_900_000, outcomeDurable: 1_770_112_900_007 };
    const { copyId } = timed;
    await ledger.note([
      { copyId, operation: 'open', stamps: { sent: 1 } },
      { copyId, operation: 'open', stamps: opening },
      { copyId, operation: 'close', stamps: closing },
    ]);
    const { rows, problems } = await stores.trades.list();
    expect(rows.map(({ latency }) => latency)).toEqual([{ open: opening, close: closing }, null]);
    expect(problems).toEqual([]);
  });
}

/** Adopting the Python copier's trades, from their rows to the ledger. */
import { expect, test } from 'vitest';
import type { DocumentProblem } from '../../db/document-problem.ts';
import type { TradeFilter, TradeRow } from '../../db/trade-reader.ts';
import type { PythonTrade } from '../../domain/python-adoption.ts';
import { adoptPythonTrades, type AdoptingSlave } from '../../nodes/adopt-python-trades.ts';
import { CopyTable } from '../../nodes/copy-table.ts';
import { copyOf } from '../domain/builders.ts';
import { opened } from './executor-desk.ts';

function row(changes: Partial<TradeRow> = {}): TradeRow {
  return {
    copyId: null,
    masterId: null,
    slaveId: null,
    slaveName: 'Apex',
    masterTicket: '100',
    slaveTicket: '900',
    symbol: 'EURUSD',
    direction: 'BUY',
    status: 'OPEN',
    volume: null,
    code: null,
    reason: null,
    intendedAtMs: null,
    openedAtMs: null,
    closedAtMs: null,
    latency: null,
    ...changes,
  };
}

function desk(
  rows: readonly TradeRow[],
  isStored = true,
  problems: readonly DocumentProblem[] = [],
) {
  const table = new CopyTable();
  const asked: PythonTrade[] = [];
  const filters: TradeFilter[] = [];
  const copy = opened(copyOf());
  const slave: AdoptingSlave = {
    table,
    adopt: (trade) => {
      asked.push(trade);
      if (trade.masterTicket === '7') return { type: 'skip', why: 'no followed master' };
      table.inFlight.add(copy.copyId);
      setImmediate(() => {
        if (isStored) table.set(copy);
        table.inFlight.delete(copy.copyId);
      });
      return { type: 'adopt', copyId: copy.copyId, master: 'M', action: { type: 'adopt', copy } };
    },
  };
  const trades = {
    list: async (filter: TradeFilter = {}) => {
      filters.push(filter);
      return { rows, problems };
    },
  };
  return { run: () => adoptPythonTrades(trades, 'Apex', slave), asked, filters };
}

test('open trades of the Python copier are adopted, our own are left out', async () => {
  const ours = row({ copyId: 'a/1/b', masterTicket: '5' });
  const { run, asked, filters } = desk([row(), ours, row({ masterTicket: '7' })]);
  expect(await run()).toEqual([
    { masterTicket: '100', slaveTicket: '900', symbol: 'EURUSD', adoptedFrom: 'M', why: null },
    {
      masterTicket: '7',
      slaveTicket: '900',
      symbol: 'EURUSD',
      adoptedFrom: null,
      why: 'no followed master',
    },
  ]);
  expect(asked.map(({ masterTicket }) => masterTicket)).toEqual(['100', '7']);
  expect(filters).toEqual([{ open: true, slave: 'Apex' }]);
});

test('an adoption counts only when it is stored', async () => {
  const { run } = desk([row()], false);
  expect(await run()).toMatchObject([
    { adoptedFrom: null, why: expect.stringContaining('stored') },
  ]);
});

test('a row without a master ticket is told, not guessed', async () => {
  const { run, asked } = desk([row({ masterTicket: '0' })]);
  expect(await run()).toMatchObject([{ why: 'its master_ticket is no ticket' }]);
  expect(asked).toEqual([]);
});

test('a trade of the Python copier that cannot be read is told, one of our own is not', async () => {
  const bad = { collection: 'trades', value: '"777"', expected: 'a ticket' } as const;
  const { run } = desk([], true, [
    { ...bad, name: '_id 5', field: 'master_ticket', isPython: true },
    { ...bad, name: 'M/1/S', field: 'version' },
  ]);
  expect(await run()).toEqual([
    {
      masterTicket: '_id 5',
      slaveTicket: null,
      symbol: '',
      adoptedFrom: null,
      why: 'its master_ticket is "777", expected a ticket: mend the document, then adopt again',
    },
  ]);
});

import { Big } from 'big.js';
import { expect, test } from 'vitest';
import { reportText } from '../../../launcher/report/report-text.ts';
import { deal, NOON, refusedRow, report, row } from './builders.ts';

test('one line per slave, and what the numbers mean', () => {
  const lines = reportText(report([row(), refusedRow(), refusedRow()], [3])).split('\n');
  expect(lines[0]).toBe('2026-11-20 (UTC)');
  expect(lines[3]?.split(/ {2,}/)).toEqual([
    'Apex',
    '1',
    '0',
    '0',
    '2: SLIPPAGE 2',
    '3.0 / 3.0 / 3.0 (n 1)',
    'not known',
    'not known',
    'not known',
    'not known',
  ]);
  expect(lines.join('\n')).toContain('Apex: the costs of 1 copy are not known');
});

test('commission, swap and profit are sums of the day, and say what is missing', () => {
  const closed = { status: 'CLOSED', closedAtMs: NOON + 1_000 };
  const rows = [row(closed), row({ ...closed, copyId: 'm@x/101/s@y' })];
  const out = { deal: '901', entry: 'OUT', swap: new Big('-1.5'), profit: new Big('20.10') };
  const text = (...deals: Parameters<typeof deal>[0][]) =>
    reportText(report(rows, [], deals.map(deal)));
  expect(text({}, out)).toMatch(/-0\.70 \/ -1\.50 USD \(1 not known\) +20\.10 USD \(1 not known\)/);
  const other = { copyId: 'm@x/101/s@y' };
  const all = text({}, out, { ...other, deal: '902' }, { ...other, ...out, deal: '903' });
  expect(all).toMatch(/-1\.40 \/ -3\.00 USD +40\.20 USD/);
  expect(all).not.toContain('not known, or not wholly');
});

test('a day on which nothing happened is said', () => {
  expect(reportText(report([]))).toBe('Nothing was copied, refused or closed on 2026-11-20 (UTC).');
});

import { expect, test } from 'vitest';
import { reportText } from '../../../launcher/report/report-text.ts';
import { refusedRow, report, row } from './builders.ts';

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
  ]);
  expect(lines.join('\n')).toContain('Commission and swap: not known');
});

test('a day on which nothing happened is said', () => {
  expect(reportText(report([]))).toBe('Nothing was copied, refused or closed on 2026-11-20 (UTC).');
});

import { expect, test } from 'vitest';
import { csvCell, reportCsv } from '../../../launcher/report/report-csv.ts';
import { refusedRow, report, row } from './builders.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '"\t\'=1"'],
  [' =1', "' =1"],
  ['a;=1', '"a;\'=1"'],
  ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ['a-b', 'a-b'],
  ['one, two', '"one, two"'],
  ['two\nlines', '"two\nlines"'],
  [-1.5, '-1.5'],
  [null, ''],
])('%j becomes %s', (value, cell) => {
  const text = csvCell(value);
  // The blank before a formula may stand before the apostrophe or after it.
  expect(text.replace(/^(\s+)'/, "'$1")).toBe(cell);
});

test('one line per copy, times to the millisecond in the zone that the head names', () => {
  const text = reportCsv(report([row(), refusedRow({ symbol: '=EURUSD' })], [-1.5]));
  expect(text.startsWith('\uFEFFslave,symbol,')).toBe(true);
  expect(text.slice(1).split('\r\n')).toEqual([
    'slave,symbol,side,lots,master_ticket,slave_ticket,status,code,reason,decided (UTC),opened (UTC),closed (UTC),master_price,slave_price,slippage_points,commission,swap,profit,currency,costs_complete,open_latency_ms,close_latency_ms',
    'Apex,EURUSD,BUY,0.10,100,500,OPEN,,,2026-11-20 12:00:00.000,2026-11-20 12:00:00.250,,1.10000,1.10010,-1.5,,,,,no,,',
    expect.stringMatching(/^Apex,'=EURUSD,BUY,.*,REFUSED,SLIPPAGE,SLIPPAGE: 60 points,/),
    '',
  ]);
});

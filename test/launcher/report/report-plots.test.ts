import { expect, test } from 'vitest';
import { reportPlots } from '../../../launcher/report/report-plots.ts';
import { NOON, refusedRow, report, row } from './builders.ts';

const plotsOf = (...args: Parameters<typeof report>) =>
  new Map(reportPlots(report(...args)).map((plot) => [plot.id, plot]));

test('each slave has a column of its own over common times in their order', () => {
  const rows = [
    row({ slaveName: 'B', copyId: 'late', openedAtMs: NOON + 2_000 }),
    row({ slaveName: 'A', copyId: 'early', openedAtMs: NOON + 1_000 }),
  ];
  expect(plotsOf(rows, [5, -2]).get('slippage')).toMatchObject({
    labels: ['A', 'B'],
    data: [
      [NOON / 1_000 + 1, NOON / 1_000 + 2],
      [-2, null],
      [null, 5],
    ],
  });
});

test('what was never measured has no plot', () => {
  expect([...plotsOf([row()]).keys()]).toEqual(['hours']);
});

test('opens, closes and refusals are counted by hour, side by side', () => {
  const rows = [row(), row({ status: 'CLOSED', closedAtMs: NOON + 3_600_000 }), refusedRow()];
  const [times = [], opened = [], closed = [], refused = []] =
    plotsOf(rows).get('hours')?.data ?? [];
  expect(times).toHaveLength(72);
  const counts = [opened, closed, refused].map((column) =>
    column.flatMap((count, slot) => (count ? [[Math.floor(slot / 3), count]] : [])),
  );
  expect(counts).toEqual([[[12, 2]], [[13, 1]], [[12, 1]]]);
});

import { expect, test } from 'vitest';
import { dayArgument, sinceArgument } from '../../launcher/since-argument.ts';

const NOW = new Date(2026, 10, 21, 14, 30).getTime();

test.each([
  ['90s', NOW - 90_000],
  ['15m', NOW - 900_000],
  ['1h', NOW - 3_600_000],
  ['2d', NOW - 172_800_000],
  ['2026-11-20', new Date(2026, 10, 20).getTime()],
  ['2026-11-20T09:30', new Date(2026, 10, 20, 9, 30).getTime()],
  ['2026-11-20 09:30', new Date(2026, 10, 20, 9, 30).getTime()],
  ['2026-11-20T09:30:00Z', Date.UTC(2026, 10, 20, 9, 30)],
])('--since %s', (text, expected) => {
  expect(sinceArgument(text, NOW)).toBe(expected);
});

test.each(['', '1', 'h', '1 h', '-1h', 'yesterday-ish', '2026-11-20T99:00'])(
  '--since "%s" is an error that shows what to say',
  (text) => {
    expect(() => sinceArgument(text, NOW)).toThrow('15m, 1h, 2d');
  },
);

test('--since with a day that the calendar has not is an error', () => {
  expect(() => sinceArgument('2026-02-30', NOW)).toThrow('--since "2026-02-30"');
});

test.each([
  ['today', '2026-11-21'],
  ['yesterday', '2026-11-20'],
  ['2026-03-01', '2026-03-01'],
])('--day %s', (text, name) => {
  const [year = 0, month = 0, date = 0] = name.split('-').map(Number);
  expect(dayArgument('--day', text, NOW)).toEqual({
    name,
    fromMs: new Date(year, month - 1, date).getTime(),
    untilMs: new Date(year, month - 1, date + 1).getTime(),
  });
});

test.each(['2026-02-30', '20261120', 'tomorrow', ''])('--day "%s" is an error', (text) => {
  expect(() => dayArgument('--day', text, NOW)).toThrow('say today, yesterday or a day');
});

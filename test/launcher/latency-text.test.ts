import { expect, test } from 'vitest';
import { copyRow } from '../../db/trade-row.ts';
import { latencyByOperation, latencyText } from '../../launcher/latency-text.ts';
import { intent } from '../nodes/builders.ts';

const NOON = 1_770_112_800_000;
const OPEN = { eaSaw: NOON, slaveGot: NOON + 1, sent: NOON + 3.25, outcomeDurable: NOON + 9 };

test('a copy is shown with its steps, and all of them with their percentiles', () => {
  const text = latencyText([copyRow(intent('7'), { open: OPEN, close: null })]);
  expect(text).toMatch(/Slave +EURUSD +7 +open +1\.00 +2\.25 +5\.75 +3\.25 +9\.00/);
  expect(text).toMatch(/order sent +1 +2\.25 +2\.25 +2\.25/);
  expect(text).not.toContain('closes:');
});

test('copies that nobody timed are left out', () => {
  expect(latencyText([copyRow(intent('7'))])).toBe('No copy was timed.');
  expect(latencyByOperation([copyRow(intent('7'))])).toEqual({ open: {}, close: {} });
});

import { expect, test } from 'vitest';
import { noticeLine } from '../../messaging/bus-notice-text.ts';
import { MASTER } from './bus-builders.ts';

test('old reads of a sender whose clock agrees point at the terminal', () => {
  const notice = { type: 'old-reads', masterId: MASTER, ageMs: 12_000, skewMs: 40 } as const;
  expect(noticeLine(notice).message).toMatch(/terminal was last read 12\.0 s ago/);
});

test('old reads of a sender whose clock differs name the clocks', () => {
  const notice = { type: 'old-reads', masterId: MASTER, ageMs: -9_000, skewMs: -9_000 } as const;
  expect(noticeLine(notice).message).toMatch(/clock .* differ by -9\.0 s/);
});

test('late messages are no cause for alarm, others are', () => {
  const dropped = { type: 'dropped', masterId: MASTER, count: 2, detail: 'x' } as const;
  expect(noticeLine({ ...dropped, reason: 'old' }).level).toBe('info');
  expect(noticeLine({ ...dropped, reason: 'malformed' }).level).toBe('warn');
});

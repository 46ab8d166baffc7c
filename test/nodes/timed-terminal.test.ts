import { afterEach, expect, test } from 'vitest';
import { latencyParts } from '../../domain/copy-latency.ts';
import { withState } from '../../domain/copy.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import type { TradeReply } from '../../domain/trade-reply.ts';
import { LatencyRecorder } from '../../nodes/latency-recorder.ts';
import { TimedLedger } from '../../nodes/timed-ledger.ts';
import { TimedTerminal } from '../../nodes/timed-terminal.ts';
import { done, FakeLedger, FakeTerminal, intent, openOrder } from './builders.ts';

const opened: LatencyRecorder[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

/** Opens a copy at a terminal that answers `reply`; what was kept of its times. */
async function timesOf(reply: () => TradeReply) {
  const plain = new FakeLedger();
  const latency = new LatencyRecorder({
    ledger: plain,
    isBusy: () => false,
    lost: () => undefined,
  });
  opened.push(latency);
  const inner = new FakeTerminal();
  inner.reply = async () => reply();
  const terminal = new TimedTerminal(inner, latency);
  const ledger = new TimedLedger(plain, latency);
  const copy = intent('100');
  await ledger.intend([copy]);
  expect(await terminal.open(openOrder(copy))).toEqual(reply());
  const position = { identifier: positionId('500'), ticket: ticket('500') };
  await ledger.record([withState(copy, { status: 'open', position })]);
  await latency.close();
  const [noted] = plain.noted;
  if (noted === undefined) throw new Error('nothing was kept');
  return noted.stamps;
}

function withTimes(sentAtMs: number, answeredAtMs: number): TradeReply {
  return { ...done(), times: { sentAtMs, answeredAtMs } } as TradeReply;
}

test('an order’s way through the EA is among its steps, in order', async () => {
  const now = Date.now();
  const stamps = await timesOf(() => withTimes(now, now + 1));
  const steps = latencyParts(stamps)?.steps ?? new Map<string, number>();
  expect([...steps.keys()]).toEqual(['sent', 'eaGot', 'brokerAnswered', 'outcomeDurable']);
  for (const ms of steps.values()) expect(ms).toBeGreaterThanOrEqual(0);
});

test.each([
  ['without times', () => done()],
  ['with the times of an earlier run', () => withTimes(5_000, 5_001)],
])('an answer %s leaves the EA’s steps out', async (_, reply) => {
  const stamps = await timesOf(reply);
  expect(Object.keys(stamps).toSorted()).toEqual(['intentDurable', 'outcomeDurable', 'sent']);
});

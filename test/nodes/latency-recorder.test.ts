import { afterEach, expect, test } from 'vitest';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import { requestId } from '../../domain/copy-identity.ts';
import { LatencyRecorder } from '../../nodes/latency-recorder.ts';
import type { TimedBook } from '../../nodes/book-arrivals.ts';
import { TimedLedger } from '../../nodes/timed-ledger.ts';
import { FakeLedger, intent, MASTER } from './builders.ts';

const NOON = 1_770_112_800_000;
const POSITION = { identifier: positionId('500'), ticket: ticket('501') };

const opened: LatencyRecorder[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

/** A recorder on a clock that moves by hand, and the ledger that it keeps times in. */
function recorder() {
  const plain = new FakeLedger();
  const at = { ms: NOON };
  const lost: unknown[] = [];
  const latency = new LatencyRecorder({
    ledger: plain,
    isBusy: () => false,
    lost: (error) => lost.push(error),
    nowMs: () => at.ms,
  });
  opened.push(latency);
  return { latency, plain, ledger: new TimedLedger(plain, latency), at, lost };
}

function book(identifiers: readonly string[], changes: Partial<TimedBook> = {}): TimedBook {
  return {
    masterId: MASTER,
    complete: true,
    hash: identifiers.join(),
    sawUs: NOON * 1_000 - 3_000,
    gotUs: NOON * 1_000 - 2_000,
    sentUs: NOON * 1_000 - 1_000,
    positions: identifiers.map((identifier) => ({ identifier })),
    ...changes,
  };
}

const ON_THE_WAY = { eaSaw: NOON - 3, nodeGot: NOON - 2, published: NOON - 1, slaveGot: NOON };

function isOpen(copy: Copy): Copy {
  return withState(copy, { status: 'open', position: POSITION });
}

test('an open is timed from the book that first showed it to its durable outcome', async () => {
  const { latency, plain, ledger, at } = recorder();
  const copy = intent('100');
  latency.heard(book(['100']));
  at.ms += 5;
  latency.heard(book(['100', '101'], { sawUs: NOON * 1_000 }));
  await ledger.intend([copy]);
  latency.done(copy.copyId, 'open', { sent: NOON + 6, eaGot: NOON + 7 });
  at.ms += 5;
  await ledger.record([isOpen(copy)]);
  await latency.close();
  const stamps = {
    ...ON_THE_WAY,
    intentDurable: NOON + 5,
    sent: NOON + 6,
    eaGot: NOON + 7,
    outcomeDurable: NOON + 10,
  };
  expect(plain.noted).toEqual([{ copyId: copy.copyId, operation: 'open', stamps }]);
  expect(latency.recentOpensMs).toEqual([10]);
});

test('a close is timed from the first complete book without the position', async () => {
  const { latency, plain, ledger, at } = recorder();
  const copy = intent('100');
  latency.heard(book(['100']));
  at.ms += 1_000;
  latency.heard(book([], { complete: false, hash: 'stale' }));
  at.ms += 1_000;
  latency.heard(book([], { sawUs: (NOON + 1_999) * 1_000 }));
  const request = requestId(copy.copyId, 'close', 2);
  const state = { position: POSITION, cause: 'MASTER_CLOSED' } as const;
  const closing = withState(isOpen(copy), { status: 'closing', request, ...state });
  plain.stored.set(copy.copyId, isOpen(copy));
  await ledger.record([closing]);
  at.ms += 8;
  await ledger.record([withState(closing, { status: 'closed', ...state })]);
  await latency.close();
  expect(plain.noted).toMatchObject([
    {
      operation: 'close',
      stamps: {
        eaSaw: NOON + 1_999,
        slaveGot: NOON + 2_000,
        intentDurable: NOON + 2_000,
        outcomeDurable: NOON + 2_008,
      },
    },
  ]);
});

test('a refused open is not kept', async () => {
  const { latency, plain, ledger } = recorder();
  const copy = intent('100');
  await ledger.intend([copy]);
  await ledger.record([withState(copy, { status: 'refused', code: 'SLIPPAGE', detail: '' })]);
  await ledger.record([isOpen({ ...copy, version: 2 })]);
  await latency.close();
  expect(plain.noted).toEqual([]);
});

test('times that cannot be kept are forgotten, and nobody fails', async () => {
  const { latency, plain, ledger, lost } = recorder();
  await ledger.intend([intent('100')]);
  await ledger.record([isOpen(intent('100'))]);
  plain.failure = 'before';
  await latency.close();
  expect(lost).toEqual([expect.any(StoreUnavailableError)]);
  expect(plain.noted).toEqual([]);
});

test('a failing ledger fails as it does untimed', async () => {
  const { plain, ledger } = recorder();
  plain.failure = 'before';
  await expect(ledger.intend([intent('100')])).rejects.toThrow(StoreUnavailableError);
  await expect(ledger.record([intent('100')])).rejects.toThrow(StoreUnavailableError);
});

import { afterEach, expect, test, vi } from 'vitest';
import { hello as helloSchema } from '../../messaging/ea-protocol.ts';
import { EaSession } from '../../messaging/ea-session.ts';
import { hello } from './raw-zmtp-peer.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A session on a clock that stands at epoch 1,000,000 until it is moved. */
function session(): EaSession {
  vi.useFakeTimers({ now: 1_000_000 });
  return new EaSession(helloSchema.parse(hello()), 'journal-1', 7);
}

/** A round trip of `thereMs` + `backMs` to a terminal whose counter is at `eaMs` between them. */
function roundTrip(of: EaSession, thereMs: number, eaMs: number, backMs: number): void {
  const question = of.nextHeartbeat();
  vi.advanceTimersByTime(thereMs + backMs);
  const seq = question.type === 'HEARTBEAT' ? question.seq : 0;
  of.heartbeat({ type: 'HEARTBEAT', us: 1, ms: eaMs, seq });
}

test('an answer goes to the request of its id; a second one to nobody', async () => {
  const it = session();
  const [a, b] = [it.expect('a', 1_000), it.expect('b', 1_000)];
  it.answer({ id: 'b', ok: true, of: 'b' });
  it.answer({ id: 'b', error: 'LATE' });
  it.answer({ id: 'c', ok: true });
  it.answer({ id: 'a', error: 'NO' });
  expect([await a, await b]).toEqual([
    { id: 'a', error: 'NO' },
    { id: 'b', ok: true, of: 'b' },
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a request that is not answered in time says so; its late answer is dropped', async () => {
  const it = session();
  const outcome = it.expect('a', 1_000).catch((error: unknown) => error);
  vi.advanceTimersByTime(1_000);
  expect(await outcome).toMatchObject({
    code: 'TERMINAL_UNAVAILABLE',
    message: 'no answer to "a" in 1000 ms',
  });
  it.answer({ id: 'a', ok: true });
  const other = it.expect('b', 1_000);
  it.answer({ id: 'b', ok: true });
  expect(await other).toEqual({ id: 'b', ok: true });
});

test('an id that waits is refused and goes on waiting; answered, it may be asked again', async () => {
  const it = session();
  const first = it.expect('a', 1_000);
  expect(() => it.expect('a', 1_000)).toThrow('request "a" waits for its answer already');
  it.answer({ id: 'a', ok: true });
  expect(await first).toEqual({ id: 'a', ok: true });
  const again = it.expect('a', 1_000);
  it.answer({ id: 'a', ok: true, stored: true });
  expect(await again).toMatchObject({ stored: true });
});

test('open requests are limited', async () => {
  const it = session();
  const open = Array.from({ length: 10_000 }, (_, id) => it.expect(String(id), 1_000));
  expect(() => it.expect('more', 1_000)).toThrow('"more" was not sent: 10000 requests wait');
  it.end('over');
  const outcomes = await Promise.allSettled(open);
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
});

test('at its end every request is unanswered and no timer is left', async () => {
  const it = session();
  const outcome = it.expect('a', 1_000).catch((error: unknown) => error);
  it.end('the EA left');
  expect(String(await outcome)).toMatch('no answer to "a": the EA left');
  expect(vi.getTimerCount()).toBe(0);
});

test('before the first round trip the EA’s clock is unknown, also after heartbeats of its own', () => {
  const it = session();
  it.heartbeat({ type: 'HEARTBEAT', us: 1, ms: 5, seq: 0 });
  it.heartbeat({ type: 'HEARTBEAT', us: 1, ms: 5, seq: 1 });
  expect([it.eaNowMs, it.toEpochMs(5)]).toEqual([null, null]);
});

test('a round trip maps the EA’s counter to this computer’s clocks', () => {
  const it = session();
  roundTrip(it, 4, 50_000, 4);
  vi.advanceTimersByTime(96);
  expect(it.eaNowMs).toBe(50_100);
  expect(it.toEpochMs(50_000)).toBe(1_000_004);
  // The system's clock is set back by an hour: what was read 100 ms ago was read 100 ms ago.
  vi.setSystemTime(1_000_104 - 3_600_000);
  expect(it.toEpochMs(50_000)).toBe(1_000_004 - 3_600_000);
});

test('an answer counts once, and only for one of the last 16 questions', () => {
  const it = session();
  const first = it.nextHeartbeat();
  for (let more = 0; more < 16; more += 1) it.nextHeartbeat();
  it.heartbeat({ type: 'HEARTBEAT', us: 1, ms: 5, seq: 'seq' in first ? first.seq : 0 });
  expect(it.eaNowMs).toBeNull();
  roundTrip(it, 1, 50_000, 1);
  it.heartbeat({ type: 'HEARTBEAT', us: 1, ms: 90_000, seq: 18 });
  expect(it.eaNowMs).toBe(50_001);
});

test('the EA’s microseconds are told in this computer’s time once they were compared', () => {
  const it = session();
  expect(it.usToEpochMs(5_000)).toBeNull();
  const question = it.nextHeartbeat();
  vi.advanceTimersByTime(4);
  const seq = question.type === 'HEARTBEAT' ? question.seq : 0;
  it.heartbeat({ type: 'HEARTBEAT', us: 7_000_500, ms: 7_000, seq });
  const [early, late] = [it.usToEpochMs(7_000_500), it.usToEpochMs(7_001_750)];
  expect((late ?? 0) - (early ?? 0)).toBeCloseTo(1.25, 3);
  expect(Math.abs((early ?? 0) - (Date.now() - 2))).toBeLessThan(1.01);
});

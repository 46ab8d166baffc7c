import { once } from 'node:events';
import { expect, test } from 'vitest';
import { until } from '../../messaging/link-fixture.ts';
import { bookOf, buy, desk, synced } from './terminal-fixture.ts';

/** What the EA's journal knows of a request whose terminal was killed, and what the broker holds. */
test.each([
  { at: 'command-read', isAnswered: false, repeated: { ok: true }, positions: 1 },
  { at: 'journal-flushed', isAnswered: false, repeated: { error: 'UNKNOWN' }, positions: 0 },
  { at: 'send-left', isAnswered: false, repeated: { error: 'UNKNOWN' }, positions: 1 },
  { at: 'executed', isAnswered: false, repeated: { error: 'UNKNOWN' }, positions: 1 },
  { at: 'result-read', isAnswered: false, repeated: { error: 'UNKNOWN' }, positions: 1 },
  { at: 'result-returned', isAnswered: false, repeated: { ok: true }, positions: 1 },
  { at: 'reply-sent', isAnswered: true, repeated: { ok: true }, positions: 1 },
] as const)(
  'a terminal killed at $at leaves at most one position, and its journal says what it knows',
  async ({ at, isAnswered, repeated, positions }) => {
    const own = await desk();
    const child = own.fork({ faults: [{ type: 'kill', account: '5001', at, operation: 'open' }] });
    await synced(own);
    const params = buy(own);
    const [answer] = await Promise.all([
      own.ask('open/1', { action: 'TRADE', params }).catch(() => null),
      once(child, 'exit'),
    ]);
    expect(answer !== null).toBe(isAnswered);
    await until(() => own.link.session === null);
    own.fork();
    await synced(own, 'again');
    const later = { ...params, validUntil: buy(own).validUntil };
    const again = await own.ask('open/1', { action: 'TRADE', params: later });
    expect(again).toMatchObject(repeated);
    const reply = await own.ask('book', { action: 'GET_POSITIONS', params: {} });
    expect(bookOf(reply)?.positions).toHaveLength(positions);
  },
);

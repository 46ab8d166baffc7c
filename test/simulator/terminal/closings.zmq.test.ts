import { expect, test } from 'vitest';
import type { EaReply } from '../../../messaging/ea-protocol.ts';
import { bookOf, buy, desk, synced, ticketOf, type Desk } from './terminal-fixture.ts';

/** The EA writes a young deal a second time after 1 s and the whole list anew after 3 s. */
const PAST_BOTH_MS = 4_500;

const magicOf = (at: number): string => String(5_499_956_939_221_690_000n + BigInt(at));

async function close(own: Desk, at: number, ticket: string, volume: string): Promise<void> {
  const params = { ticket, identifier: ticket, volume, ifVolume: volume, magic: magicOf(at) };
  const reply = await own.ask(`close/${String(at)}`, { action: 'CLOSE', params });
  expect(reply).toMatchObject({ ok: true });
}

test('closing deals are told newest first, each as long as it is recent, however often they are asked for', async () => {
  const own = await desk();
  own.start();
  await synced(own);
  const tickets: string[] = [];
  for (let at = 1; at <= 4; at++) {
    const params = buy(own, { magic: magicOf(at) });
    tickets.push(ticketOf(await own.ask(`open/${String(at)}`, { action: 'TRADE', params })));
  }
  let asked = 0;
  const told = async (): Promise<EaReply> =>
    own.ask(`told/${String(++asked)}`, { action: 'GET_POSITIONS', params: {} });
  for (const [at, ticket] of tickets.entries()) {
    await close(own, at + 1, ticket, '0.10');
    const expected = tickets.slice(0, at + 1).toReversed();
    const deals = bookOf(await told())?.recentlyClosed ?? [];
    expect(deals.map(({ identifier }) => identifier)).toEqual(expected);
  }
  const first = bookOf(await told());
  expect(first?.recentlyClosed).toHaveLength(4);
  let passedMs = 0;
  while (passedMs < PAST_BOTH_MS) {
    const book = bookOf(await told());
    expect(book?.recentlyClosed).toEqual(first?.recentlyClosed);
    passedMs = (book?.readMs ?? 0) - (first?.readMs ?? 0);
  }
});

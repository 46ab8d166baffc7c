/** Faults of a terminal, as the node sees them over the real link. */
import { expect, onTestFinished, test } from 'vitest';
import { ensureBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { BrokerClient } from '../../../simulator/broker-process/broker-client.ts';
import { until } from '../../messaging/link-fixture.ts';
import {
  bookOf,
  buy,
  desk,
  MAGIC,
  synced,
  ticketOf,
  welcomed,
  type Desk,
} from './terminal-fixture.ts';

const OTHER = '5499956939221690897';
/** Longer than anything that is asked meanwhile. */
const LONG_MS = 60_000;

async function control({ broker }: Desk): Promise<BrokerClient> {
  const client = await BrokerClient.control(await ensureBroker(broker.file));
  onTestFinished(() => client.close());
  return client;
}

let asked = 0;

async function book(own: Desk): Promise<NonNullable<ReturnType<typeof bookOf>>> {
  const reply = await own.ask(`book-${String(++asked)}`, { action: 'GET_POSITIONS', params: {} });
  const found = bookOf(reply);
  if (found === null) throw new Error(`no book: ${JSON.stringify(reply)}`);
  return found;
}

/** Reads books until one fits; the test's own time limit bounds it. */
async function bookThat(own: Desk, fits: (one: Awaited<ReturnType<typeof book>>) => boolean) {
  for (;;) {
    const found = await book(own);
    if (fits(found)) return found;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
}

async function withPosition(magics: readonly string[] = [MAGIC]) {
  const own = await desk();
  const stop = own.start();
  await synced(own);
  const tickets: string[] = [];
  for (const magic of magics) {
    const opened = await own.ask(`open/${magic}`, { action: 'TRADE', params: buy(own, { magic }) });
    tickets.push(ticketOf(opened));
  }
  return { own, stop, tickets, controller: await control(own) };
}

test('empty lists are told as they are, and never as a complete book', async () => {
  const { own, controller } = await withPosition();
  await controller.fault({ type: 'empty-lists', account: '5001', forMs: 2_000 });
  const empty = await bookThat(own, ({ positions }) => positions.length === 0);
  expect(empty).toMatchObject({ connected: true, complete: false });
  expect((await bookThat(own, ({ complete }) => complete)).positions).toHaveLength(1);
});

test('a list that lacks a position is not complete', async () => {
  const { own, controller, tickets } = await withPosition([MAGIC, OTHER]);
  const fault = { type: 'partial-positions', account: '5001', keep: 1, forMs: 2_000 } as const;
  await controller.fault(fault);
  const partial = await bookThat(own, ({ positions }) => positions.length === 1);
  expect(partial).toMatchObject({ complete: false, positions: [{ ticket: tickets[0] }] });
  expect((await bookThat(own, ({ complete }) => complete)).positions).toHaveLength(2);
});

test('a terminal that is not synchronised shows what was before', async () => {
  const { own, controller } = await withPosition();
  await controller.fault({ type: 'unsynchronised', account: '5001', forMs: 3_000 });
  await controller.fault({ type: 'manual-close', account: '5001', positions: 'all' });
  expect(await book(own)).toMatchObject({ connected: true, positions: [{ magic: MAGIC }] });
  expect(await bookThat(own, ({ positions }) => positions.length === 0)).toMatchObject({
    complete: true,
    recentlyClosed: [{ entry: 'OUT' }],
  });
});

test('a closed position may stay in the list while its deal is in the history', async () => {
  const { own, controller, tickets } = await withPosition();
  await controller.fault({ type: 'visible-after-close', account: '5001', forMs: LONG_MS });
  const [ticket = ''] = tickets;
  const close = { ticket, identifier: ticket, volume: '0.10', ifVolume: '0.10', magic: MAGIC };
  expect(await own.ask('close/1', { action: 'CLOSE', params: close })).toMatchObject({ ok: true });
  expect(await book(own)).toMatchObject({
    positions: [{ ticket }],
    recentlyClosed: [{ identifier: ticket, entry: 'OUT' }],
  });
});

test('without the button Algo Trading opens are blocked, and the book says why', async () => {
  const { own, controller } = await withPosition();
  await controller.fault({ type: 'terminal-algo-trading-off', account: '5001', forMs: 2_000 });
  const blocked = await bookThat(own, (one) => JSON.stringify(one).includes('"algo"'));
  expect(blocked).toMatchObject({ blocked: ['algo'], positions: [{ magic: MAGIC }] });
  await bookThat(own, (one) => !JSON.stringify(one).includes('"algo"'));
  const params = buy(own, { magic: OTHER });
  expect(await own.ask('open/2', { action: 'TRADE', params })).toMatchObject({ ok: true });
});

test('an EA that stands still for long is gone for the node, and comes back', async () => {
  const { own, controller } = await withPosition();
  await controller.fault({ type: 'stall', account: '5001', forMs: 4_000 });
  await until(() => own.listener.told.some((word) => word.startsWith('disconnected')));
  await until(() => own.listener.told.filter((word) => word === 'connected').length === 2);
  expect((await bookThat(own, ({ complete }) => complete)).positions).toHaveLength(1);
});

test('a byte that is announced and not there does no harm', async () => {
  const own = await desk();
  own.start({ options: { phantomByte: true } });
  await synced(own);
  const opened = await own.ask('open/1', { action: 'TRADE', params: buy(own) });
  expect(opened).toMatchObject({ ok: true });
});

test('where a timed-out read costs the connection the EA polls from the third loss on', async () => {
  const own = await desk();
  own.start({ options: { readTimeoutDrops: true } });
  await until(() => own.log.some((line) => line.includes('polling from now on')));
  await until(() => own.listener.sessions.at(-1)?.hello.polling === true);
  await welcomed(own);
  await synced(own);
  const opened = await own.ask('open/1', { action: 'TRADE', params: buy(own) });
  expect(opened).toMatchObject({ ok: true });
});

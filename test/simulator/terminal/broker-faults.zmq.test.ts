/** Faults of the broker, as the node sees them through the Expert Advisor. */
import { expect, onTestFinished, test } from 'vitest';
import { BrokerClient } from '../../../simulator/broker-process/broker-client.ts';
import { ensureBroker } from '../../../simulator/broker-process/ensure-broker.ts';
import { MAGIC, bookOf, buy, desk, synced, ticketOf, type Desk } from './terminal-fixture.ts';

const OTHER = '5499956939221690897';
const account = '5001';
let asked = 0;

type Book = NonNullable<ReturnType<typeof bookOf>>;

/** Reads books until one fits; the test's own time limit bounds it. */
async function bookThat(own: Desk, fits: (book: Book) => boolean): Promise<Book> {
  for (;;) {
    asked += 1;
    const reply = await own.ask(`book-${String(asked)}`, { action: 'GET_POSITIONS', params: {} });
    const found = bookOf(reply);
    if (found !== null && fits(found)) return found;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
}

/** A terminal with one open copy. */
async function withCopy() {
  const own = await desk();
  own.start();
  await synced(own);
  const ticket = ticketOf(await own.ask('open/1', { action: 'TRADE', params: buy(own) }));
  const controller = await BrokerClient.control(await ensureBroker(own.broker.file));
  onTestFinished(() => controller.close());
  return { own, controller, ticket };
}

test('each operation is refused with the retcode that the broker gives', async () => {
  const { own, controller, ticket } = await withCopy();
  const position = { ticket, identifier: ticket, magic: MAGIC };
  const requests = {
    open: { action: 'TRADE', params: buy(own, { magic: OTHER }) },
    'modify-position': { action: 'MODIFY', params: { ...position, sl: '1.38000', tp: '0' } },
    'partial-close': { action: 'CLOSE', params: { ...position, volume: '0.04', ifVolume: '0.10' } },
    close: { action: 'CLOSE', params: { ...position, volume: '0.10', ifVolume: '0.10' } },
  } as const;
  const operations = Object.keys(requests) as (keyof typeof requests)[];
  for (const operation of operations) {
    for (const retcode of [10_006, 10_018, 10_019, 10_031]) {
      await controller.fault({ type: 'retcode', account, operation, retcode });
      const reply = await own.ask(`${operation}/${String(retcode)}`, requests[operation]);
      expect([operation, reply]).toMatchObject([operation, { retcode }]);
    }
  }
  const [open] = (await bookThat(own, ({ complete }) => complete)).positions;
  expect(open).toMatchObject({ ticket, volume: '0.10', sl: '0.00000' });
});

test('an account that is begun anew is no complete book until the node trusts it', async () => {
  const { own, controller } = await withCopy();
  await controller.fault({ type: 'account-reset', account, balance: '50000' });
  const empty = await bookThat(own, ({ positions }) => positions.length === 0);
  expect(empty).toMatchObject({ connected: true, complete: false, recentlyClosed: [] });
  expect(await own.ask('account', { action: 'GET_ACCOUNT', params: {} })).toMatchObject({
    account: { balance: '50000.00' },
  });
  await own.ask('trust', { action: 'TRUST', params: {} });
  expect((await bookThat(own, ({ complete }) => complete)).positions).toEqual([]);
});

test('a changed ticket and a rewritten comment are shown under the same identifier', async () => {
  const { own, controller, ticket } = await withCopy();
  await controller.fault({ type: 'ticket-change', account, positions: 'newest' });
  const moved = await bookThat(
    own,
    ({ positions }) => !JSON.stringify(positions[0]).includes(`"ticket":"${ticket}"`),
  );
  expect(moved).toMatchObject({ complete: true, positions: [{ identifier: ticket }] });
  await controller.fault({ type: 'comment', account, text: 'dealer 7' });
  await own.ask('open/2', { action: 'TRADE', params: buy(own, { magic: OTHER }) });
  const both = await bookThat(own, ({ positions }) => positions.length === 2);
  expect(both.positions.at(-1)).toMatchObject({ magic: OTHER, comment: 'dealer 7' });
});

test('an SL that was hit while the line was cut is there with its deal afterwards', async () => {
  const { own, controller, ticket } = await withCopy();
  const stops = { ticket, identifier: ticket, sl: '1.38000', tp: '0', magic: MAGIC };
  await own.ask('modify', { action: 'MODIFY', params: stops });
  await controller.fault({ type: 'stop-hit', account, positions: 'all', disconnectedMs: 1_000 });
  expect(await bookThat(own, ({ connected }) => !connected)).toMatchObject({ complete: false });
  const after = await bookThat(own, ({ complete }) => complete);
  expect(after).toMatchObject({
    positions: [],
    recentlyClosed: [{ identifier: ticket, entry: 'OUT', reason: 'SL' }],
  });
});

test('orders that are filled by several deals are one position, and are active until the last one', async () => {
  const { own, controller } = await withCopy();
  await controller.fault({ type: 'split-fill', account, operation: 'open', share: 0.4 });
  // The next tick fills the rest.
  await controller.fault({ type: 'silent-feed' });
  const params = buy(own, { magic: OTHER });
  const reply = await own.ask('open/2', { action: 'TRADE', params });
  expect(reply).toMatchObject({ ok: true, retcode: 10_010, volume: '0.04' });
  const ticket = ticketOf(reply);
  const of = ({ positions }: Book) => positions.find(({ identifier }) => identifier === ticket);
  const part = await bookThat(own, (book) => of(book)?.volume === '0.04');
  expect(part).toMatchObject({ complete: true, orders: [{ ticket, volume: '0.06' }] });
  await controller.clearFaults();
  const whole = await bookThat(own, (book) => of(book)?.volume === '0.10');
  expect(whole).toMatchObject({ complete: true, orders: [] });
  await controller.fault({ type: 'split-fill', account, operation: 'close', share: 0.4 });
  const at = { ticket, identifier: ticket, volume: '0.10', ifVolume: '0.10', magic: OTHER };
  const close = await own.ask('close/1', { action: 'CLOSE', params: at });
  expect(close).toMatchObject({ ok: true, retcode: 10_010, volume: '0.04' });
  const gone = await bookThat(own, (book) => of(book) === undefined);
  expect(gone.complete).toBe(true);
  const closed = gone.recentlyClosed.filter(({ identifier }) => identifier === ticket);
  expect(closed.map(({ volume }) => volume)).toEqual(['0.06', '0.04']);
});

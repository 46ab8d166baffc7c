/** An Expert Advisor whose state file cannot be read: it opens nothing and still closes. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../messaging/link-fixture.ts';
import { MAGIC, bookOf, buy, desk, synced, ticketOf, type Desk } from './terminal-fixture.ts';

const OTHER = '5499956939221690897';
const NEXT = '5499956939221690898';
/** Read up to the policy, which no EA knows. */
const HALF = '{"starts":3,"highestLease":900,"onSilence":"sleep"';

/** Two copies, an EA that has ended, a damaged file (null: one that cannot be written), and the EA started again. */
async function damaged(content: string | null) {
  const own = await desk();
  const stop = own.start();
  await synced(own);
  const first = await own.ask('open/1', { action: 'TRADE', params: buy(own) });
  await own.ask('open/2', { action: 'TRADE', params: buy(own, { magic: OTHER }) });
  await stop();
  await until(() => own.link.session === null);
  const folder = path.join(own.folder, 'terminal');
  const name = readdirSync(folder, { recursive: true }).find((one) =>
    String(one).endsWith('.state'),
  );
  const file = path.join(folder, String(name));
  if (content === null) mkdirSync(`${file}.new`);
  else writeFileSync(file, content);
  own.start();
  await synced(own, 'again');
  return { own, file, ticket: ticketOf(first) };
}

const open = (own: Desk, id: string) =>
  own.ask(id, { action: 'TRADE', params: buy(own, { magic: NEXT }) });

async function bookThat(own: Desk, id: string, fits: (book: object) => boolean): Promise<void> {
  for (let count = 1; ; count++) {
    const asked = `${id}-${String(count)}`;
    const book = bookOf(await own.ask(asked, { action: 'GET_POSITIONS', params: {} }));
    if (book !== null && fits(book)) return;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
}

test.each([
  ['is empty', ''],
  ['ends in the middle', HALF],
  ['names a policy that no EA knows', `${HALF},"silenceSeconds":30}`],
])('an EA whose state file %s refuses opens, and changes and closes copies', async (_, content) => {
  const { own, file, ticket } = await damaged(content);
  expect(await open(own, 'open/3')).toMatchObject({ error: 'BLOCKED', message: 'state' });
  const policy = { onSilence: 'flatten_copies', silenceSeconds: 60, alsoIds: [] } as const;
  expect(
    await own.ask('policy', { action: 'POLICY', params: { ...policy, lease: 7 } }),
  ).toMatchObject({ ok: true });
  const modify = { ticket, identifier: ticket, sl: '1.38000', tp: '0', magic: MAGIC };
  expect(await own.ask('modify/1', { action: 'MODIFY', params: modify })).toMatchObject({
    ok: true,
  });
  const close = { ticket, identifier: ticket, volume: '0.10', ifVolume: '0.10', magic: MAGIC };
  expect(await own.ask('close/1', { action: 'CLOSE', params: close })).toMatchObject({ ok: true });
  expect(readFileSync(file, 'utf8')).toBe(content);
});

test('beside a damaged state file the kill file closes the copies', async () => {
  const { own } = await damaged('');
  const common = path.join(own.folder, 'common', 'Files');
  mkdirSync(common, { recursive: true });
  writeFileSync(path.join(common, 'lockstep.kill'), '');
  await bookThat(own, 'kill', (book) => JSON.stringify(book).includes('"positions":[]'));
  expect(await open(own, 'open/3')).toMatchObject({ error: 'BLOCKED', message: 'kill, state' });
});

test('beside a damaged state file a silent node makes the EA do what its policy says', async () => {
  const { own } = await damaged('');
  const policy = { onSilence: 'flatten_copies', silenceSeconds: 1, lease: 7, alsoIds: [] } as const;
  expect(await own.ask('policy', { action: 'POLICY', params: policy })).toMatchObject({ ok: true });
  await own.link.close({ goodbye: false });
  await until(() => own.log.some((line) => line.includes('asked for 2 closes')));
});

test('opens go on once the damaged state file was moved away', async () => {
  const { own, file } = await damaged('');
  renameSync(file, `${file}.damaged`);
  await bookThat(own, 'heal', (book) => JSON.stringify(book).includes('"blocked":[]'));
  expect(await open(own, 'open/3')).toMatchObject({ ok: true });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ highestLease: 7, welcomed: true });
});

test('an EA that cannot write its state file lets its node in, closes, and opens once it can', async () => {
  const { own, file, ticket } = await damaged(null);
  expect(await open(own, 'open/3')).toMatchObject({ error: 'BLOCKED', message: 'state' });
  const close = { ticket, identifier: ticket, volume: '0.10', ifVolume: '0.10', magic: MAGIC };
  expect(await own.ask('close/1', { action: 'CLOSE', params: close })).toMatchObject({ ok: true });
  rmdirSync(`${file}.new`);
  await bookThat(own, 'well', (book) => JSON.stringify(book).includes('"blocked":[]'));
  expect(await open(own, 'open/4')).toMatchObject({ ok: true });
});

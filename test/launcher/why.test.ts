/** launcher/why.ts on the embedded store. */
import { expect, test } from 'vitest';
import { withState } from '../../domain/copy.ts';
import { accountName } from '../../domain/ids.ts';
import { whyFromStores } from '../../launcher/why.ts';
import { whyText } from '../../launcher/why-text.ts';
import { copyOf, SLAVE } from '../db/builders.ts';
import { folderStores } from '../db/sqlite/folder.ts';

test('a refused position is told with its values and the way out, and with its own events alone', async () => {
  const stores = await folderStores();
  const state = { status: 'refused', code: 'SLIPPAGE', detail: '12 points away' } as const;
  const copy = withState(copyOf(100), state);
  await stores.ledger(SLAVE).intend([{ ...copy, version: 1 }, copyOf(1_000)]);
  const { copyId } = copy;
  const at = Date.UTC(2026, 1, 3, 10, 0, 0, 7);
  await stores.events(accountName('Apex_Slave_01')).append([
    { at, kind: 'copy-refused', data: { copyId, code: 'SLIPPAGE' } },
    { at, kind: 'order-answered', data: { request: `${copyId}/open/1`, retcode: 10009 } },
    { at, kind: 'order-answered', data: { request: `${copyOf(1_000).copyId}/open/1` } },
    { at, kind: 'alarm-raised', data: { subject: 'terminal' } },
  ]);
  const [why, ...more] = await whyFromStores(stores, '100');
  expect(more).toEqual([]);
  expect(why).toMatchObject({
    slave: 'Apex_Slave_01',
    status: 'REFUSED',
    reason: 'SLIPPAGE: 12 points away',
    wayOut: expect.stringContaining('slippage_tolerance'),
    steps: [
      { atMs: at, text: 'copy refused, code SLIPPAGE' },
      { atMs: at, text: 'order answered, retcode 10009' },
    ],
  });
  const text = whyText('100', why === undefined ? [] : [why]);
  expect(text).toMatch(/^Apex_Slave_01: REFUSED, SLIPPAGE: 12 points away\n/);
  expect(text).toMatch(/\.007 {2}order answered, retcode 10009$/);
});

test('the way out of a slave whose name has spaces can be typed as it stands', async () => {
  const stores = await folderStores();
  const state = { status: 'refused', code: 'PAUSED', detail: '' } as const;
  const copy = withState({ ...copyOf(100), slaveName: accountName('My $& Slave') }, state);
  await stores.ledger(SLAVE).intend([{ ...copy, version: 1 }]);
  const [why] = await whyFromStores(stores, '100');
  expect(why?.wayOut).toContain('`lockstep resume "My $& Slave"`');
});

test('a close names its cause, and a booked deal what it cost', async () => {
  const stores = await folderStores();
  const copy = copyOf(100);
  await stores.ledger(SLAVE).intend([copy]);
  const { copyId } = copy;
  const at = Date.UTC(2026, 1, 3, 10, 0, 0);
  const because = { by: 'plan', decision: 'send', cause: 'master-closed', facts: {} };
  const costs = { commission: '-0.35', swap: '0.00', profit: '12.40', currency: 'USD' };
  await stores.events(accountName('Apex_Slave_01')).append([
    { at, kind: 'order-requested', data: { copyId, operation: 'close', because } },
    { at, kind: 'deal-booked', data: { copyId, entry: 'OUT', volume: '0.10', ...costs } },
  ]);
  const [why] = await whyFromStores(stores, '100');
  expect(why?.steps?.map(({ text }) => text)).toEqual([
    'order requested, operation close, because master-closed',
    'deal booked, volume 0.10, entry OUT, commission -0.35, swap 0.00, profit 12.40',
  ]);
});

test('a deal that a restarted node recorded once more is told once', async () => {
  const stores = await folderStores();
  const copy = copyOf(100);
  await stores.ledger(SLAVE).intend([copy]);
  const at = Date.UTC(2026, 1, 3, 10, 0, 0);
  const booked = (deal: string) =>
    ({ at, kind: 'deal-booked', data: { copyId: copy.copyId, deal, volume: '0.10' } }) as const;
  const log = stores.events(accountName('Apex_Slave_01'));
  await log.append([booked('7'), booked('8')]);
  await log.append([booked('7'), booked('8'), booked('9')]);
  const [why] = await whyFromStores(stores, '100');
  expect(why?.steps).toHaveLength(3);
});

test('the story of a copy goes on under the new name of its slave', async () => {
  const stores = await folderStores();
  const copy = copyOf(100);
  await stores.ledger(SLAVE).intend([copy]);
  const [login, server] = SLAVE.split('@');
  const document = { name: 'Renamed', type: 'SLAVE', path: 'simulator', enabled: true };
  await stores.accounts.insert([{ ...document, login, server }]);
  const at = Date.UTC(2026, 1, 3, 10, 0, 0);
  const { copyId } = copy;
  const booked = { at, kind: 'deal-booked', data: { copyId, deal: '7', volume: '0.10' } } as const;
  const closed = { at: at + 1, kind: 'copy-closed', data: { copyId } } as const;
  await stores.events(accountName('Renamed')).append([booked, closed]);
  await stores
    .events(accountName('Apex_Slave_01'))
    .append([{ at: at - 1, kind: 'copy-open', data: { copyId } }, booked]);
  const [why] = await whyFromStores(stores, '100');
  expect(why?.steps?.map(({ text }) => text)).toEqual([
    'copy open',
    'deal booked, volume 0.10',
    'copy closed',
  ]);
});

test('a position that no slave knows has no story', async () => {
  const stores = await folderStores();
  expect(await whyFromStores(stores, '100')).toEqual([]);
});

/** The invariants of launcher/alert-delivery.ts. */
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { AlertDelivery } from '../../launcher/alert-delivery.ts';
import type { AlertNotice, AlertWay } from '../../launcher/alert-way.ts';

function notice(subject: string): AlertNotice {
  const alarm = {
    code: 'ORPHAN',
    account: 'S',
    subject,
    detail: 'd',
    sinceMs: 0,
    wayOut: 'w',
  };
  return { event: 'raised', alarm };
}

function setUp(send: AlertWay['send'], limit = 100) {
  const warned: string[] = [];
  const log = { warn: (text: string) => void warned.push(text) };
  const delivery = new AlertDelivery([{ name: 'way', send }], log as never, { limit, pauseMs: 0 });
  return { delivery, warned };
}

test('notices are sent one at a time, in their order', async () => {
  const sent: string[] = [];
  let atOnce = 0;
  const { delivery } = setUp(async ({ alarm }) => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    await Promise.resolve();
    sent.push(alarm.subject);
    atOnce -= 1;
  });
  for (const subject of ['1', '2', '3']) delivery.add(notice(subject));
  await vi.waitFor(() => expect(sent).toEqual(['1', '2', '3']));
  await delivery.close();
});

test('a way that fails is tried three times and told once, and never fails `add`', async () => {
  let tries = 0;
  const { delivery, warned } = setUp(() => {
    tries += 1;
    return Promise.reject(new Error('no route'));
  });
  delivery.add(notice('1'));
  await vi.waitFor(() => expect(warned).toHaveLength(1));
  expect(tries).toBe(3);
  expect(warned[0]).toContain('ORPHAN was not delivered by way: no route');
  await delivery.close();
});

test('while one hangs at most so many wait; the oldest are dropped, and that is said', async () => {
  const sent: string[] = [];
  const gate = new AbortController();
  const { delivery, warned } = setUp(async ({ alarm }) => {
    if (!gate.signal.aborted) await once(gate.signal, 'abort');
    sent.push(alarm.subject);
  }, 2);
  for (const subject of ['1', '2', '3', '4', '5']) delivery.add(notice(subject));
  gate.abort();
  await vi.waitFor(() => expect(sent).toEqual(['1', '4', '5']));
  expect(warned[0]).toContain('2 alerts were dropped');
  await delivery.close();
});

test('closing ends a delivery that hangs, and takes no more', async () => {
  let ended = 0;
  const { delivery } = setUp(async (_notice, signal) => {
    await once(signal, 'abort');
    ended += 1;
  });
  delivery.add(notice('1'));
  await delivery.close();
  delivery.add(notice('2'));
  expect(ended).toBe(1);
});

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../messaging/link-fixture.ts';
import { buy, desk, synced } from './terminal-fixture.ts';

test('a terminal writes down when its program could know of each deal', async () => {
  const own = await desk();
  const file = path.join(own.folder, 'deals.txt');
  own.start({ dealTimes: file });
  await synced(own);
  const beforeNs = process.hrtime.bigint();
  const opened = await own.ask('open/1', { action: 'TRADE', params: buy(own) });
  await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'));
  const [line = '', ...others] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const [deal, ns = '0'] = line.split(' ');
  expect(opened).toMatchObject({ ok: true, deal });
  expect(others).toEqual([]);
  expect(BigInt(ns) > beforeNs && BigInt(ns) < process.hrtime.bigint()).toBe(true);
});

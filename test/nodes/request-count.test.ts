/** The invariants of nodes/request-count.ts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RequestCount } from '../../nodes/request-count.ts';

const NOON = 20_000 * 86_400_000 + 43_200_000;

async function desk() {
  const folder = await mkdtemp(path.join(tmpdir(), 'lockstep-requests-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lines: string[] = [];
  const log = {
    info: () => undefined,
    warn: (_fields: object, message: string) => void lines.push(message),
    error: () => undefined,
  };
  const file = path.join(folder, 'requests', 'slave.json');
  return { file, lines, count: () => new RequestCount(file, log), folder };
}

test('requests of one day of the server add up, over a restart too', async () => {
  const { count, lines } = await desk();
  const before = count();
  await before.load();
  before.add(NOON);
  before.add(NOON + 1);
  await before.close();
  const after = count();
  await after.load();
  after.add(NOON + 2);
  expect(after.of(NOON + 3)).toBe(3);
  await after.close();
  expect(lines).toEqual([]);
});

test('the server’s midnight begins a new count', async () => {
  const { count } = await desk();
  const requests = count();
  requests.add(NOON);
  expect(requests.of(NOON + 43_199_999)).toBe(1);
  expect(requests.of(NOON + 43_200_000)).toBe(0);
  requests.add(NOON + 43_200_000);
  expect(requests.of(NOON + 43_200_001)).toBe(1);
  await requests.close();
});

test('a request of a moment without a known server time is one of the day that is counted', async () => {
  const { count } = await desk();
  const requests = count();
  for (let sent = 1; sent <= 3; sent += 1) requests.add(NOON);
  requests.add(null);
  expect(requests.of(NOON + 1)).toBe(4);
  await requests.close();
});

test('a damaged file counts from zero and is told', async () => {
  const { folder, lines } = await desk();
  const file = path.join(folder, 'damaged.json');
  await writeFile(file, '{"day":1');
  const log = {
    info: () => undefined,
    warn: (_fields: object, message: string) => void lines.push(message),
    error: () => undefined,
  };
  const requests = new RequestCount(file, log);
  await requests.load();
  expect(requests.of(NOON)).toBe(0);
  expect(lines[0]).toContain('count from zero');
});

test('a folder that cannot be written does not stop an order', async () => {
  const { folder, lines } = await desk();
  await writeFile(path.join(folder, 'file'), '');
  const log = {
    info: () => undefined,
    warn: (_fields: object, message: string) => void lines.push(message),
    error: () => undefined,
  };
  const requests = new RequestCount(path.join(folder, 'file', 'no-folder.json'), log);
  requests.add(NOON);
  await requests.close();
  expect(requests.of(NOON)).toBe(1);
  expect(lines).toEqual(['the count of requests cannot be written']);
});

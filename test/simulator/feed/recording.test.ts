import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../config/paths.ts';
import { DEMO_WINDOW } from '../../../demo/window.ts';
import { readTicks, type Tick } from '../../../simulator/feed/recording.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { T0 } from './builders.ts';

function file(name: string, content: string | Buffer): string {
  const written = path.join(temporaryFolder(), name);
  writeFileSync(written, content);
  return written;
}

function demoTicks(name: string): Promise<readonly Tick[]> {
  return readTicks(path.join(packageRoot(), 'demo', 'data', name));
}

test('ticks are read from plain and packed files', async () => {
  const text = `time_msc,bid,ask\n${String(T0)},1.38694,1.38705\r\n`;
  const expected = [{ timeMsc: T0, bid: '1.38694', ask: '1.38705' }];
  expect(await readTicks(file('a.csv', text))).toEqual(expected);
  expect(await readTicks(file('a.csv.gz', gzipSync(text)))).toEqual(expected);
});

test.each([
  ['no number', `time_msc,bid,ask\n${String(T0)},1.38694,x\n`, 'line 2'],
  ['going back in time', 'time_msc,bid,ask\n2,1.3,1.3\n1,1.3,1.3\n', 'line 3'],
  ['another kind of file', 'position_id,open_time\n', 'begins with'],
])('a recording with %s is named', async (_, text, expected) => {
  await expect(readTicks(file('a.csv', text))).rejects.toThrow(expected);
});

test('a missing recording is named', async () => {
  await expect(readTicks('nowhere.csv')).rejects.toThrow('nowhere.csv cannot be read');
});

test('the demo data covers its window, with the jump and with crossed quotes', async () => {
  const oanda = await demoTicks('EURUSD.oanda.20140502.csv.gz');
  const fxcm = await demoTicks('EURUSD.fxcm.20140502.csv.gz');
  const { fromMs, releaseMs, untilMs } = DEMO_WINDOW;
  expect(oanda.every(({ timeMsc }) => timeMsc >= fromMs && timeMsc < untilMs)).toBe(true);
  expect(fxcm.filter(({ bid, ask }) => Number(bid) > Number(ask)).length).toBeGreaterThan(10);
  const bidAt = (ms: number): number => Number(oanda.findLast(({ timeMsc }) => timeMsc <= ms)?.bid);
  expect(bidAt(releaseMs) - bidAt(releaseMs + 2_000)).toBeGreaterThan(0.003);
});
